import type { CommandDefinition } from '../../cli/command.js';
import { outputFormat, outputOption } from '../../cli/options.js';
import { profileSpec } from '../../install/values/plan.js';
import { printYaml } from '../../print/yaml.js';

const FORMATS = ['yaml', 'json'] as const;

export const command: CommandDefinition = {
  configure: (c) => {
    c.argument('[profile]', 'name of a profile', 'default').addOption(outputOption(FORMATS, 'yaml'));
  },
  run: async ({ args, options, io }) => {
    const name = args[0] ?? 'default';
    const operator = {
      apiVersion: 'install.istio.io/v1alpha1',
      kind: 'IstioOperator',
      spec: { profile: name, ...profileSpec(name) },
    };
    const json = outputFormat(options, FORMATS, 'yaml') === 'json';
    await io.out(json ? `${JSON.stringify(operator, null, 2)}\n` : printYaml(operator));
    return 'ok';
  },
};

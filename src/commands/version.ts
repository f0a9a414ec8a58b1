import type { CommandDefinition } from '../cli/command.js';
import { VERSION } from '../cli/version.js';

export const command: CommandDefinition = {
  configure: (c) => c.option('-o, --output <format>', 'output format: json'),
  run: async ({ options, io }) => {
    const facts = { version: VERSION, istio: '1.30', envoy: '1.38', node: process.version };
    if (options['output'] === 'json') await io.out(`${JSON.stringify(facts, null, 2)}\n`);
    else await io.out(`meshwright ${VERSION} (reference: Istio ${facts.istio}, Envoy ${facts.envoy})\n`);
    return 'ok';
  },
};

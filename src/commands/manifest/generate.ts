import { addClusterOptions } from '../../cli/cluster-options.js';
import type { CommandDefinition } from '../../cli/command.js';
import { printYamlDocuments } from '../../print/yaml.js';
import { installOptions, loadPlan, renderPlan } from '../install-input.js';

export const command: CommandDefinition = {
  configure: (c) => {
    addClusterOptions(c);
    for (const option of installOptions()) c.addOption(option);
    c.addHelpText(
      'after',
      `
Examples:
  meshwright manifest generate --set profile=minimal
  meshwright manifest generate -f control-plane.yaml --set values.pilot.autoscaleMin=2 | kubectl apply -f -`,
    );
  },
  run: async (call) => {
    const objects = await renderPlan(await loadPlan(call));
    if (objects.length > 0) await call.io.out(printYamlDocuments(objects));
    return 'ok';
  },
};

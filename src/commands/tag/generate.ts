import type { CommandDefinition } from '../../cli/command.js';
import { sortObjects } from '../../install/order.js';
import { printable } from '../../print/terminal.js';
import { printYamlDocuments } from '../../print/yaml.js';
import { configureTagMaking, planTagCall, readTags } from './tag-cluster.js';

export const command: CommandDefinition = {
  configure: (c) => {
    configureTagMaking(c);
    c.addHelpText(
      'after',
      `
Examples:
  meshwright tag generate prod --revision 1-30-3 | kubectl apply -f -
  meshwright tag generate default --revision 1-30-3 --snapshot cluster.yaml`,
    );
  },
  run: async (call) => {
    const { objects, switchedOff } = planTagCall(call, await readTags(call));
    if (switchedOff) call.io.err(`${printable(switchedOff)} stands in it too, with selectors that match nothing\n`);
    await call.io.out(printYamlDocuments(sortObjects(objects)));
    return 'ok';
  },
};

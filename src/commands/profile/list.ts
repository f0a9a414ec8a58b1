import type { CommandDefinition } from '../../cli/command.js';
import { profileNames } from '../../install/values/plan.js';

export const command: CommandDefinition = {
  configure: () => {},
  run: async ({ io }) => {
    await io.out(`${profileNames().join('\n')}\n`);
    return 'ok';
  },
};

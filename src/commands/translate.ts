import type { CommandDefinition } from '../cli/command.js';

export const command: CommandDefinition = {
  configure: () => {},
  run: async () => 'ok',
};

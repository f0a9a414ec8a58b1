import type { CommandDefinition } from '../../cli/command.js';
import { formatSecrets } from '../../print/proxy-config/secrets.js';
import { addOutputOption, decodeFormat, printValue } from './output.js';
import { noteStates, requireSection } from './sections.js';
import { withSource } from './source.js';
import { addTargetOptions } from './target.js';

export const command: CommandDefinition = {
  configure: (c) => {
    addTargetOptions(c);
    addOutputOption(c);
  },
  run: async (call) => {
    const format = decodeFormat(call);
    return withSource(call, async (source) => {
      const dump = await source.dump({ endpoints: false });
      requireSection(dump, 'secrets', source);
      const secrets = dump.secrets ?? {};
      if (format === 'table') {
        noteStates(dump, 'secrets', call.io);
        await call.io.out(formatSecrets(secrets, Date.now()));
      } else await printValue(call.io, secrets, format);
      return 'ok';
    });
  },
};

import type { CommandDefinition } from '../../cli/command.js';
import { formatEcds } from '../../print/proxy-config/ecds.js';
import { addOutputOption, decodeFormat, printValue } from './output.js';
import { requireSection } from './sections.js';
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
      requireSection(dump, 'ecds', source);
      const ecds = dump.ecds ?? {};
      if (format === 'table') await call.io.out(formatEcds(ecds));
      else await printValue(call.io, ecds, format);
      return 'ok';
    });
  },
};

import type { CommandDefinition } from '../../cli/command.js';
import { formatBootstrap } from '../../print/proxy-config/bootstrap.js';
import { inDeclaredOrder } from '../../xds/dump/declared-order.js';
import { addOutputOption, decodeFormat, printValue } from './output.js';
import { requireSection } from './sections.js';
import { withSource } from './source.js';
import { addTargetOptions } from './target.js';

export const command: CommandDefinition = {
  configure: (c) => {
    addTargetOptions(c);
    addOutputOption(c, 'json');
  },
  run: async (call) => {
    const format = decodeFormat(call, 'json');
    return withSource(call, async (source) => {
      const dump = await source.dump({ endpoints: false });
      requireSection(dump, 'bootstrap', source);
      const bootstrap = dump.bootstrap ?? {};
      if (format === 'table') await call.io.out(formatBootstrap(bootstrap));
      else await printValue(call.io, inDeclaredOrder(bootstrap), format, { openEmpty: true });
      return 'ok';
    });
  },
};

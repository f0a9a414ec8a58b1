import type { CommandDefinition } from '../../cli/command.js';
import { UserError } from '../../model/errors.js';
import { findPolicies, formatPolicies } from '../../print/proxy-config/authorization.js';
import { addOutputOption, decodeFormat, printValue } from '../proxy-config/output.js';
import { requireSection } from '../proxy-config/sections.js';
import { withSource } from '../proxy-config/source.js';
import { addTargetOptions } from '../proxy-config/target.js';

export const command: CommandDefinition = {
  configure: (c) => {
    addTargetOptions(c);
    addOutputOption(c);
  },
  run: async (call) => {
    const format = decodeFormat(call);
    if (call.args.length > 1) throw new UserError('usage', 'x authz check takes one proxy', 'leave out the others');
    return withSource(
      call,
      async (source) => {
        const dump = await source.dump({ endpoints: false });
        requireSection(dump, 'listeners', source);
        const policies = findPolicies(dump.shown.listeners);
        if (format === 'table') await call.io.out(formatPolicies(policies));
        else await printValue(call.io, policies, format);
        return 'ok';
      },
      { proxy: true },
    );
  },
};

import type { CommandDefinition } from '../../cli/command.js';
import { findPortPolicies, formatPortPolicies } from '../../print/proxy-config/authorization-ports.js';
import { originsOf } from '../origins.js';
import { addOutputOption, decodeFormat, printValue } from '../proxy-config/output.js';
import { requireSection } from '../proxy-config/sections.js';
import { withSource } from '../proxy-config/source.js';
import { addTargetOptions } from '../proxy-config/target.js';

export const command: CommandDefinition = {
  configure: (c) => {
    addTargetOptions(c);
    addOutputOption(c);
    c.addHelpText(
      'after',
      `
Examples:
  meshwright authz check reviews-v1-6b746f74dc-9rlmh.bookinfo
  meshwright authz check deployment/reviews-v1.bookinfo -f mesh/
  meshwright authz check -f config_dump.json -o json`,
    );
  },
  run: async (call) => {
    const format = decodeFormat(call);
    return withSource(
      call,
      async (source) => {
        const dump = await source.dump({ endpoints: false });
        requireSection(dump, 'listeners', source);
        const ports = findPortPolicies(dump.snapshot.listeners, originsOf(source.provenance ?? new Map()));
        if (format === 'table') await call.io.out(formatPortPolicies(ports));
        else await printValue(call.io, ports, format);
        return 'ok';
      },
      { proxy: true },
    );
  },
};

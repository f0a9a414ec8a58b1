import type { CommandDefinition } from '../../cli/command.js';
import { formatAssignments, selectAssignments } from '../../print/proxy-config/endpoints.js';
import { addFilterOptions, ENDPOINT_FILTERS, endpointFilter } from './filters.js';
import { addOutputOption, decodeFormat, printValue } from './output.js';
import { hintOf, noteStates } from './sections.js';
import { withSource } from './source.js';
import { addTargetOptions } from './target.js';

export const command: CommandDefinition = {
  configure: (c) => {
    addTargetOptions(c);
    addOutputOption(c);
    addFilterOptions(c, ENDPOINT_FILTERS);
  },
  run: async (call) => {
    const format = decodeFormat(call);
    const filter = endpointFilter(call);
    return withSource(call, async (source) => {
      const dump = await source.dump({ endpoints: true });
      if (!dump.has('endpoints')) call.io.err(`note: ${hintOf('endpoints')}\n`);
      const assignments = selectAssignments((format === 'table' ? dump.shown : dump.snapshot).endpoints, filter);
      if (format === 'table') {
        noteStates(dump, 'endpoints', call.io);
        await call.io.out(formatAssignments(assignments));
      } else await printValue(call.io, assignments, format);
      return 'ok';
    });
  },
};

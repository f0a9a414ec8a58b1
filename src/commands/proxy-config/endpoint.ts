import type { Call, CommandDefinition } from '../../cli/command.js';
import { type EndpointFilter, factsOf, selectAssignments } from '../../print/proxy-config/endpoints.js';
import { configuredRows, formatHosts, hostRows, selectStatuses } from '../../print/proxy-config/hosts.js';
import { addFilterOptions, ENDPOINT_FILTERS, endpointFilter } from './filters.js';
import { addOutputOption, decodeFormat, type Format, printValue } from './output.js';
import { hintOf, noteStates } from './sections.js';
import { type ProxySource, withSource } from './source.js';
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
      const statuses = await source.statuses();
      if (!statuses) return printConfigured(source, call, filter, format);
      if (format === 'table') await call.io.out(formatHosts(hostRows(statuses, filter)));
      else await printValue(call.io, selectStatuses(statuses, filter), format);
      return 'ok';
    });
  },
};

/** Where no Envoy can be asked for the health of its hosts, the configured endpoints are shown. */
async function printConfigured(source: ProxySource, call: Call, filter: EndpointFilter, format: Format): Promise<'ok'> {
  const dump = await source.dump({ endpoints: true });
  if (!dump.has('endpoints')) call.io.err(`note: ${hintOf('endpoints')}\n`);
  const { endpoints } = format === 'table' ? dump.shown : dump.snapshot;
  const assignments = selectAssignments(endpoints, filter, factsOf);
  if (format === 'table') {
    noteStates(dump, 'endpoints', call.io);
    await call.io.out(formatHosts(configuredRows(assignments)));
  } else await printValue(call.io, assignments, format);
  return 'ok';
}

import type { CommandDefinition } from '../../cli/command.js';
import { text } from '../../cli/options.js';
import { formatRoutes, selectRoutes } from '../../print/proxy-config/routes.js';
import { addCheckOption, checkIfAsked } from './check.js';
import { addFilterOptions, ROUTE_FILTERS } from './filters.js';
import { addOutputOption, decodeFormat, printValue } from './output.js';
import { noteStates, requireResources, requireSection } from './sections.js';
import { withSource } from './source.js';
import { addTargetOptions, addVerboseOption, isVerbose } from './target.js';

export const command: CommandDefinition = {
  configure: (c) => {
    addTargetOptions(c);
    addOutputOption(c);
    addCheckOption(c);
    addVerboseOption(c);
    addFilterOptions(c, ROUTE_FILTERS);
  },
  run: async (call) => {
    const format = decodeFormat(call);
    return withSource(call, async (source) => {
      const dump = await source.dump({ endpoints: false });
      const resources = format === 'table' ? dump.shown : dump.snapshot;
      requireSection(dump, 'routes', source);
      requireResources(resources.routes, 'routes', source);
      const routes = selectRoutes(resources.routes, text(call.options, 'name'));
      if (format === 'table') {
        noteStates(dump, 'routes', call.io);
        await call.io.out(formatRoutes(routes, { verbose: isVerbose(call) }));
      } else await printValue(call.io, routes, format);
      return checkIfAsked(call, dump, source);
    });
  },
};

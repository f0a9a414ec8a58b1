import type { CommandDefinition } from '../../cli/command.js';
import { flag } from '../../cli/options.js';
import { formatListeners, selectListeners } from '../../print/proxy-config/listeners.js';
import { formatRemoteListeners } from '../../print/proxy-config/remote-listeners.js';
import { addCheckOption, checkIfAsked } from './check.js';
import { addFilterOptions, LISTENER_FILTERS, listenerFilter } from './filters.js';
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
    c.option('--waypoint', 'what leads to each chain by its name, as waypoints choose them; no filter applies');
    addFilterOptions(c, LISTENER_FILTERS);
  },
  run: async (call) => {
    const format = decodeFormat(call);
    const filter = listenerFilter(call);
    return withSource(call, async (source) => {
      const dump = await source.dump({ endpoints: false });
      const remote = flag(call.options, 'waypoint');
      const resources = remote || format === 'table' ? dump.shown : dump.snapshot;
      requireSection(dump, 'listeners', source);
      requireResources(resources.listeners, 'listeners', source);
      const listeners = selectListeners(resources.listeners, filter);
      if (remote) await call.io.out(formatRemoteListeners(resources.listeners));
      else if (format === 'table') {
        noteStates(dump, 'listeners', call.io);
        await call.io.out(formatListeners(listeners, { verbose: isVerbose(call) }));
      } else await printValue(call.io, listeners, format);
      return checkIfAsked(call, dump, source);
    });
  },
};

import type { Call, CommandDefinition } from '../../cli/command.js';
import { flag, text } from '../../cli/options.js';
import { formatBootstrap } from '../../print/proxy-config/bootstrap.js';
import { formatClusters, selectClusters } from '../../print/proxy-config/clusters.js';
import { formatAssignments, selectAssignments } from '../../print/proxy-config/endpoints.js';
import { formatListeners, selectListeners } from '../../print/proxy-config/listeners.js';
import { formatRoutes, selectRoutes } from '../../print/proxy-config/routes.js';
import { formatSecrets } from '../../print/proxy-config/secrets.js';
import type { ConfigDump } from '../../xds/dump/config-dump.js';
import type { SectionName } from '../../xds/dump/section.js';
import { addCheckOption, checkIfAsked } from './check.js';
import * as filters from './filters.js';
import { addOutputOption, decodeFormat, printValue } from './output.js';
import { noteStates, requireResources, requireSection } from './sections.js';
import { type ProxySource, withSource } from './source.js';
import { addTargetOptions, addVerboseOption, isVerbose } from './target.js';

export const command: CommandDefinition = {
  configure: (c) => {
    const { CLUSTER_FILTERS, LISTENER_FILTERS, ROUTE_FILTERS, ENDPOINT_FILTERS } = filters;
    addTargetOptions(c);
    addOutputOption(c);
    addCheckOption(c);
    addVerboseOption(c);
    c.option('--with-headers', 'put a line with its name before each block');
    filters.addFilterOptions(c, CLUSTER_FILTERS, LISTENER_FILTERS, ROUTE_FILTERS, ENDPOINT_FILTERS);
  },
  run: async (call) => {
    const format = decodeFormat(call);
    return withSource(call, async (source) => {
      const dump = await source.dump({ endpoints: true });
      if (format === 'table') await call.io.out(formatBlocks(call, dump, source));
      else await printValue(call.io, wholeDump(dump), format);
      return checkIfAsked(call, dump, source);
    });
  },
};

/** The dump as it came; of a translation, its resources. */
function wholeDump(dump: ConfigDump): object {
  if ('configs' in dump.raw) return dump.raw;
  const { listeners, routes, clusters, endpoints } = dump.snapshot;
  return { listeners, routes, clusters, endpoints };
}

/** All tables, each after an empty line. They are made before the first is printed, so that a failure leaves no half output. */
function formatBlocks(call: Call, dump: ConfigDump, source: ProxySource): string {
  const blocks = describeBlocks(call, dump)
    .filter(({ section, optional }) => dump.has(section) || !optional || section === 'endpoints')
    .map(({ section, optional, title, text: format }) => {
      if (!optional) requireSection(dump, section, source);
      if (isNeverEmpty(section)) requireResources(dump.shown[section], section, source);
      noteStates(dump, section, call.io);
      const block = format();
      return flag(call.options, 'withHeaders') ? `------ ${title} INFO ------\n\n${block}` : block;
    });
  return blocks.join('\n');
}

/** Whether no real proxy lives without resources of a section. */
function isNeverEmpty(section: SectionName): section is 'clusters' | 'listeners' | 'routes' {
  return section === 'clusters' || section === 'listeners' || section === 'routes';
}

interface Block {
  readonly section: SectionName;
  readonly title: string;
  /** Left out where a translation has no such thing. */
  readonly optional: boolean;
  readonly text: () => string;
}

function describeBlocks(call: Call, dump: ConfigDump): readonly Block[] {
  const named = { named: true, verbose: isVerbose(call) };
  const { shown } = dump;
  const [clusters, listeners] = [filters.clusterFilter(call), filters.listenerFilter(call)];
  const [endpoints, route] = [filters.endpointFilter(call), text(call.options, 'name')];
  const translated = !('configs' in dump.raw);
  return [
    {
      section: 'bootstrap',
      title: 'BOOTSTRAP',
      optional: translated,
      text: () => formatBootstrap(dump.bootstrap ?? {}),
    },
    {
      section: 'clusters',
      title: 'CLUSTER',
      optional: false,
      text: () => formatClusters(selectClusters(shown.clusters, clusters), named),
    },
    {
      section: 'listeners',
      title: 'LISTENER',
      optional: false,
      text: () => formatListeners(selectListeners(shown.listeners, listeners), named),
    },
    {
      section: 'routes',
      title: 'ROUTE',
      optional: false,
      text: () => formatRoutes(selectRoutes(shown.routes, route), named),
    },
    {
      section: 'secrets',
      title: 'SECRET',
      optional: true,
      text: () => formatSecrets(dump.secrets ?? {}, Date.now(), 'secret/'),
    },
    {
      section: 'endpoints',
      title: 'ENDPOINTS',
      optional: true,
      text: () => formatAssignments(selectAssignments(shown.endpoints, endpoints), 'endpoint/'),
    },
  ];
}

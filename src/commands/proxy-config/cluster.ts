import type { CommandDefinition } from '../../cli/command.js';
import { formatClusters, selectClusters } from '../../print/proxy-config/clusters.js';
import { addCheckOption, checkIfAsked } from './check.js';
import { addFilterOptions, CLUSTER_FILTERS, clusterFilter } from './filters.js';
import { addOutputOption, decodeFormat, printValue } from './output.js';
import { noteStates, requireResources, requireSection } from './sections.js';
import { withSource } from './source.js';
import { addTargetOptions } from './target.js';

export const command: CommandDefinition = {
  configure: (c) => {
    addTargetOptions(c);
    addOutputOption(c);
    addCheckOption(c);
    addFilterOptions(c, CLUSTER_FILTERS);
  },
  run: async (call) => {
    const format = decodeFormat(call);
    const filter = clusterFilter(call);
    return withSource(call, async (source) => {
      const dump = await source.dump({ endpoints: false });
      const resources = format === 'table' ? dump.shown : dump.snapshot;
      requireSection(dump, 'clusters', source);
      requireResources(resources.clusters, 'clusters', source);
      const clusters = selectClusters(resources.clusters, filter);
      if (format === 'table') {
        noteStates(dump, 'clusters', call.io);
        await call.io.out(formatClusters(clusters));
      } else await printValue(call.io, clusters, format);
      return checkIfAsked(call, dump, source);
    });
  },
};

import { isObject } from '../model/decode.js';
import type { Resource } from '../model/resource.js';
import { textOf } from '../model/text.js';
import type { ClusterCheck, Found } from './types.js';

/** https://kubernetes.io/docs/reference/node/node-status/#condition */
export const nodesCheck: ClusterCheck = {
  name: 'nodes-ready',
  section: 'Nodes',
  needs: ['Node'],
  controlPlane: true,
  rows({ store }) {
    const nodes = store.list('Node');
    if (nodes.length === 0) return [{ status: 'failed', message: 'the cluster has no nodes: nothing would run' }];
    const sick = nodes.flatMap((node) => problemOf(node) ?? []);
    const ready = nodes.length - sick.length;
    const of = `${ready} of ${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'}`;
    const summary: Found =
      ready === 0
        ? { status: 'failed', message: `${of} ready: nothing would run` }
        : { status: 'ok', message: `${of} ready` };
    return [summary, ...sick];
  },
};

/** What keeps a node from taking pods. */
function problemOf({ raw, metadata }: Resource): Found | undefined {
  const status = isObject(raw?.['status']) ? raw['status'] : {};
  const spec = isObject(raw?.['spec']) ? raw['spec'] : {};
  const conditions = Array.isArray(status['conditions']) ? status['conditions'].filter(isObject) : [];
  const ready = conditions.find((condition) => condition['type'] === 'Ready');
  const object = `Node ${metadata.name}`;
  if (ready?.['status'] !== 'True') {
    const reason = textOf(ready?.['message'] ?? ready?.['reason'] ?? 'it has not reported yet');
    return { status: 'warning', object, message: `node ${metadata.name} is not ready: ${reason}` };
  }
  if (spec['unschedulable'] !== true) return undefined;
  return { status: 'warning', object, message: `node ${metadata.name} is cordoned: it takes no new pods` };
}

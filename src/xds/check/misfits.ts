import { decodeMessage } from '../../protobuf/decode.js';
import { messageType } from '../../protobuf/messages.js';
import { asJson } from '../json.js';
import type { Snapshot } from '../snapshot.js';
import type { Finding } from './finding.js';

type ResourceType = Finding['resource']['type'];

const MESSAGES: Readonly<Record<ResourceType, string>> = {
  listener: 'envoy.config.listener.v3.Listener',
  route: 'envoy.config.route.v3.RouteConfiguration',
  cluster: 'envoy.config.cluster.v3.Cluster',
  endpoint: 'envoy.config.endpoint.v3.ClusterLoadAssignment',
};

/**
 * Fields that hold a value of another type than theirs, and the snapshot without the resources that have them: nothing else can
 * be said of those. What comes from elsewhere (a dump) may hold anything. https://protobuf.dev/programming-guides/json/
 */
export function withoutMisfits(snapshot: Snapshot): { readonly findings: readonly Finding[]; readonly rest: Snapshot } {
  const findings: Finding[] = [];
  const fitting = <T extends { readonly name?: string; readonly clusterName?: string }>(
    resources: readonly T[],
    type: ResourceType,
  ) =>
    resources.filter((resource) => {
      const found = misfitsOf(resource, { type, name: resource.name ?? resource.clusterName ?? '' });
      findings.push(...found);
      return found.length === 0;
    });
  const rest = {
    listeners: fitting(snapshot.listeners, 'listener'),
    routes: fitting(snapshot.routes, 'route'),
    clusters: fitting(snapshot.clusters, 'cluster'),
    endpoints: fitting(snapshot.endpoints, 'endpoint'),
  };
  return { findings, rest };
}

function misfitsOf(value: object, resource: Finding['resource']): readonly Finding[] {
  const type = messageType(MESSAGES[resource.type]);
  if (!type) return [];
  return decodeMessage(type, asJson(value)).problems.flatMap(({ code, path, args }): Finding[] => {
    if (code !== 'wrong-type' && code !== 'null-item') return [];
    const said = code === 'null-item' ? { wanted: 'a value', found: 'null' } : args;
    return [{ code: 'wrong-type', effect: 'refused', resource, path, args: said, objects: [value] }];
  });
}

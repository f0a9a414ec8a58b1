import { MESH_GATEWAY } from '../../../mesh/gateway-names.js';
import { hostsOverlap, isWildcard } from '../../../mesh/hosts.js';
import type { VirtualServiceResource } from '../../../mesh/types.js';
import { fullName } from '../../facts/gateway-names.js';
import { expandHost, exportScopes } from '../../facts/known-hosts.js';
import { listNames } from '../../facts/name-list.js';
import type { AnalysisContext, Analyzer } from '../../types.js';

type HostTable = Map<string, VirtualServiceResource[]>;

const EVERYWHERE = '*';

/**
 * Several VirtualServices for sidecars with the same host, as seen from some namespace. Each is reported once.
 * https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services
 */
export const meshHosts: Analyzer = {
  name: 'virtualservice.ConflictingMeshGatewayHostsAnalyzer',
  description: 'Looks for hosts that several VirtualServices route for sidecars',
  inputs: ['VirtualService'],
  analyze(context, report) {
    const scopes = hostsByScope(context);
    const shared: HostTable = scopes.get(EVERYWHERE) ?? new Map();
    const wildcards = [...shared.keys()].filter(isWildcard);
    const reported = new Set<VirtualServiceResource>();
    for (const [scope, hosts] of scopes) {
      for (const [host, own] of hosts) {
        const all = scope === EVERYWHERE ? own : [...own, ...overlapping(host, shared, wildcards)];
        if (all.length < 2) continue;
        const virtualServices = listNames(all.map(fullName));
        for (const resource of all) {
          if (reported.has(resource)) continue;
          reported.add(resource);
          report('IST0109', resource, ['metadata', 'name'], { virtualServices, host: `${scope}/${host}` });
        }
      }
    }
  },
};

/** VirtualServices bound to sidecars by host, for each namespace that sees them, `*` for all. */
function hostsByScope(context: AnalysisContext): Map<string, HostTable> {
  const scopes = new Map<string, HostTable>();
  for (const resource of context.store.list('VirtualService')) {
    const { hosts = [], gateways = [], exportTo } = resource.body.spec ?? {};
    if (gateways.length > 0 && !gateways.includes(MESH_GATEWAY)) continue;
    const { namespace } = resource.metadata;
    for (const scope of new Set(exportScopes(exportTo, namespace))) {
      const table: HostTable = scopes.get(scope) ?? new Map();
      scopes.set(scope, table);
      for (const host of hosts) {
        const fqdn = expandHost(host, namespace);
        const same = table.get(fqdn);
        if (same) same.push(resource);
        else table.set(fqdn, [resource]);
      }
    }
  }
  return scopes;
}

/** VirtualServices that every namespace sees and that have a host in common with this one. */
function overlapping(host: string, shared: HostTable, wildcards: readonly string[]): readonly VirtualServiceResource[] {
  const found = [...(shared.get(host) ?? [])];
  for (const other of isWildcard(host) ? shared.keys() : wildcards) {
    if (other === host || !hostsOverlap(host, other)) continue;
    for (const resource of shared.get(other) ?? []) found.push(resource);
  }
  return found;
}

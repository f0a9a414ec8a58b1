import type { Address, ClusterLoadAssignment, LbEndpoint, Locality } from '../../xds/types.js';
import { formatTable } from '../table.js';
import { inClusterOrder } from './names.js';

export interface EndpointFilter {
  readonly address?: string;
  readonly port?: number;
  readonly cluster?: string;
  readonly status?: string;
}

/** What a filter looks at, of a host of a live Envoy or of an endpoint that was configured. */
export interface EndpointFacts {
  readonly address: string;
  readonly port: number;
  readonly cluster: string;
  readonly status: string;
}

/** Whether an endpoint passes: every part that is set must be equal, in any case. */
export function passes(facts: EndpointFacts, filter: EndpointFilter): boolean {
  const same = (wanted: string | undefined, value: string) => !wanted || wanted.toLowerCase() === value.toLowerCase();
  return (
    same(filter.address, facts.address) &&
    same(filter.cluster, facts.cluster) &&
    same(filter.status, facts.status) &&
    (!filter.port || filter.port === facts.port)
  );
}

/**
 * The assignments with the endpoints that a filter lets through, without those that keep none, in the order of tables.
 * @param facts what the filter looks at: the table of `eds` names an endpoint with its port, that of hosts names it without
 */
export function selectAssignments(
  assignments: readonly ClusterLoadAssignment[],
  filter: EndpointFilter,
  facts: (endpoint: LbEndpoint, cluster: string) => EndpointFacts = factsWithPort,
): readonly ClusterLoadAssignment[] {
  const shown: ClusterLoadAssignment[] = [];
  for (const assignment of assignments) {
    let kept = 0;
    const endpoints = (assignment.endpoints ?? []).map(({ lbEndpoints = [], ...group }) => {
      const left = lbEndpoints.filter((endpoint) => passes(facts(endpoint, assignment.clusterName), filter));
      kept += left.length;
      return left.length > 0 ? { ...group, lbEndpoints: left } : group;
    });
    if (kept > 0) shown.push({ ...assignment, endpoints });
  }
  return inClusterOrder(shown, ({ clusterName }) => clusterName);
}

function factsWithPort(endpoint: LbEndpoint, cluster: string): EndpointFacts {
  return { ...factsOf(endpoint, cluster), address: endpointText(endpoint.endpoint?.address) };
}

/** What is known of an endpoint that was configured; its address is without the port. */
export function factsOf(endpoint: LbEndpoint, cluster: string): EndpointFacts {
  const address = endpoint.endpoint?.address;
  return {
    address: address?.socketAddress?.address ?? hostText(address),
    port: address?.socketAddress?.portValue ?? 0,
    cluster,
    status: endpoint.healthStatus ?? 'UNKNOWN',
  };
}

/**
 * The table of `proxy-config eds`.
 * @param prefix put before each endpoint, as `proxy-config all` has it
 */
export function formatAssignments(assignments: readonly ClusterLoadAssignment[], prefix = ''): string {
  const rows = assignments.flatMap((assignment) =>
    (assignment.endpoints ?? []).flatMap((group) =>
      (group.lbEndpoints ?? []).map((endpoint) => [
        prefix + endpointText(endpoint.endpoint?.address),
        endpoint.healthStatus ?? 'UNKNOWN',
        localityText(group.locality),
        assignment.clusterName,
      ]),
    ),
  );
  return formatTable([['NAME', 'STATUS', 'LOCALITY', 'CLUSTER'], ...rows], { padding: 5 });
}

/** `address:port`, the path of a socket, or the internal listener of an endpoint. */
function endpointText(address: Address | undefined): string {
  const socket = address?.socketAddress;
  return socket ? `${socket.address ?? ''}:${socket.portValue ?? 0}` : hostText(address);
}

function hostText(address: Address | undefined): string {
  return address?.pipe ? (address.pipe.path ?? '') : (internalText(address) ?? 'unknown');
}

/** `envoy://listener/endpoint` of an address inside the same Envoy. */
export function internalText(address: Address | undefined): string | undefined {
  const internal = address?.envoyInternalAddress;
  if (!internal || typeof internal['serverListenerName'] !== 'string') return undefined;
  const id = internal['endpointId'];
  return `envoy://${internal['serverListenerName']}/${typeof id === 'string' ? id : ''}`;
}

function localityText({ region = '', zone = '', subZone = '' }: Locality = {}): string {
  if (!zone) return region;
  return subZone ? `${region}/${zone}/${subZone}` : `${region}/${zone}`;
}

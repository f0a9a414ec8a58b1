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

/** The assignments with the endpoints that a filter lets through, without those that keep none, in the order of tables. */
export function selectAssignments(
  assignments: readonly ClusterLoadAssignment[],
  filter: EndpointFilter,
): readonly ClusterLoadAssignment[] {
  const shown = assignments
    .map((assignment) => {
      const cluster = assignment.clusterName;
      const endpoints = (assignment.endpoints ?? []).map((group) => ({
        ...group,
        lbEndpoints: (group.lbEndpoints ?? []).filter((endpoint) => passes(factsOf(endpoint, cluster), filter)),
      }));
      return { ...assignment, endpoints };
    })
    .filter(({ endpoints }) => endpoints.some((group) => group.lbEndpoints.length > 0));
  return inClusterOrder(shown, ({ clusterName }) => clusterName);
}

export function factsOf(endpoint: LbEndpoint, cluster: string): EndpointFacts {
  const address = endpoint.endpoint?.address;
  return {
    address: address?.socketAddress?.address ?? hostText(address),
    port: address?.socketAddress?.portValue ?? 0,
    cluster,
    status: endpoint.healthStatus ?? 'UNKNOWN',
  };
}

/** The endpoints of `proxy-config all`. */
export function formatAssignments(assignments: readonly ClusterLoadAssignment[]): string {
  const rows = assignments.flatMap((assignment) =>
    (assignment.endpoints ?? []).flatMap((group) =>
      (group.lbEndpoints ?? []).map((endpoint) => [
        `endpoint/${endpointText(endpoint.endpoint?.address)}`,
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

import { isDraining } from '../../mesh/cluster-endpoints.js';
import { CLUSTER_ID } from '../../mesh/mesh-config.js';
import type { MeshEndpoint } from '../../mesh/types.js';
import { type JsonMessage, present } from '../../xds/json.js';
import type { Address, LbEndpoint } from '../../xds/types.js';

const HEALTH: Readonly<Record<MeshEndpoint['health'], string | undefined>> = {
  healthy: 'HEALTHY',
  unhealthy: 'UNHEALTHY',
  draining: 'DRAINING',
  terminating: 'UNHEALTHY',
  unknown: undefined,
};
const MUTUAL: JsonMessage = { tlsMode: 'istio' };

/** What was spelled of an endpoint: it is in the cluster of the service and in those of its subsets. */
const PLAIN = new WeakMap<MeshEndpoint, LbEndpoint>();
const SECURED = new WeakMap<MeshEndpoint, LbEndpoint>();

/** One endpoint as Envoy balances it; `mutualTls` marks it for the cluster's choice of transport socket. */
export function lbEndpoint(endpoint: MeshEndpoint, mutualTls: boolean): LbEndpoint {
  const known = mutualTls ? SECURED : PLAIN;
  const found = known.get(endpoint);
  if (found) return found;
  const spelled = spell(endpoint, mutualTls);
  known.set(endpoint, spelled);
  return spelled;
}

function spell(endpoint: MeshEndpoint, mutualTls: boolean): LbEndpoint {
  return present<LbEndpoint>({
    endpoint: { address: addressOf(endpoint) },
    healthStatus: HEALTH[isDraining(endpoint) ? 'draining' : endpoint.health],
    loadBalancingWeight: endpoint.weight,
    metadata: {
      filterMetadata: present<Record<string, JsonMessage>>({
        'envoy.transport_socket_match': mutualTls ? MUTUAL : undefined,
        istio: { workload: workload(endpoint) },
      }),
    },
  });
}

/** `NAME;NAMESPACE;SERVICE;REVISION;CLUSTER`, by which telemetry knows the peer. */
function workload(e: MeshEndpoint): string {
  const revision = e.canonicalRevision === 'latest' ? '' : e.canonicalRevision;
  return [e.workloadName, e.namespace, e.canonicalName, revision, CLUSTER_ID].join(';');
}

const UNIX = 'unix://';

function addressOf({ address, port }: MeshEndpoint): Address {
  if (address.startsWith(UNIX)) return { pipe: { path: address.slice(UNIX.length) } };
  return { socketAddress: { address, portValue: port } };
}

import { topologyPriorities } from './locality.js';
import type { MeshConfig } from './mesh-config.js';
import type { Mesh, MeshEndpoint, MeshService, ServicePort } from './types.js';

type Labels = Readonly<Record<string, string>>;

/**
 * Endpoints of a service port that clients get, those of a subset where its labels are given. Unready ones are left out
 * unless the service distributes its traffic by topology: then the client learns that they are unhealthy, so that it can
 * fail over.
 */
export function clusterEndpoints(
  mesh: Mesh,
  service: MeshService,
  port: ServicePort,
  subset?: Labels,
): readonly MeshEndpoint[] {
  const wanted = subset ? entriesOf(subset) : NONE;
  const tellsUnhealthy = topologyPriorities(service) !== undefined;
  const taken = mesh
    .endpoints(service, port)
    .filter((e) => (e.health !== 'unhealthy' || tellsUnhealthy) && hasAll(e.labels, wanted));
  // A ServiceEntry stands for one service an address, and each of them brings the endpoints.
  const times = service.serviceEntry?.body.spec?.addresses?.length ?? 1;
  return times > 1 ? taken.flatMap((e) => Array.from({ length: times }, () => e)) : taken;
}

const NONE: readonly (readonly [string, string])[] = [];
const ENTRIES = new WeakMap<Labels, readonly (readonly [string, string])[]>();

/** Labels as pairs, made once a subset: it has a cluster for every port. */
function entriesOf(labels: Labels): readonly (readonly [string, string])[] {
  const known = ENTRIES.get(labels);
  if (known) return known;
  const entries = Object.entries(labels);
  ENTRIES.set(labels, entries);
  return entries;
}

function hasAll(labels: Labels, wanted: readonly (readonly [string, string])[]): boolean {
  for (const [key, value] of wanted) if (labels[key] !== value) return false;
  return true;
}

/**
 * Identities that may serve a service, sorted: the service accounts of its endpoints, ready or not, on any port, in
 * every trust domain of the mesh, and what its ServiceEntry names.
 * https://istio.io/latest/docs/concepts/security/#secure-naming
 */
export function serviceIdentities(
  config: MeshConfig,
  endpoints: Mesh['endpoints'],
  service: MeshService,
): readonly string[] {
  const found = new Set(service.subjectAltNames);
  for (const port of service.ports) {
    for (const { serviceAccount } of endpoints(service, port)) {
      if (serviceAccount) found.add(serviceAccount);
    }
  }
  for (const identity of [...found]) for (const alias of inAliases(identity, config)) found.add(alias);
  return [...found].sort();
}

function inAliases(identity: string, config: MeshConfig): readonly string[] {
  const workload = /^spiffe:\/\/[^/]+(\/ns\/[^/]+\/sa\/[^/]+)$/.exec(identity)?.[1];
  return workload === undefined
    ? []
    : (config.trustDomainAliases ?? []).map((domain) => `spiffe://${domain}${workload}`);
}

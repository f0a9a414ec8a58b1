import { topologyPriorities } from './locality.js';
import type { MeshConfig } from './mesh-config.js';
import { keepsSessions } from './slice-endpoints.js';
import type { Mesh, MeshEndpoint, MeshService, ServicePort } from './types.js';

type Labels = Readonly<Record<string, string>>;

/**
 * Endpoints of a service port that clients get, those of a subset where its labels are given. Unready ones are left out
 * unless the service distributes its traffic by topology: then the client learns that they are unhealthy, so that it can
 * fail over. Draining ones are left out unless the service keeps sessions.
 */
export function clusterEndpoints(
  mesh: Mesh,
  service: MeshService,
  port: ServicePort,
  subset?: Labels,
): readonly MeshEndpoint[] {
  const tellsUnhealthy = topologyPriorities(service) !== undefined;
  const tellsDraining = keepsSessions(service);
  return mesh.endpoints(service, port).filter((e) => {
    const told =
      e.health === 'unhealthy' ? tellsUnhealthy : e.health !== 'terminating' && (!isDraining(e) || tellsDraining);
    // Whoever is only known to be in another network is reached through its gateway, or not at all.
    return told && e.address !== '' && hasAll(e.labels, subset);
  });
}

/** Whether an endpoint is about to go, and serves nothing but the sessions that it has. */
export function isDraining({ health, labels }: MeshEndpoint): boolean {
  return health === 'draining' || !!labels['istio.io/draining'];
}

function hasAll(labels: Labels, wanted: Labels | undefined): boolean {
  for (const key in wanted) if (labels[key] !== wanted[key]) return false;
  return true;
}

/**
 * Identities that may serve a service, sorted: the service accounts of its endpoints, ready or not, on any port, in
 * every trust domain of the mesh, and what it names itself. Of several services of one hostname and namespace the
 * endpoints of all count, and the names of the last.
 * https://istio.io/latest/docs/concepts/security/#secure-naming
 */
export function serviceIdentities(
  config: MeshConfig,
  endpoints: Mesh['endpoints'],
  services: readonly MeshService[],
): readonly string[] {
  const found = new Set(services.at(-1)?.subjectAltNames);
  for (const service of services) {
    for (const port of service.ports) {
      for (const { serviceAccount } of endpoints(service, port)) {
        if (serviceAccount) found.add(serviceAccount);
      }
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

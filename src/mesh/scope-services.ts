import { mergeInto } from './cluster-services.js';
import { destinationsOf } from './destinations.js';
import type { EgressListener, MeshService, Scope } from './types.js';
import { visibleFrom } from './visibility.js';

/**
 * Services that are exported to a namespace, as they count: its own ones that are not for everybody, then those exported
 * to it by name, then public ones; in processing order inside each.
 * https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry
 */
export function visibleServices(services: readonly MeshService[], namespace: string): readonly MeshService[] {
  const own: MeshService[] = [];
  const named: MeshService[] = [];
  const open: MeshService[] = [];
  for (const service of services) {
    if (!visibleFrom(service.visibility, namespace)) continue;
    (service.visibility === 'public' ? open : service.namespace === namespace ? own : named).push(service);
  }
  return own.length + named.length === 0 ? open : [...own, ...named, ...open];
}

/**
 * Of one hostname in several namespaces only one namespace counts: the own one, else the first that has a Kubernetes
 * Service of it, else the first.
 */
export function selectServices(services: readonly MeshService[], namespace: string): readonly MeshService[] {
  const chosen = new Map<string, MeshService>();
  for (const service of services) {
    const known = chosen.get(service.hostname);
    if (!known || service.namespace === namespace || prevails(service, known, namespace)) {
      chosen.set(service.hostname, service);
    }
  }
  return services.filter((s) => chosen.get(s.hostname)?.namespace === s.namespace);
}

function prevails(later: MeshService, known: MeshService, own: string): boolean {
  return known.namespace !== own && known.registry !== 'kubernetes' && later.registry === 'kubernetes';
}

/** The service that speaks for a hostname in a namespace; of several a Kubernetes Service, else the first. */
export type ServiceDirectory = ReadonlyMap<string, ReadonlyMap<string, MeshService>>;

const DIRECTORIES = new WeakMap<readonly MeshService[], ServiceDirectory>();

/** Services by hostname and namespace, made once a list. */
function directoryOf(services: readonly MeshService[]): ServiceDirectory {
  const known = DIRECTORIES.get(services);
  if (known) return known;
  const directory = new Map<string, Map<string, MeshService>>();
  for (const service of services) {
    const namespaces = directory.get(service.hostname) ?? new Map<string, MeshService>();
    directory.set(service.hostname, namespaces);
    const earlier = namespaces.get(service.namespace);
    if (earlier && (earlier.registry === 'kubernetes' || service.registry !== 'kubernetes')) continue;
    namespaces.set(service.namespace, service);
  }
  DIRECTORIES.set(services, directory);
  return directory;
}

/**
 * The service that a VirtualService of `namespace` means on a router: one of its own namespace that the router sees, else
 * the one that the router's scope has.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination
 */
export function serviceForRule(
  all: readonly MeshService[],
  scope: Pick<Scope, 'namespace' | 'service'>,
  namespace: string,
  hostname: string,
): MeshService | undefined {
  const own = directoryOf(all).get(hostname)?.get(namespace);
  return own && visibleFrom(own.visibility, scope.namespace) ? own : scope.service(hostname);
}

/**
 * The services that a scope knows, by hostname: what its listeners take, and the destinations of their VirtualServices,
 * which get clusters even where nothing else imports them, for the ports that are named.
 * https://istio.io/latest/docs/reference/config/networking/sidecar/
 */
export function collectServices(
  egress: readonly EgressListener[],
  all: readonly MeshService[],
  namespace: string,
): ReadonlyMap<string, MeshService> {
  const directory = directoryOf(all);
  const collected = new Map<string, MeshService>();
  for (const listener of egress) {
    for (const service of listener.services) mergeInto(collected, service);
    const only = trimmedPort(listener);
    for (const virtualService of listener.virtualServices) {
      for (const [host, ports] of destinationsOf(virtualService, namespace)) {
        const service = speaker(directory.get(host), namespace);
        // What is known whole has nothing to gain.
        if (service === undefined || collected.get(host) === service) continue;
        const kept = only === undefined ? withPorts(service, ports) : withPort(service, only);
        if (kept) mergeInto(collected, kept);
      }
    }
  }
  return collected;
}

/** The port that a listener trims services to; none for those that take all ports. */
export function trimmedPort({ port }: Pick<EgressListener, 'port'>): number | undefined {
  return port && port.number !== 0 && port.protocol !== 'http-proxy' ? port.number : undefined;
}

/** A service of the own namespace, whatever it exports, else of the first namespace by name that exports it. */
function speaker(candidates: ReadonlyMap<string, MeshService> | undefined, namespace: string): MeshService | undefined {
  const own = candidates?.get(namespace);
  if (own || !candidates) return own;
  const seen = [...candidates.values()].filter((s) => visibleFrom(s.visibility, namespace));
  return seen.sort((a, b) => (a.namespace < b.namespace ? -1 : 1))[0];
}

/** A service with the first of its ports of this number; undefined if it has none. */
export function withPort(service: MeshService, number: number): MeshService | undefined {
  const port = service.ports.find((p) => p.number === number);
  return port && (service.ports.length === 1 ? service : { ...service, ports: [port] });
}

/** A service with those of its ports only that are asked for; undefined asks for all. */
function withPorts(service: MeshService, wanted: ReadonlySet<number> | undefined): MeshService | undefined {
  if (!wanted) return service;
  const ports = service.ports.filter((p) => wanted.has(p.number));
  if (ports.length === service.ports.length) return service;
  return ports.length > 0 ? { ...service, ports } : undefined;
}

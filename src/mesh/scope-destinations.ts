import { resolveHost } from './hosts.js';
import type { EgressListener, MeshService, MeshVirtualService } from './types.js';
import { visibleFrom } from './visibility.js';

/**
 * Adds the destinations of VirtualServices: they get clusters even where nothing else imports them, for the ports that are
 * named. Services of the own namespace count whatever they export.
 */
export function withDestinations(
  services: readonly MeshService[],
  egress: readonly EgressListener[],
  all: readonly MeshService[],
  namespace: string,
): MeshService[] {
  const known = new Set(services.map((s) => s.hostname));
  const wanted = new Map<string, Set<number> | 'all'>();
  for (const virtualService of new Set(egress.flatMap((e) => e.virtualServices))) {
    for (const { host, port } of destinationsOf(virtualService)) {
      if (known.has(host)) continue;
      const ports = wanted.get(host);
      if (port === undefined) wanted.set(host, 'all');
      else if (ports === undefined) wanted.set(host, new Set([port]));
      else if (ports !== 'all') ports.add(port);
    }
  }
  if (wanted.size === 0) return [...services];
  const extra = choose(all, wanted, namespace).flatMap((service) => {
    const ports = wanted.get(service.hostname);
    if (!(ports instanceof Set)) return [service];
    const kept = service.ports.filter((p) => ports.has(p.number));
    return kept.length > 0 ? [{ ...service, ports: kept }] : [];
  });
  return [...services, ...extra];
}

/** Services of the wanted hostnames: those of the own namespace, else of the first namespace that exports one. */
function choose(
  all: readonly MeshService[],
  wanted: ReadonlyMap<string, unknown>,
  namespace: string,
): readonly MeshService[] {
  const found = all.filter(
    (s) => wanted.has(s.hostname) && (s.namespace === namespace || visibleFrom(s.visibility, namespace)),
  );
  const chosen = new Map<string, string>();
  for (const s of found) {
    if (s.namespace === namespace || !chosen.has(s.hostname)) chosen.set(s.hostname, s.namespace);
  }
  return found.filter((s) => chosen.get(s.hostname) === s.namespace);
}

interface WrittenDestination {
  readonly host?: string;
  readonly port?: { readonly number?: number };
}

interface WantedDestination {
  readonly host: string;
  readonly port: number | undefined;
}

const DESTINATIONS = new WeakMap<MeshVirtualService, readonly WantedDestination[]>();

/** Every destination of a VirtualService, mirrors included; many scopes ask for the same ones. */
function destinationsOf(virtualService: MeshVirtualService): readonly WantedDestination[] {
  const known = DESTINATIONS.get(virtualService);
  if (known) return known;
  const found: WantedDestination[] = [];
  const add = (destination: WrittenDestination | undefined) => {
    if (!destination?.host) return;
    found.push({ host: resolveHost(destination.host, virtualService.namespace), port: destination.port?.number });
  };
  for (const { rule } of virtualService.http) {
    for (const { destination } of rule.route ?? []) add(destination);
    add(rule.mirror);
    for (const { destination } of rule.mirrors ?? []) add(destination);
  }
  const { tcp = [], tls = [] } = virtualService.resource.body.spec ?? {};
  for (const rule of [...tcp, ...tls]) for (const { destination } of rule.route ?? []) add(destination);
  DESTINATIONS.set(virtualService, found);
  return found;
}

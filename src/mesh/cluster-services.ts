import type { MeshService } from './types.js';

/**
 * Adds a service to those that clusters are made for: one a hostname. Of several, a Kubernetes Service beats a
 * ServiceEntry; ports of a later one join only when the two agree in everything that shapes the cluster, else the later
 * one counts for nothing.
 */
export function mergeInto(merged: Map<string, MeshService>, service: MeshService): void {
  const known = merged.get(service.hostname);
  if (known === service) return;
  if (!known) merged.set(service.hostname, service);
  else if (known.registry === service.registry) merged.set(service.hostname, joinPorts(known, service));
  else if (service.registry === 'kubernetes') merged.set(service.hostname, service);
}

function joinPorts(known: MeshService, other: MeshService): MeshService {
  const extra = other.ports.filter((p) => !known.ports.some((k) => k.number === p.number));
  if (extra.length === 0 || !isAlike(known, other)) return known;
  return { ...known, ports: [...known.ports, ...extra] };
}

function isAlike(a: MeshService, b: MeshService): boolean {
  return (
    a.namespace === b.namespace &&
    a.resolution === b.resolution &&
    sameRecord(a.labels, b.labels) &&
    sameRecord(a.selector ?? {}, b.selector ?? {}) &&
    sameExports(a, b)
  );
}

function sameRecord(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((k) => a[k] === b[k]);
}

/** As they are written: what says nothing is not like what says the same as the default. */
function sameExports(a: MeshService, b: MeshService): boolean {
  if (a.resource === b.resource) return true;
  const written = new Set(a.serviceEntry?.body.spec?.exportTo);
  const other = new Set(b.serviceEntry?.body.spec?.exportTo);
  return written.size === other.size && [...written].every((n) => other.has(n));
}

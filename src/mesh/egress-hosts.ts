import { hostCovers, hostsOverlap, isWildcard } from './hosts.js';
import type { MeshService } from './types.js';

/** Decides what an egress listener's hosts take. */
export interface EgressHosts {
  /** Whether a service of this name and namespace is taken. */
  takes(hostname: string, namespace: string): boolean;
  /** The service as it is taken: with those of its other names that are asked for too; undefined if it is not taken. */
  take(service: MeshService): MeshService | undefined;
  /** Whether a VirtualService of this namespace with this host is taken: the pattern and the host overlap. */
  touches(host: string, namespace: string): boolean;
}

/** Host patterns for one namespace, or for all of them. */
interface Patterns {
  readonly exact: Set<string>;
  readonly wildcards: string[];
}

const EVERY_NAMESPACE = '*';

/**
 * Decodes `namespace/host` entries for a workload's namespace: `.` is that namespace, `*` any, `~` none.
 * https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener
 */
export function decodeEgressHosts(entries: readonly string[], own: string): EgressHosts {
  const byNamespace = new Map<string, Patterns>();
  for (const entry of entries) {
    const slash = entry.indexOf('/');
    const [written, host] =
      slash < 0 ? [EVERY_NAMESPACE, entry] : [entry.slice(0, slash), entry.slice(slash + 1).toLowerCase()];
    const namespace = written === '.' ? own : written;
    const patterns = byNamespace.get(namespace) ?? { exact: new Set(), wildcards: [] };
    byNamespace.set(namespace, patterns);
    if (isWildcard(host)) patterns.wildcards.push(host);
    else patterns.exact.add(host);
  }
  const everywhere = byNamespace.get(EVERY_NAMESPACE);
  // What is said for the namespace itself counts before what is said for all.
  const listsFor = (namespace: string): readonly Patterns[] =>
    [byNamespace.get(namespace), everywhere].flatMap((patterns) => patterns ?? []);
  const listOf = (hostname: string, namespace: string) =>
    listsFor(namespace).find((patterns) => covers(patterns, hostname));
  return {
    takes: (hostname, namespace) => listOf(hostname, namespace) !== undefined,
    take(service) {
      const list = listOf(service.hostname, service.namespace);
      return list && withKnownAliases(service, list);
    },
    touches: (host, namespace) => listsFor(namespace).some((patterns) => overlaps(patterns, host)),
  };
}

function covers({ exact, wildcards }: Patterns, hostname: string): boolean {
  return exact.has(hostname) || wildcards.some((pattern) => hostCovers(pattern, hostname));
}

function overlaps({ exact, wildcards }: Patterns, host: string): boolean {
  if (exact.has(host) || wildcards.some((pattern) => hostsOverlap(pattern, host))) return true;
  return isWildcard(host) && [...exact].some((name) => hostCovers(host, name));
}

function withKnownAliases(service: MeshService, patterns: Patterns): MeshService {
  const aliases = service.aliases.filter((alias) => covers(patterns, alias.hostname));
  return aliases.length === service.aliases.length ? service : { ...service, aliases };
}

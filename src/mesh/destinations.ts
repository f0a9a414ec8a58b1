import { resolveDestinationHost } from './hosts.js';
import type { HttpRule, MeshVirtualService } from './types.js';

interface WrittenDestination {
  readonly host?: string;
  readonly port?: { readonly number?: number };
}

/** Ports that a VirtualService sends to, by host; undefined for all ports of the host. */
export type Destinations = ReadonlyMap<string, ReadonlySet<number> | undefined>;

interface Known {
  /** Some rule asks where requests come from. */
  readonly selective: boolean;
  readonly all: Destinations;
}

const KNOWN = new WeakMap<MeshVirtualService, Known>();

/**
 * Every destination of a VirtualService for clients of a namespace, mirrors included. Rules that are only for other
 * namespaces don't count. Many scopes ask for the same ones.
 */
export function destinationsOf(virtualService: MeshVirtualService, namespace: string): Destinations {
  let known = KNOWN.get(virtualService);
  if (!known) {
    const selective = virtualService.http.some(({ rule }) => rule.match?.some((m) => m.sourceNamespace));
    known = { selective, all: collect(virtualService, () => true) };
    KNOWN.set(virtualService, known);
  }
  return known.selective ? collect(virtualService, (rule) => isFor(rule, namespace)) : known.all;
}

/** One condition about the namespace has to fit, if there is any. */
function isFor({ match }: HttpRule, namespace: string): boolean {
  const asked = (match ?? []).flatMap((m) => m.sourceNamespace || []);
  return asked.length === 0 || asked.includes(namespace);
}

function collect(virtualService: MeshVirtualService, counts: (rule: HttpRule) => boolean): Destinations {
  const found = new Map<string, Set<number> | undefined>();
  const add = (destination: WrittenDestination | undefined) => {
    if (!destination?.host) return;
    const host = resolveDestinationHost(destination.host, virtualService.namespace);
    const port = destination.port?.number;
    const ports = found.get(host);
    if (port === undefined || port === 0) found.set(host, undefined);
    else if (ports) ports.add(port);
    else if (!found.has(host)) found.set(host, new Set([port]));
  };
  for (const { rule } of virtualService.http) {
    if (!counts(rule)) continue;
    for (const { destination } of rule.route ?? []) add(destination);
    add(rule.mirror);
    for (const { destination } of rule.mirrors ?? []) add(destination);
  }
  const { tcp = [], tls = [] } = virtualService.resource.body.spec ?? {};
  for (const rule of [...tcp, ...tls]) for (const { destination } of rule.route ?? []) add(destination);
  return found;
}

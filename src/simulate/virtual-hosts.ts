import type { RouteConfiguration, VirtualHost } from '../xds/types.js';

/** Virtual hosts of a route configuration by domain. */
interface DomainIndex {
  readonly exact: ReadonlyMap<string, VirtualHost>;
  /** `*.example.com` by `.example.com`, per length, longest first. */
  readonly suffixes: readonly Wildcards[];
  /** `example.*` by `example.`, the same way. */
  readonly prefixes: readonly Wildcards[];
  readonly any: VirtualHost | undefined;
}
interface Wildcards {
  readonly length: number;
  readonly hosts: ReadonlyMap<string, VirtualHost>;
}

/** The virtual host that serves an authority, and by which domain. */
export interface VirtualHostChoice {
  readonly host: VirtualHost;
  readonly domain: string;
}

const indexes = new WeakMap<RouteConfiguration, DomainIndex>();

/**
 * Finds the virtual host of an authority: exact domain, longest suffix wildcard, longest prefix wildcard, `*`. Case does not
 * matter. https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/route/v3/route_components.proto#config-route-v3-virtualhost
 */
export function findVirtualHost(routes: RouteConfiguration, authority: string): VirtualHostChoice | undefined {
  let index = indexes.get(routes);
  if (!index) {
    index = indexDomains(routes);
    indexes.set(routes, index);
  }
  const host = (routes.ignorePortInHostMatching ? withoutPort(authority) : authority).toLowerCase();
  const exact = index.exact.get(host);
  if (exact) return { host: exact, domain: host };
  for (const { length, hosts } of index.suffixes) {
    const found = host.length > length ? hosts.get(host.slice(-length)) : undefined;
    if (found) return { host: found, domain: `*${host.slice(-length)}` };
  }
  for (const { length, hosts } of index.prefixes) {
    const found = host.length > length ? hosts.get(host.slice(0, length)) : undefined;
    if (found) return { host: found, domain: `${host.slice(0, length)}*` };
  }
  return index.any && { host: index.any, domain: '*' };
}

/** An authority without its port; the brackets of an IPv6 address stay. */
export function withoutPort(authority: string): string {
  if (!authority.includes(':')) return authority;
  return authority.replace(/:\d+$/, (port, at: number) =>
    authority.startsWith('[') ? (authority[at - 1] === ']' ? '' : port) : authority.indexOf(':') === at ? '' : port,
  );
}

function indexDomains(routes: RouteConfiguration): DomainIndex {
  const exact = new Map<string, VirtualHost>();
  const suffixes = new Map<number, Map<string, VirtualHost>>();
  const prefixes = new Map<number, Map<string, VirtualHost>>();
  let any: VirtualHost | undefined;
  for (const host of routes.virtualHosts ?? []) {
    // A dump leaves empty lists and messages out.
    for (const written of host.domains ?? []) {
      const domain = written.toLowerCase();
      if (domain === '*') any ??= host;
      else if (domain.startsWith('*')) addWildcard(suffixes, domain.slice(1), host);
      else if (domain.endsWith('*')) addWildcard(prefixes, domain.slice(0, -1), host);
      else if (!exact.has(domain)) exact.set(domain, host);
    }
  }
  return { exact, suffixes: longestFirst(suffixes), prefixes: longestFirst(prefixes), any };
}

function addWildcard(byLength: Map<number, Map<string, VirtualHost>>, text: string, host: VirtualHost): void {
  const hosts = byLength.get(text.length) ?? new Map<string, VirtualHost>();
  if (!hosts.has(text)) hosts.set(text, host);
  byLength.set(text.length, hosts);
}

function longestFirst(byLength: ReadonlyMap<number, ReadonlyMap<string, VirtualHost>>): readonly Wildcards[] {
  return [...byLength].map(([length, hosts]) => ({ length, hosts })).sort((a, b) => b.length - a.length);
}

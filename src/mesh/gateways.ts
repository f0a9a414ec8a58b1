import type { Diagnostic } from '../model/diagnostic.js';
import { formatPath } from '../model/resource.js';
import { compareAge } from './age.js';
import { type HostSet, hostSet, intersectHosts } from './gateway-hosts.js';
import { type MergedGateways, mergeServers } from './gateway-merge.js';
import { type GatewayResource, type GatewayServer, hostKeys, readServers } from './gateway-servers.js';
import { isWildcard, resolveDestinationHost } from './hosts.js';
import type { MeshProxy, MeshVirtualService } from './types.js';
import { selectVirtualServices } from './virtual-services.js';
import { selects } from './workloads.js';

/** Which Gateways make a router's configuration, and which VirtualServices are bound to a Gateway. */
export interface GatewayIndex {
  /** The Gateways of a router, merged. Cached. */
  ofRouter(proxy: MeshProxy): MergedGateways;
  /** VirtualServices of a server's Gateway with a host in common, exported to a router's namespace, by precedence. */
  boundTo(server: GatewayServer, namespace: string): readonly BoundVirtualService[];
}

/** A VirtualService on a server, and the hosts that it speaks for there, in lower case. */
export interface BoundVirtualService {
  readonly virtualService: MeshVirtualService;
  readonly hosts: readonly string[];
}

/** VirtualServices of one Gateway as one namespace sees them, found by host. */
interface Bound {
  /** In the order of precedence. */
  readonly all: readonly MeshVirtualService[];
  /** Their hosts, in the case that they are written in. */
  readonly hosts: readonly (readonly string[])[];
  /** Indices into `all`, of those that have an exact host, and of those with a wildcard. */
  readonly exact: ReadonlyMap<string, readonly number[]>;
  readonly wildcards: readonly number[];
}

/**
 * Indexes Gateways and the VirtualServices that name them. A Gateway is for all routers, of any namespace, whose labels its
 * selector takes; without a selector for all.
 * https://istio.io/latest/docs/reference/config/networking/gateway/#Gateway
 */
export function buildGateways(
  gateways: readonly GatewayResource[],
  virtualServices: readonly MeshVirtualService[],
): GatewayIndex {
  const byAge = [...gateways].sort(compareAge);
  const bound = new Map<string, MeshVirtualService[]>();
  for (const virtualService of virtualServices) {
    for (const gateway of new Set(virtualService.gateways)) {
      const list = bound.get(gateway);
      if (list) list.push(virtualService);
      else bound.set(gateway, [virtualService]);
    }
  }
  const merged = new WeakMap<MeshProxy, MergedGateways>();
  const selected = new Map<string, Bound>();
  return {
    ofRouter(proxy) {
      const known = merged.get(proxy);
      if (known) return known;
      const own = byAge.filter((g) => selects(g.body.spec?.selector ?? {}, proxy.labels));
      const value = withoutForbidden(proxy, mergeServers(own.flatMap((g) => readServers(g, proxy.targets))));
      merged.set(proxy, value);
      return value;
    },
    boundTo(server, namespace) {
      const key = `${namespace} ${server.gateway}`;
      const known = selected.get(key) ?? indexBound(bound.get(server.gateway) ?? [], namespace, server.gateway);
      selected.set(key, known);
      return selectBound(known, server);
    },
  };
}

/** Ports that only root may listen on are left to others by a proxy that isn't. */
function withoutForbidden(proxy: MeshProxy, merged: MergedGateways): MergedGateways {
  const forbidden = merged.groups.filter(({ listenPort }) => proxy.unprivileged && listenPort > 0 && listenPort < 1024);
  if (forbidden.length === 0) return merged;
  const problems = forbidden.flatMap(({ servers, listenPort }) =>
    servers.map((server): Diagnostic => {
      const args = { gateway: server.gateway, port: listenPort, hosts: hostKeys(server).join(', ') };
      const { resource, path } = server;
      return { code: 'gateway-privileged-port', severity: 'warning', args, resource, path };
    }),
  );
  return {
    ...merged,
    groups: merged.groups.filter((group) => !forbidden.includes(group)),
    diagnostics: [...merged.diagnostics, ...problems],
  };
}

function indexBound(virtualServices: readonly MeshVirtualService[], namespace: string, gateway: string): Bound {
  const all = selectVirtualServices(virtualServices, namespace, gateway);
  const exact = new Map<string, number[]>();
  const wildcards = new Set<number>();
  const hosts = all.map(hostsAsWritten);
  for (const [i, written] of hosts.entries()) {
    for (const host of written) {
      const known = exact.get(host);
      if (isWildcard(host)) wildcards.add(i);
      else if (known) known.push(i);
      else exact.set(host, [i]);
    }
  }
  return { all, hosts, exact, wildcards: [...wildcards] };
}

function hostsAsWritten({ resource, namespace }: MeshVirtualService): readonly string[] {
  return (resource.body.spec?.hosts ?? []).filter(Boolean).map((host) => resolveDestinationHost(host, namespace));
}

/** Servers without wildcards have few VirtualServices, however many the Gateway has. */
function selectBound(bound: Bound, server: GatewayServer): readonly BoundVirtualService[] {
  const asked = hostSet(server.hosts);
  const few = asked.wildcards.length === 0 && asked.exact.size < bound.all.length;
  const indices = few ? candidates(bound, asked) : bound.all.keys();
  const open = new Map<string, HostSet>();
  const out: BoundVirtualService[] = [];
  for (const i of indices) {
    const virtualService = bound.all[i];
    if (!virtualService) continue;
    const { namespace } = virtualService;
    const ours = open.get(namespace) ?? hostSet(server.hosts, namespace);
    open.set(namespace, ours);
    const hosts = intersectHosts(ours, bound.hosts[i] ?? []);
    if (hosts.length > 0) out.push({ virtualService, hosts: hosts.map((host) => host.toLowerCase()) });
  }
  return out;
}

function candidates(bound: Bound, asked: HostSet): readonly number[] {
  const found = new Set(bound.wildcards);
  for (const host of asked.exact) for (const i of bound.exact.get(host) ?? []) found.add(i);
  return [...found].sort((a, b) => a - b);
}

/** What is wrong with the Gateways of all routers; a server that several routers drop is named once. */
export function routerProblems(gateways: GatewayIndex, proxies: readonly MeshProxy[]): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const proxy of proxies) {
    if (proxy.type !== 'router') continue;
    for (const problem of gateways.ofRouter(proxy).diagnostics) {
      found.set(`${problem.code} ${problem.args['gateway']} ${formatPath(problem.path ?? [])}`, problem);
    }
  }
  return [...found.values()];
}

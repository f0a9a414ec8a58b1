import { formatServerHost } from './gateway-hosts.js';
import type { GatewayServer } from './gateway-servers.js';
import { compareSpecificity } from './hosts.js';
import type { Mesh, MeshVirtualService } from './types.js';

/** The routes that a VirtualService has through one Gateway, for the port of the first server that asked for them. */
export interface RoutePart {
  readonly gateway: string;
  readonly virtualService: MeshVirtualService;
  readonly port: number;
  /** Requests come over TLS, or are sent there. */
  readonly tls: boolean;
}

/** A virtual host of a router: the routes of its parts, one part after the other. */
export interface GatewayVirtualHost {
  /** Its first domain with the server's port. */
  readonly name: string;
  readonly domains: readonly string[];
  readonly parts: readonly RoutePart[];
  /** Requests without TLS are redirected to HTTPS. */
  readonly requireTls: boolean;
  /** The server that the host was first found for. */
  readonly server: GatewayServer;
}

interface Draft {
  readonly server: GatewayServer;
  readonly parts: RoutePart[];
  requireTls: boolean;
}

/**
 * Virtual hosts of the servers behind one route configuration. A VirtualService that is bound to a server's Gateway counts for the
 * hosts that the two have in common; several for one host follow each other. `hasRoutes` tells whether one has any for
 * this router (without, it is as if absent). Hosts with the very same routes become one virtual host.
 * https://istio.io/latest/docs/reference/config/networking/gateway/#Server
 */
export function decideGatewayVirtualHosts(
  mesh: Mesh,
  namespace: string,
  servers: readonly GatewayServer[],
  hasRoutes: (part: RoutePart) => boolean,
): readonly GatewayVirtualHost[] {
  const drafts = new Map<string, Draft>();
  const parts = new Map<string, RoutePart>();
  for (const server of servers) {
    for (const { virtualService, hosts } of mesh.gateways.boundTo(server, namespace)) {
      const part = partOf(parts, server, virtualService);
      if (!hasRoutes(part)) continue;
      for (const host of hosts) addRoutes(drafts, host, server, part);
    }
    if (redirects(server)) addRedirects(drafts, server);
  }
  return collapse(drafts);
}

function redirects({ tls }: GatewayServer): boolean {
  return tls?.httpsRedirect === true;
}

function partOf(parts: Map<string, RoutePart>, server: GatewayServer, virtualService: MeshVirtualService): RoutePart {
  const { gateway, port, tls } = server;
  const key = `${gateway} ${virtualService.namespace}/${virtualService.name}`;
  let part = parts.get(key);
  if (!part) {
    part = { gateway, virtualService, port: port.number, tls: tls !== undefined };
    parts.set(key, part);
  }
  return part;
}

function addRoutes(drafts: Map<string, Draft>, host: string, server: GatewayServer, part: RoutePart): void {
  const draft = drafts.get(host);
  if (!draft) drafts.set(host, { server, parts: [part], requireTls: redirects(server) });
  else {
    draft.parts.push(part);
    draft.requireTls ||= redirects(server);
  }
}

/** All hosts of a server redirect, also those that no VirtualService speaks for. */
function addRedirects(drafts: Map<string, Draft>, server: GatewayServer): void {
  for (const written of server.hosts) {
    const host = formatServerHost(written).toLowerCase();
    const draft = drafts.get(host);
    if (draft) draft.requireTls = true;
    else drafts.set(host, { server, parts: [], requireTls: true });
  }
}

/** Joins hosts with the very same parts, the most specific host first; it names the virtual host. Sorted by name. */
function collapse(drafts: ReadonlyMap<string, Draft>): readonly GatewayVirtualHost[] {
  const out: (GatewayVirtualHost & { readonly domains: string[] })[] = [];
  const last = new Map<string, GatewayVirtualHost & { readonly domains: string[] }>();
  const ids = new Map<RoutePart, number>();
  const idOf = (part: RoutePart): number => {
    const id = ids.get(part) ?? ids.size;
    ids.set(part, id);
    return id;
  };
  for (const [host, { server, parts, requireTls }] of [...drafts].sort(([a], [b]) => compareSpecificity(a, b))) {
    const key = parts.map(idOf).join();
    const known = last.get(key);
    if (known?.requireTls === requireTls) {
      known.domains.push(host);
      continue;
    }
    const made = { name: `${host}:${server.port.number}`, domains: [host], parts, requireTls, server };
    last.set(key, made);
    out.push(made);
  }
  return out.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

import type { Diagnostic } from '../model/diagnostic.js';
import { type GatewayServer, hostKeys, isHttpServer, isPlainHttp, isTlsServer } from './gateway-servers.js';
import type { Protocol } from './types.js';

/** Servers that share an address, a port and a protocol of a router. */
export interface ServerGroup {
  readonly listenPort: number;
  readonly bind: string;
  readonly protocol: Protocol;
  /** Route configuration of plain HTTP; servers that end TLS have their own. */
  readonly routeName: string;
  readonly servers: readonly GatewayServer[];
}

/** All Gateways of a router as one: what it listens on, and the servers behind each route configuration. */
export interface MergedGateways {
  /** In the order in which the first server of each group came. */
  readonly groups: readonly ServerGroup[];
  readonly routes: ReadonlyMap<string, readonly GatewayServer[]>;
  /** Some server passes mutual TLS on to any service by its SNI. */
  readonly autoPassthrough: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

type Group = ServerGroup & { readonly servers: GatewayServer[] };

interface MergeState {
  readonly groups: Map<string, Group>;
  readonly routes: Map<string, GatewayServer[]>;
  /** Ports that have a server. */
  readonly ports: Set<number>;
  /** The first plain server of a port that began with one. */
  readonly plain: Map<number, Group>;
  /** On ports that began with TLS: the first server of each address, where it is plain. */
  readonly binds: Map<string, Group | undefined>;
  /** Binds of further servers on ports that began with TLS. */
  readonly laterBinds: Map<number, Set<string>>;
  /** Hosts of TLS servers, by port, with the bind of the last. */
  readonly tlsHosts: Map<number, Map<string, string>>;
}

type Conflict = 'gateway-duplicate-host' | 'gateway-port-conflict' | 'gateway-duplicate-route';

/**
 * Merges servers in order. Plain HTTP servers of one port are one; TLS servers of one port are told apart by SNI, and one
 * that repeats a host is dropped whole; anything else on a taken port is dropped, unless it binds to another address.
 * https://istio.io/latest/docs/reference/config/networking/gateway/
 */
export function mergeServers(servers: readonly GatewayServer[]): MergedGateways {
  const state: MergeState = {
    groups: new Map(),
    routes: new Map(),
    ports: new Set(),
    plain: new Map(),
    binds: new Map(),
    laterBinds: new Map(),
    tlsHosts: new Map(),
  };
  const diagnostics: Diagnostic[] = [];
  let autoPassthrough = false;
  for (const server of servers) {
    const conflict = duplicatesHost(state, server) ? 'gateway-duplicate-host' : mergeServer(state, server);
    // It counts even where a plain server keeps the port.
    if (conflict !== 'gateway-duplicate-host') autoPassthrough ||= server.tls?.mode === 'AUTO_PASSTHROUGH';
    if (conflict) diagnostics.push(problem(server, conflict));
  }
  return { groups: [...state.groups.values()], routes: state.routes, autoPassthrough, diagnostics };
}

function problem(server: GatewayServer, code: Conflict): Diagnostic {
  const args = { gateway: server.gateway, port: server.port.number, hosts: hostKeys(server).join(', ') };
  return { code, severity: 'warning', args, resource: server.resource, path: server.path };
}

/** Two filter chains for one SNI would be refused. Servers that redirect to HTTPS have TLS settings too. */
function duplicatesHost({ tlsHosts }: MergeState, server: GatewayServer): boolean {
  if (!server.tls) return false;
  let known = tlsHosts.get(server.listenPort);
  if (!known) {
    known = new Map();
    tlsHosts.set(server.listenPort, known);
  }
  const keys = hostKeys(server);
  if (keys.some((key) => known.get(key) === server.bind)) return true;
  for (const key of keys) known.set(key, server.bind);
  return false;
}

/** Adds a server, or says why it can't be. */
function mergeServer(state: MergeState, server: GatewayServer): Conflict | undefined {
  const { listenPort } = server;
  if (!state.ports.has(listenPort)) {
    state.ports.add(listenPort);
    const group = addTo(state, server, server.routeName);
    if (isTlsServer(server)) state.binds.set(addressOf(server), undefined);
    else state.plain.set(listenPort, group);
    if (isHttpServer(server)) state.routes.set(server.routeName, [server]);
    return undefined;
  }
  const plain = state.plain.get(listenPort);
  if (plain) return joinPlain(state, server, plain);
  return isTlsServer(server) ? joinTls(state, server) : joinAfterTls(state, server);
}

/** TLS of a port says nothing of its other addresses: a plain server on one of those begins there as on a port. */
function joinAfterTls(state: MergeState, server: GatewayServer): Conflict | undefined {
  const address = addressOf(server);
  if (state.binds.has(address)) {
    const plain = state.binds.get(address);
    return plain ? joinPlain(state, server, plain) : joinTls(state, server);
  }
  state.binds.set(address, addTo(state, server, server.routeName));
  if (isHttpServer(server)) state.routes.set(server.routeName, [server]);
  return undefined;
}

function addressOf({ listenPort, bind }: GatewayServer): string {
  return `${listenPort} ${bind}`;
}

function joinPlain(state: MergeState, server: GatewayServer, plain: Group): Conflict | undefined {
  if (plain.bind !== server.bind) addTo(state, server, server.routeName);
  else if (!isPlainHttp(server.port.protocol) || !isPlainHttp(plain.protocol)) return 'gateway-port-conflict';
  else plain.servers.push(server);
  if (server.routeName === '') return undefined;
  const known = state.routes.get(server.routeName);
  if (known) known.push(server);
  else state.routes.set(server.routeName, [server]);
  return undefined;
}

function joinTls(state: MergeState, server: GatewayServer): Conflict | undefined {
  if (isHttpServer(server)) {
    if (state.routes.has(server.routeName)) return 'gateway-duplicate-route';
    state.routes.set(server.routeName, [server]);
  }
  if (!state.binds.has(addressOf(server))) state.binds.set(addressOf(server), undefined);
  const binds = state.laterBinds.get(server.listenPort) ?? new Set();
  const taken = binds.has(server.bind);
  state.laterBinds.set(server.listenPort, binds.add(server.bind));
  // Only the first server of a port isn't counted among the binds: one plain server gets in after it.
  if (server.tls === undefined && taken) return 'gateway-port-conflict';
  addTo(state, server, '');
  return undefined;
}

function addTo(state: MergeState, server: GatewayServer, routeName: string): Group {
  const { listenPort, bind, port } = server;
  const key = `${listenPort} ${port.protocol} ${bind}`;
  let group = state.groups.get(key);
  if (!group) {
    group = { listenPort, bind, protocol: port.protocol, routeName, servers: [] };
    state.groups.set(key, group);
  }
  group.servers.push(server);
  return group;
}

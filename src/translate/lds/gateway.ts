import {
  decideServerRoute,
  decideSniRoutes,
  decideSniTargets,
  type RouterFacts,
  type SniTarget,
} from '../../mesh/gateway-connections.js';
import { serverNames } from '../../mesh/gateway-hosts.js';
import type { ServerGroup } from '../../mesh/gateway-merge.js';
import { type GatewayServer, isHttpServer, isPlainHttp, passesTls } from '../../mesh/gateway-servers.js';
import type { MeshService, Provenance } from '../../mesh/types.js';
import { present } from '../../xds/json.js';
import type { Extension, FilterChain, Listener } from '../../xds/types.js';
import { gatewayTls } from '../filters/gateway-tls.js';
import { httpConnectionManager } from '../filters/http-connection-manager.js';
import type { ListenerContext } from '../filters/listener-context.js';
import { PROXY_PROTOCOL, TLS_INSPECTOR } from '../filters/listener-filters.js';
import { CONNECTION_PEER_METADATA } from '../filters/peer-metadata.js';
import { networkSecurity } from '../filters/security.js';
import { codecFilters, tcpProxy } from '../filters/tcp-proxy.js';
import { sniClusterName } from '../names.js';
import { cached, madeBy, type Translation } from '../translation.js';
import { filterChainMatch, forwarding, HANDSHAKE_TIMEOUT } from './connection-chain.js';
import { routerVariant } from './gateway-variant.js';
import type { TranslatedListeners } from './index.js';
import { address } from './outbound.js';

/** A chain, and whether the TLS handshake has to be looked at to choose it or to end it. */
interface Chain {
  readonly value: FilterChain;
  readonly inspects: boolean;
}

/** What is known while the listeners of one router are made. */
interface Router {
  readonly t: Translation;
  readonly context: ListenerContext;
  readonly facts: RouterFacts;
  /** SNI that routes of a port have, with the address that they bind to. */
  readonly taken: Map<number, Map<string, string>>;
}

/** Protocols that sidecars offer when they open mutual TLS to another sidecar. */
const MESH_ALPN = ['istio', 'istio-peer-exchange', 'istio-http/1.0', 'istio-http/1.1', 'istio-h2'];

/**
 * Listeners of a router for the Gateways that select it, and the route configurations that they ask for. Ports whose
 * servers lead nowhere are left out.
 * https://istio.io/latest/docs/reference/config/networking/gateway/
 */
export function gatewayListeners(t: Translation, context: ListenerContext): TranslatedListeners {
  return cached(t.shared, 'gateway-listeners', routerVariant(t), () => {
    const router: Router = { t, context, facts: { mesh: t.mesh, scope: t.scope }, taken: new Map() };
    const byName = new Map<string, { readonly group: ServerGroup; readonly chains: Chain[] }>();
    for (const group of t.mesh.gateways.ofRouter(t.proxy).groups) {
      const name = listenerName(context, group);
      const chains = groupChains(router, group, name);
      const known = byName.get(name);
      if (known) known.chains.push(...chains);
      else if (chains.length > 0) byName.set(name, { group, chains: [...chains] });
    }
    return {
      listeners: [...byName].map(([name, { group, chains }]) => listener(context, name, group, chains)),
      routeNames: t.mesh.gateways.ofRouter(t.proxy).groups.flatMap(routeNames),
    };
  });
}

function routeNames({ protocol, routeName, servers }: ServerGroup): readonly string[] {
  const names = isPlainHttp(protocol) ? [routeName] : servers.map((server) => server.routeName);
  return names.filter((name) => name !== '');
}

function listenerName(context: ListenerContext, { bind, listenPort }: ServerGroup): string {
  return `${bind || context.wildcard}_${listenPort}`;
}

function listener(context: ListenerContext, name: string, group: ServerGroup, chains: readonly Chain[]): Listener {
  const filters = [
    ...(context.topology.proxyProtocol ? [PROXY_PROTOCOL] : []),
    ...(chains.some((chain) => chain.inspects) ? [TLS_INSPECTOR] : []),
  ];
  return {
    name,
    address: address(group.bind || context.wildcard, group.listenPort),
    trafficDirection: 'OUTBOUND',
    ...(filters.length > 0 && { listenerFilters: filters }),
    maxConnectionsToAcceptPerSocketEvent: 1,
    filterChains: chains.map((chain) => chain.value),
  };
}

function groupChains(router: Router, group: ServerGroup, name: string): readonly Chain[] {
  if (isPlainHttp(group.protocol)) return [plainHttp(router, group, name)];
  return group.servers.flatMap((server): readonly Chain[] => {
    if (isHttpServer(server)) return [terminatedHttp(router, server, name)];
    if (server.tls?.mode === 'AUTO_PASSTHROUGH') return autoPassthrough(router, server);
    return passesTls(server.tls) ? passthrough(router, server) : connections(router, server);
  });
}

/** One chain for all plain servers of a port: their hosts are told apart by the routes. */
function plainHttp(router: Router, group: ServerGroup, name: string): Chain {
  return chain(router, group.servers.map(placeOf), {
    filters: [
      httpConnectionManager(router.context, {
        side: 'gateway',
        protocol: group.protocol,
        statPrefix: `outbound_${name};`,
        routes: group.routeName || undefined,
        security: router.context.security.http,
      }),
    ],
  });
}

function terminatedHttp(router: Router, server: GatewayServer, name: string): Chain {
  return chain(router, [placeOf(server)], {
    ...sniMatch(serverNames(server.hosts)),
    filters: [
      httpConnectionManager(router.context, {
        side: 'gateway',
        protocol: server.port.protocol,
        statPrefix: server.name || `outbound_${name};`,
        routes: server.routeName,
        security: router.context.security.http,
      }),
    ],
    ...endedTls(router.t, server, 'http'),
  });
}

/** Plain connections, or those whose TLS ends here. */
function connections(router: Router, server: GatewayServer): readonly Chain[] {
  const route = decideServerRoute(router.facts, server);
  if (!route) return [];
  const options = forwarding(router.t, route, server.port);
  const from = route.origin ? [route.origin, placeOf(server)] : [placeOf(server)];
  return [
    chain(router, from, {
      ...sniMatch(route.match.serverNames ?? []),
      filters: [
        ...(server.tls?.mode === 'ISTIO_MUTUAL' ? [CONNECTION_PEER_METADATA] : []),
        ...networkSecurity(router.context),
        ...codecFilters(server.port.protocol, options.statPrefix),
        tcpProxy(options),
      ],
      ...endedTls(router.t, server, 'tcp'),
    }),
  ];
}

function passthrough(router: Router, server: GatewayServer): readonly Chain[] {
  let taken = router.taken.get(server.listenPort);
  if (!taken) {
    taken = new Map();
    router.taken.set(server.listenPort, taken);
  }
  return decideSniRoutes(router.facts, server, taken).map((route) => {
    const options = forwarding(router.t, route, server.port);
    const names = route.match.serverNames ?? [];
    const value = {
      ...sniMatch(names),
      filters: [
        ...networkSecurity(router.context),
        ...codecFilters(server.port.protocol, options.statPrefix),
        tcpProxy(options),
      ],
    };
    const from = route.origin ? [route.origin, placeOf(server)] : [placeOf(server)];
    return { ...chain(router, from, value), inspects: names.length > 0 };
  });
}

/**
 * Mutual TLS of sidecars in other networks, passed on by the name of the cluster that they ask for as SNI. Who may connect is
 * for the service behind to say.
 */
function autoPassthrough(router: Router, server: GatewayServer): readonly Chain[] {
  const { mesh, proxy, scope } = router.t;
  const subsetsOf = (service: MeshService) =>
    (mesh.destinationRule(proxy, scope, service.hostname)?.subsets ?? []).flatMap((s) => s.name ?? []);
  return decideSniTargets(router.facts, server, subsetsOf).map((target) => ({
    ...chain(router, [placeOf(server)], {
      filterChainMatch: { serverNames: [sniName(target)], applicationProtocols: MESH_ALPN },
      filters: forwardBySni(router.t, target),
    }),
    inspects: true,
  }));
}

function sniName({ service, port, subset }: SniTarget): string {
  return sniClusterName(port.number, service.hostname, subset);
}

function forwardBySni(t: Translation, target: SniTarget): readonly Extension[] {
  const { service, port, subset } = target;
  const route = {
    match: {},
    targets: [{ hostname: service.hostname, port: port.number, ...(subset && { subset }), weight: 0 }],
    named: false,
  };
  const { statPrefix, policy, cluster } = forwarding(t, route, port);
  const name = sniName(target);
  const { tunnelingConfig, ...kept } = policy ?? {};
  // Without a pattern of its own a cluster is counted under its name.
  const prefix = statPrefix === cluster ? name : statPrefix;
  return [...codecFilters(port.protocol, prefix), tcpProxy({ statPrefix: prefix, cluster: name, policy: kept })];
}

function placeOf({ resource, path }: GatewayServer): Provenance {
  return { resource, path };
}

function chain(router: Router, from: readonly Provenance[], fields: FilterChain): Chain {
  const value: FilterChain = { ...fields, transportSocketConnectTimeout: HANDSHAKE_TIMEOUT };
  return { value: madeBy(router.t.shared, value, ...from), inspects: fields.transportSocket !== undefined };
}

/** Any name at all needs no match. */
function sniMatch(names: readonly string[]): Pick<FilterChain, 'filterChainMatch'> {
  const match = names.includes('*') ? undefined : filterChainMatch({ serverNames: names });
  return present<Pick<FilterChain, 'filterChainMatch'>>({ filterChainMatch: match });
}

type Ended = Pick<FilterChain, 'transportSocket'>;

function endedTls(t: Translation, { tls }: GatewayServer, kind: 'http' | 'tcp'): Ended {
  return tls ? { transportSocket: gatewayTls(tls, kind, t.mesh.config.tlsDefaults) } : {};
}

import type { Diagnostic } from '../model/diagnostic.js';
import type { ConnectionClient, ConnectionRoute } from './connection-routes.js';
import { interceptionMode } from './listener-settings.js';
import { type ListenerDraft, merge } from './outbound-conflicts.js';
import { buildVirtualServiceIndex, type VirtualServiceIndex } from './outbound-index.js';
import { bindsToPort, listenerPlaces, loopbacks, type Place } from './outbound-places.js';
import { classOf, isTls } from './protocols.js';
import { decideTcpRoutes } from './tcp-routes.js';
import { decideTlsRoutes } from './tls-routes.js';
import type { EgressListener, Mesh, MeshProxy, MeshService, Protocol, Scope, ServicePort } from './types.js';

/** HTTP traffic of a listener: what is routed by the named route configuration. */
export interface HttpChain {
  readonly kind: 'http';
  readonly routeName: string;
  /** Only what is detected to be HTTP; else everything. */
  readonly detected: boolean;
  readonly protocol: Protocol;
  /** The service that made the listener; others may have joined. None behind the mesh-wide HTTP proxy. */
  readonly service?: MeshService;
}

/** Connections of a listener that are forwarded as they are. */
export interface ConnectionChain {
  readonly kind: 'connection';
  readonly route: ConnectionRoute;
  readonly protocol: Protocol;
  readonly service: MeshService;
  readonly port: ServicePort;
}
export type OutboundChain = HttpChain | ConnectionChain;

/** Where a sidecar listens for traffic of its workload, and how that is told apart. Chains in order of the services. */
export interface OutboundListener {
  /** IP address, or `unix://` path. */
  readonly bind: string;
  readonly additionalBinds: readonly string[];
  readonly port: number;
  readonly bindToPort: boolean;
  readonly chains: readonly OutboundChain[];
  /** Stands for the pod with this address, which does not listen for itself. */
  readonly ofEndpoint: boolean;
}

export interface DecidedListeners {
  readonly listeners: readonly OutboundListener[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Outbound listeners of a sidecar, by egress listeners and then services in processing order. Depends on the scope, the
 * proxy's IP families, and its labels where a rule in scope names them (see `outboundVariant`).
 * https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
 */
export function decideOutboundListeners(mesh: Mesh, proxy: MeshProxy, scope: Scope): DecidedListeners {
  const client: ConnectionClient = { gateway: 'mesh', namespace: scope.namespace, labels: proxy.labels };
  const drafts = new Map<string, ListenerDraft>();
  const diagnostics: Diagnostic[] = [];
  for (const egress of scope.egress) {
    const locked = new Set(egress.port ? [] : drafts.keys());
    const index = buildVirtualServiceIndex(egress.virtualServices);
    for (const service of egress.services) {
      // A listener with a port asks for the service, whatever ports it has.
      for (const port of egress.port ? service.ports.slice(0, 1) : service.ports) {
        for (const place of listenerPlaces(mesh, proxy, egress, service, port)) {
          const key = `${place.bind}_${place.port}`;
          if (locked.has(key)) continue;
          const listens = merge(drafts, key, draft(place, proxy, client, service, port, egress, index, scope));
          if (!listens) diagnostics.push(conflict(service, port, place, drafts.get(key)?.chains[0]?.service));
        }
      }
    }
  }
  const { proxyHttpPort } = mesh.config;
  const httpProxy = proxyHttpPort > 0 ? [httpProxyListener(proxy, proxyHttpPort)] : [];
  return { listeners: [...drafts.values(), ...httpProxy], diagnostics };
}

/** Route configuration of the mesh-wide HTTP proxy port. */
export const HTTP_PROXY_ROUTES = 'http_proxy';

/** Where workloads may reach all services as through an HTTP proxy. https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig */
function httpProxyListener(proxy: MeshProxy, port: number): OutboundListener {
  const [bind = '', ...additionalBinds] = loopbacks(proxy);
  return {
    bind,
    additionalBinds,
    port,
    bindToPort: true,
    chains: [{ kind: 'http', routeName: HTTP_PROXY_ROUTES, detected: false, protocol: 'http-proxy' }],
    ofEndpoint: false,
  };
}

function conflict(service: MeshService, port: ServicePort, place: Place, owner: MeshService | undefined): Diagnostic {
  return {
    code: 'listener-conflict',
    severity: 'warning',
    args: {
      service: service.hostname,
      port: port.number,
      address: `${place.bind}:${place.port}`,
      owner: owner?.hostname ?? '',
    },
    resource: service.resource,
    path: ['spec', 'ports', service.ports.indexOf(port)],
  };
}

function draft(
  place: Place,
  proxy: MeshProxy,
  client: ConnectionClient,
  service: MeshService,
  port: ServicePort,
  egress: EgressListener,
  index: VirtualServiceIndex,
  scope: Scope,
): ListenerDraft {
  const protocol = egress.port ? egress.port.protocol : port.protocol;
  const kind = classOf(protocol);
  const chains: OutboundChain[] = [];
  if (kind !== 'tcp') {
    const routeName = kind === 'http' || place.shared ? String(place.port) : `${service.hostname}:${place.port}`;
    chains.push({
      kind: 'http',
      routeName: place.bind.startsWith('unix://') ? place.bind : routeName,
      detected: kind === 'auto' || place.shared,
      protocol,
      service,
    });
  }
  if (kind !== 'http') {
    const virtualServices = index.of(service.hostname);
    const listened: ServicePort = { ...port, number: place.port, protocol };
    const origin = { service, port: listened, ...(place.cidr && { cidr: place.cidr }), bySni: place.bySni };
    const decide = isTls(protocol) ? decideTlsRoutes : decideTcpRoutes;
    for (const route of decide(client, virtualServices, origin, scope)) {
      chains.push({ kind: 'connection', route, protocol, service, port: listened });
    }
  }
  return {
    bind: place.bind,
    additionalBinds: place.additionalBinds,
    port: place.port,
    bindToPort: bindsToPort(proxy, egress),
    chains,
    ofEndpoint: place.ofEndpoint,
    kind: kind === 'http' && place.shared ? 'auto' : kind,
    protocol,
  };
}

/**
 * Names what `decideOutboundListeners` depends on beside the scope: equal strings, equal listeners (but for those that
 * stand for the proxy itself). `labelKeys` are those of `clientLabelKeys`.
 */
export function outboundVariant(proxy: MeshProxy, scope: Scope, labelKeys: readonly string[]): string {
  const { ipv4, ipv6, settings, unprivileged } = proxy;
  const dnsCapture = settings.proxyMetadata?.ISTIO_META_DNS_CAPTURE === 'true';
  const families = [ipv4, ipv6, dnsCapture, unprivileged, interceptionMode(proxy)];
  return JSON.stringify([scope.key, ...families, ...labelKeys.map((key) => proxy.labels[key] ?? null)]);
}

/** Labels of the client that TCP and TLS matches of a scope ask for. */
export function clientLabelKeys(scope: Scope): readonly string[] {
  const keys = new Set<string>();
  for (const { virtualServices } of scope.egress) {
    for (const { resource } of virtualServices) {
      const spec = resource.body.spec;
      for (const rule of [...(spec?.tcp ?? []), ...(spec?.tls ?? [])]) {
        for (const match of rule.match ?? []) for (const key of Object.keys(match.sourceLabels ?? {})) keys.add(key);
      }
    }
  }
  return [...keys].sort();
}

import type { Path, Resource } from '../model/resource.js';
import { interceptionMode, isForbidden } from './listener-settings.js';
import type { MtlsMode } from './peer-authentication.js';
import { parseProtocol } from './protocols.js';
import type { Mesh, MeshProxy, Scope, ServicePort, SidecarResource } from './types.js';

/** What a workload serves on a port: a service's port, or an ingress listener of its Sidecar. */
export interface ServedPort {
  readonly hostname: string;
  /** Short name of the service or Sidecar. */
  readonly name: string;
  readonly service: Pick<ServicePort, 'name' | 'number' | 'protocol'>;
  /** Where it is served, when not on all addresses. */
  readonly bind?: string;
  /** The proxy listens itself; connections are not redirected to it. */
  readonly opens: boolean;
  readonly sidecar?: SidecarResource;
  readonly resource: Resource;
  readonly path: Path;
}

/** A port on which a workload takes connections, and how it takes mutual TLS there. */
export interface InboundPort {
  /** On the workload; undefined stands for all ports that nothing else says anything about. */
  readonly port?: number;
  /** None for ports that only a PeerAuthentication names. */
  readonly served?: ServedPort;
  readonly mode: MtlsMode;
}

/**
 * Ports of a sidecar's workload in the order of their filter chains: all others, those with a mode of their own that
 * nothing serves, then the served ones ascending. Of several services on one port the oldest decides; a Sidecar with
 * ingress listeners replaces all services.
 * https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
export function decideInboundPorts(mesh: Mesh, proxy: MeshProxy, scope: Scope): readonly InboundPort[] {
  const modeOf = (port?: number): MtlsMode => mesh.peerAuthentications.mtlsMode(proxy.namespace, proxy.labels, port);
  const served = scope.sidecar?.body.spec?.ingress?.length
    ? ingressPorts(scope.sidecar, scope.namespace, proxy)
    : servicePorts(mesh, proxy);
  const policy = mesh.peerAuthentications.workloadPolicy(proxy.namespace, proxy.labels);
  const named = Object.keys(policy?.body.spec?.portLevelMtls ?? {}).map(Number);
  return [
    { mode: modeOf() },
    ...ascending(named.filter((port) => !served.has(port))).map((port) => ({ port, mode: modeOf(port) })),
    ...[...served]
      .sort(([a], [b]) => a - b)
      .map(([port, what]): InboundPort => ({ port, served: what, mode: modeOf(port) })),
  ];
}

function servicePorts(mesh: Mesh, proxy: MeshProxy): ReadonlyMap<number, ServedPort> {
  const served = new Map<number, ServedPort>();
  // Nothing is redirected to the proxy, and the workload itself listens there.
  if (interceptionMode(proxy) === 'NONE') return served;
  for (const { service, port, targetPort } of proxy.targets) {
    if (port.protocol === 'udp' || targetPort === 0) continue;
    if (isReserved(mesh, targetPort) || served.has(targetPort)) continue;
    const { hostname, name, resource } = service;
    served.set(targetPort, { hostname, name, service: port, opens: false, resource, path: ['spec'] });
  }
  return served;
}

/**
 * `namespace` is that of the workload, which a Sidecar of the root namespace seems to come from.
 * https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioIngressListener
 */
function ingressPorts(sidecar: SidecarResource, namespace: string, proxy: MeshProxy): ReadonlyMap<number, ServedPort> {
  const served = new Map<number, ServedPort>();
  const { name } = sidecar.metadata;
  for (const [index, { port, bind, captureMode }] of (sidecar.body.spec?.ingress ?? []).entries()) {
    const number = port?.number ?? 0;
    const protocol = parseProtocol(port?.protocol ?? '');
    const opens = opensPort(proxy, captureMode);
    if (protocol === 'udp' || served.has(number) || (opens && isForbidden(proxy, number))) continue;
    served.set(number, {
      hostname: `${name}.${namespace}`,
      name,
      service: { name: port?.name ?? '', number, protocol },
      bind: bind || (proxy.ips[0] ?? ''),
      opens,
      sidecar,
      resource: sidecar,
      path: ['spec', 'ingress', index],
    });
  }
  return served;
}

/** The listener's own mode counts, then the proxy's. */
function opensPort(proxy: MeshProxy, captureMode: string | undefined): boolean {
  if (!captureMode || captureMode === 'DEFAULT') return interceptionMode(proxy) === 'NONE';
  return captureMode === 'NONE';
}

function isReserved(mesh: Mesh, port: number): boolean {
  return port === mesh.config.proxyListenPort || port === mesh.config.proxyInboundListenPort;
}

function ascending(ports: readonly number[]): readonly number[] {
  return [...ports].sort((a, b) => a - b);
}

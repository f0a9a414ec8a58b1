import type { MtlsMode } from './peer-authentication.js';
import type { Mesh, MeshProxy, ServiceTarget } from './types.js';

/** A port on which a workload takes connections, and how it takes mutual TLS there. */
export interface InboundPort {
  /** On the workload; undefined stands for all ports that nothing else says anything about. */
  readonly port?: number;
  /** The service port that is served; none for ports that only a PeerAuthentication names. */
  readonly target?: ServiceTarget;
  readonly mode: MtlsMode;
}

/**
 * Ports of a sidecar's workload in the order of their filter chains: all others, those with a mode of their own that no
 * service has, then the services' ascending. Of several services on one port the oldest decides.
 * https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
export function decideInboundPorts(mesh: Mesh, proxy: MeshProxy): readonly InboundPort[] {
  const modeOf = (port?: number): MtlsMode => mesh.peerAuthentications.mtlsMode(proxy.namespace, proxy.labels, port);
  const targets = new Map<number, ServiceTarget>();
  for (const target of proxy.targets) {
    const { targetPort } = target;
    if (target.port.protocol === 'udp' || isReserved(mesh, targetPort) || targets.has(targetPort)) continue;
    targets.set(targetPort, target);
  }
  const policy = mesh.peerAuthentications.workloadPolicy(proxy.namespace, proxy.labels);
  const named = Object.keys(policy?.body.spec?.portLevelMtls ?? {}).map(Number);
  return [
    { mode: modeOf() },
    ...ascending(named.filter((port) => !targets.has(port))).map((port) => ({ port, mode: modeOf(port) })),
    ...[...targets.values()]
      .sort((a, b) => a.targetPort - b.targetPort)
      .map((target) => ({ port: target.targetPort, target, mode: modeOf(target.targetPort) })),
  ];
}

function isReserved(mesh: Mesh, port: number): boolean {
  return port === mesh.config.proxyListenPort || port === mesh.config.proxyInboundListenPort;
}

function ascending(ports: readonly number[]): readonly number[] {
  return [...ports].sort((a, b) => a - b);
}

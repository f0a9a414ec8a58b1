import { protoDuration } from '../model/duration.js';
import type { Mesh, MeshProxy } from './types.js';

/** What MeshConfig and the proxy's own settings say about all of its listeners. */
export interface ListenerSettings {
  /** All addresses of the family that the proxy has; IPv4 if both. */
  readonly wildcard: '0.0.0.0' | '::';
  /** Connections are redirected to the proxy. */
  readonly redirects: boolean;
  /** Connections come by TPROXY: addresses stay what they were. */
  readonly transparent: boolean;
  /** How long to wait for bytes that tell the protocol, in protobuf spelling; zero waits for ever. */
  readonly detectionTimeout: string;
}

/** How connections come to a proxy: redirected with or without their addresses, or not at all. */
export type InterceptionMode = 'REDIRECT' | 'TPROXY' | 'NONE';

/** https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig-InboundInterceptionMode */
export function interceptionMode(proxy: Pick<MeshProxy, 'annotations' | 'settings'>): InterceptionMode {
  const written = proxy.annotations['sidecar.istio.io/interceptionMode'] ?? proxy.settings.interceptionMode;
  return written === 'TPROXY' || written === 'NONE' ? written : 'REDIRECT';
}

/** Whether a proxy may not listen on a port itself: some are for root only. */
export function isForbidden(proxy: Pick<MeshProxy, 'unprivileged'>, port: number): boolean {
  return proxy.unprivileged && port > 0 && port < 1024;
}

/** https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig */
export function listenerSettings(mesh: Mesh, proxy: MeshProxy): ListenerSettings {
  const mode = interceptionMode(proxy);
  return {
    wildcard: proxy.ipv4 ? '0.0.0.0' : '::',
    redirects: mode !== 'NONE',
    transparent: mode === 'TPROXY',
    detectionTimeout: protoDuration(mesh.config.protocolDetectionTimeout),
  };
}

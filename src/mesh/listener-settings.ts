import { protoDuration } from '../model/duration.js';
import type { Mesh, MeshProxy } from './types.js';

/** What MeshConfig and the proxy's own settings say about all of its listeners. */
export interface ListenerSettings {
  /** All addresses of the family that the proxy has; IPv4 if both. */
  readonly wildcard: '0.0.0.0' | '::';
  /** Connections come by TPROXY: addresses stay what they were. */
  readonly transparent: boolean;
  /** How long to wait for bytes that tell the protocol, in protobuf spelling; zero waits for ever. */
  readonly detectionTimeout: string;
}

/** https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig */
export function listenerSettings(mesh: Mesh, proxy: MeshProxy): ListenerSettings {
  const mode = proxy.annotations['sidecar.istio.io/interceptionMode'] ?? proxy.settings.interceptionMode;
  return {
    wildcard: proxy.ipv4 ? '0.0.0.0' : '::',
    transparent: mode === 'TPROXY',
    detectionTimeout: protoDuration(mesh.config.protocolDetectionTimeout),
  };
}

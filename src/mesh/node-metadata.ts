import { parseDuration, protoDuration } from './durations.js';
import type { ProxySettings } from './mesh-config.js';

/** What a proxy's environment tells istiod to do for all of its listeners. */
export interface NodeMetadata {
  /** After how long connections without traffic are closed, in protobuf spelling. */
  readonly idleTimeout?: string;
  /** Requests of HTTP/1.0 are taken too. */
  readonly acceptsHttp10: boolean;
}

/**
 * Reads the variables ISTIO_META_* that a proxy is started with; a duration that can't be read counts as none.
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig (proxyMetadata)
 */
export function nodeMetadata({ proxyMetadata }: ProxySettings): NodeMetadata {
  const idle = proxyMetadata?.['ISTIO_META_IDLE_TIMEOUT'];
  return {
    ...(idle && parseDuration(idle) !== undefined && { idleTimeout: protoDuration(idle) }),
    acceptsHttp10: proxyMetadata?.['ISTIO_META_HTTP10'] === '1',
  };
}

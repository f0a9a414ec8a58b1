import type { JsonMessage } from '../../xds/json.js';
import type { Translation } from '../translation.js';
import { buildTracing } from './tracing.js';

/** What all listeners of a proxy have in common, beside the services that they are for. */
export interface ListenerContext {
  /** Equal keys, equal contexts. */
  readonly key: string;
  readonly tracing: JsonMessage | undefined;
  readonly pathNormalization: JsonMessage;
}

/** Reads what MeshConfig and the proxy's settings say about every listener. */
export function buildListenerContext(t: Translation): ListenerContext {
  const tracing = buildTracing(t.mesh, t.proxy);
  return {
    key: JSON.stringify(tracing) ?? '',
    tracing,
    pathNormalization: pathNormalization(t.mesh.config.pathNormalization?.normalization),
  };
}

/** https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ProxyPathNormalization-NormalizationType */
function pathNormalization(kind: string | undefined): JsonMessage {
  const base = { pathWithEscapedSlashesAction: 'KEEP_UNCHANGED' };
  switch (kind) {
    case 'NONE':
      return { ...base, normalizePath: false };
    case 'MERGE_SLASHES':
      return { ...base, normalizePath: true, mergeSlashes: true };
    case 'DECODE_AND_MERGE_SLASHES':
      return { pathWithEscapedSlashesAction: 'UNESCAPE_AND_FORWARD', normalizePath: true, mergeSlashes: true };
    default:
      return { ...base, normalizePath: true };
  }
}

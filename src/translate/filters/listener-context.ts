import { type ListenerSettings, listenerSettings } from '../../mesh/listener-settings.js';
import type { ProxySettings } from '../../mesh/mesh-config.js';
import { nodeMetadata } from '../../mesh/node-metadata.js';
import { decideProxyHeaders, type ProxyHeaders } from '../../mesh/proxy-headers.js';
import type { TelemetrySide } from '../../mesh/telemetry.js';
import { decideTracing } from '../../mesh/telemetry-tracing.js';
import type { JsonMessage } from '../../xds/json.js';
import { providerHosts } from '../provider-hosts.js';
import type { Translation } from '../translation.js';
import { type WorkloadSecurity, workloadSecurity } from './security.js';
import { tracingConfig } from './tracing.js';

/** How requests of one side are traced, and whether their ids tell which ones. */
export interface ObservedRequests {
  readonly config: JsonMessage | undefined;
  readonly samplesByRequestId: boolean;
}

/** What all listeners of a proxy have in common, beside the services that they are for. */
export interface ListenerContext extends ListenerSettings {
  /** By the side that is observed. */
  readonly tracing: Readonly<Record<TelemetrySide, ObservedRequests>>;
  readonly pathNormalization: JsonMessage;
  readonly headers: ProxyHeaders;
  /** Who may reach the workload. */
  readonly security: WorkloadSecurity;
  readonly acceptsHttp10: boolean;
  /** What stands in front of a gateway. */
  readonly topology: NonNullable<ProxySettings['gatewayTopology']>;
}

/** Reads what MeshConfig and the proxy's settings say about every listener. */
export function buildListenerContext(t: Translation): ListenerContext {
  return {
    ...listenerSettings(t.mesh, t.proxy),
    headers: decideProxyHeaders(t.proxy),
    security: workloadSecurity(t),
    acceptsHttp10: nodeMetadata(t.proxy.settings).acceptsHttp10,
    topology: t.proxy.settings.gatewayTopology ?? {},
    tracing: { CLIENT: observedRequests(t, 'CLIENT'), SERVER: observedRequests(t, 'SERVER') },
    pathNormalization: pathNormalization(t.mesh.config.pathNormalization?.normalization),
  };
}

function observedRequests(t: Translation, side: TelemetrySide): ObservedRequests {
  const { tracing, samplesByRequestId } = decideTracing(t.mesh, providerHosts(t), t.proxy, side);
  return { config: tracing && tracingConfig(t.proxy, tracing), samplesByRequestId };
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

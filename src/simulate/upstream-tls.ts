import { isMessage, isOfType, type JsonMessage } from '../xds/json.js';
import type { Cluster, LbEndpoint, TransportSocket } from '../xds/types.js';
import { messageField, messageList, stringField, stringList } from './match/strings.js';

/** How a cluster connects to an endpoint. */
export interface UpstreamTls {
  readonly tls: 'none' | 'tls' | 'mtls';
  readonly sni?: string;
  readonly alpn: readonly string[];
}

const MATCH = 'envoy.transport_socket_match';

/**
 * The TLS with which a cluster reaches an endpoint: that of the first transport socket whose match the endpoint's metadata
 * meets. https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/cluster/v3/cluster.proto#config-cluster-v3-cluster-transportsocketmatch
 * @param endpoint undefined where it is not known: the first match counts
 */
export function upstreamTls(cluster: Cluster, endpoint: LbEndpoint | undefined): UpstreamTls {
  const matches = cluster.transportSocketMatches ?? [];
  const labels = endpoint?.metadata?.filterMetadata?.[MATCH];
  const found = endpoint ? matches.find((m) => meets(m.match, labels)) : matches[0];
  return tlsOf(found ? found.transportSocket : cluster.transportSocket);
}

function meets(match: JsonMessage, labels: JsonMessage | undefined): boolean {
  return Object.entries(match).every(([key, value]) => labels?.[key] === value);
}

function tlsOf(socket: TransportSocket | undefined): UpstreamTls {
  const context = socket?.typedConfig;
  const common = messageField(context, 'commonTlsContext');
  if (!isOfType(context, '.UpstreamTlsContext')) return { tls: 'none', alpn: [] };
  const certificates = [common?.['tlsCertificateSdsSecretConfigs'], common?.['tlsCertificates']];
  const hasOwn =
    certificates.some((list) => messageList(list).length > 0) || isMessage(common?.['tlsCertificateProviderInstance']);
  const sni = stringField(context, 'sni');
  return { tls: hasOwn ? 'mtls' : 'tls', ...(sni && { sni }), alpn: stringList(common?.['alpnProtocols']) };
}

import type { MeshConfig } from '../../mesh/mesh-config.js';
import type { ClientTls } from '../../mesh/traffic-policy.js';
import { type JsonMessage, present, typeUrl } from '../../xds/json.js';
import type { TransportSocket, TransportSocketMatch } from '../../xds/types.js';
import { clusterSecret, fileSecret, MESH_ROOTS, WORKLOAD_CERTIFICATE } from './secrets.js';

const TLS_VERSIONS: JsonMessage = { tlsMinimumProtocolVersion: 'TLSv1_2', tlsMaximumProtocolVersion: 'TLSv1_3' };
const PEER_ALPN = ['istio-peer-exchange', 'istio'];
const PLAINTEXT: JsonMessage & { '@type': string } = {
  '@type': typeUrl('envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer'),
};

/** Connections without TLS. */
export const RAW_BUFFER: TransportSocket = { name: 'envoy.transport_sockets.raw_buffer', typedConfig: PLAINTEXT };

/** What of a cluster its TLS depends on. */
export interface TlsClient {
  readonly config: MeshConfig;
  /** The cluster speaks HTTP/2 and nothing else. */
  readonly http2: boolean;
  /** Credentials of the cluster (Secrets) can be had: gateways, and rules that select workloads. */
  readonly credentials: boolean;
}

/**
 * Mutual TLS of the mesh: the workload's certificate, and servers known by their identities.
 * https://istio.io/latest/docs/concepts/security/#mutual-tls-authentication
 */
export function meshTls(client: TlsClient, sni: string, identities: readonly string[]): TransportSocket {
  const contexts = client.http2 ? HTTP2_CONTEXTS : CONTEXTS;
  let context = contexts.get(identities);
  if (!context) {
    context = {
      alpnProtocols: client.http2 ? [...PEER_ALPN, 'h2'] : PEER_ALPN,
      tlsParams: TLS_VERSIONS,
      tlsCertificateSdsSecretConfigs: [WORKLOAD_CERTIFICATE],
      combinedValidationContext: {
        defaultValidationContext: exactNames(identities),
        validationContextSdsSecretConfig: MESH_ROOTS,
      },
    };
    contexts.set(identities, context);
  }
  return tlsSocket(context, sni);
}

/** Clusters of one service differ in their SNI alone: the rest is shared, by the list of identities that they take. */
const CONTEXTS = new WeakMap<readonly string[], JsonMessage>();
const HTTP2_CONTEXTS = new WeakMap<readonly string[], JsonMessage>();

/** Picks mutual TLS for endpoints that take it and plain text for the others, by the endpoints' metadata. */
export function matchTlsMode(mutual: TransportSocket): readonly TransportSocketMatch[] {
  return [{ name: 'tlsMode-istio', match: TAKES_MUTUAL_TLS, transportSocket: mutual }, WITHOUT_TLS];
}

const TAKES_MUTUAL_TLS = { tlsMode: 'istio' };
const WITHOUT_TLS: TransportSocketMatch = { name: 'tlsMode-disabled', match: {}, transportSocket: RAW_BUFFER };

/**
 * TLS that a DestinationRule originates with own roots (SIMPLE) and own certificate (MUTUAL); undefined where the
 * credential it names cannot be had.
 * https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings
 */
export function originatedTls(
  client: TlsClient,
  settings: ClientTls,
  alternativeNames: readonly string[],
): TransportSocket | undefined {
  const credential = settings.credentialName;
  if (credential && !client.credentials && !credential.startsWith('configmap://')) return undefined;
  const names = settings.subjectAltNames?.length ? settings.subjectAltNames : alternativeNames;
  return tlsSocket(
    present<JsonMessage>({
      alpnProtocols: client.http2 ? ['h2'] : undefined,
      tlsParams: tlsParams(client.config),
      tlsCertificateSdsSecretConfigs: certificates(settings),
      ...validation(settings, names),
    }),
    settings.sni,
  );
}

function certificates(settings: ClientTls): readonly JsonMessage[] | undefined {
  if (settings.mode !== 'MUTUAL') return undefined;
  const { credentialName, clientCertificate, privateKey } = settings;
  if (credentialName) return [clusterSecret(secretName(credentialName))];
  return [fileSecret(`file-cert:${clientCertificate ?? ''}~${privateKey ?? ''}`)];
}

function validation(settings: ClientTls, names: readonly string[]): JsonMessage {
  if (settings.insecureSkipVerify) return { validationContext: {} };
  const { credentialName, caCertificates, caCrl } = settings;
  const roots = credentialName
    ? clusterSecret(`${secretName(credentialName)}-cacert`)
    : fileSecret(`file-root:${caCertificates || 'system'}`);
  const crl = caCrl && !credentialName ? { crl: { filename: caCrl } } : {};
  return {
    combinedValidationContext: {
      defaultValidationContext: { ...exactNames(names), ...crl },
      validationContextSdsSecretConfig: roots,
    },
  };
}

function secretName(credential: string): string {
  return /^[a-z-]+:\/\//.test(credential) ? credential : `kubernetes://${credential}`;
}

function tlsParams(config: MeshConfig): JsonMessage {
  const { cipherSuites, ecdhCurves } = config.tlsDefaults ?? {};
  return present<JsonMessage>({
    ...TLS_VERSIONS,
    cipherSuites: cipherSuites?.length ? cipherSuites : undefined,
    ecdhCurves: ecdhCurves?.length ? ecdhCurves : undefined,
  });
}

function exactNames(names: readonly string[]): JsonMessage {
  return names.length === 0 ? {} : { matchSubjectAltNames: names.map((exact) => ({ exact })) };
}

function tlsSocket(commonTlsContext: JsonMessage, sni: string | undefined): TransportSocket {
  return {
    name: 'envoy.transport_sockets.tls',
    typedConfig: {
      '@type': typeUrl('envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext'),
      commonTlsContext,
      ...(sni && { sni }),
    },
  };
}

/**
 * Tells the server the client's address before anything else; undefined wraps plain text.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/extensions/transport_sockets/proxy_protocol/v3/upstream_proxy_protocol.proto
 */
export function withProxyProtocol(inner: TransportSocket | undefined, version: 'V1' | 'V2'): TransportSocket {
  const { name, typedConfig = PLAINTEXT } = inner ?? { name: 'raw_buffer' };
  return {
    name: 'envoy.transport_sockets.upstream_proxy_protocol',
    typedConfig: {
      '@type': typeUrl('envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport'),
      config: version === 'V2' ? { version } : {},
      transportSocket: { name, typedConfig },
    },
  };
}

import type { MeshConfig } from '../../mesh/mesh-config.js';
import { trustedDomains } from '../../mesh/trust-domains.js';
import { type JsonMessage, typeUrl } from '../../xds/json.js';
import type { TransportSocket } from '../../xds/types.js';

const CIPHER_SUITES = [
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
  'AES128-GCM-SHA256',
];

/** Secrets that the agent beside the proxy hands out. */
export const AGENT_SDS: JsonMessage = {
  apiConfigSource: {
    apiType: 'GRPC',
    transportApiVersion: 'V3',
    grpcServices: [{ envoyGrpc: { clusterName: 'sds-grpc' } }],
    setNodeOnFirstMessageOnly: true,
  },
  initialFetchTimeout: '0s',
  resourceApiVersion: 'V3',
};
const ALPN = { http: ['h2', 'http/1.1'], tcp: ['istio-peer-exchange', 'h2', 'http/1.1'] };

/**
 * Mutual TLS as a sidecar takes it from clients of its own trust domain and its aliases.
 * https://istio.io/latest/docs/concepts/security/#mutual-tls-authentication
 */
export function mutualTls(kind: 'http' | 'tcp', config: MeshConfig): TransportSocket {
  const domains = trustedDomains(config);
  const ciphers = config.meshMTLS?.cipherSuites;
  return {
    name: 'envoy.transport_sockets.tls',
    typedConfig: {
      '@type': typeUrl('envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext'),
      commonTlsContext: {
        tlsParams: {
          tlsMinimumProtocolVersion: config.meshMTLS?.minProtocolVersion === 'TLSV1_3' ? 'TLSv1_3' : 'TLSv1_2',
          tlsMaximumProtocolVersion: 'TLSv1_3',
          cipherSuites: ciphers?.length ? ciphers : CIPHER_SUITES,
        },
        alpnProtocols: ALPN[kind],
        tlsCertificateSdsSecretConfigs: [{ name: 'default', sdsConfig: AGENT_SDS }],
        combinedValidationContext: {
          defaultValidationContext: {
            matchSubjectAltNames: domains.map((domain) => ({ prefix: `spiffe://${domain}/` })),
          },
          validationContextSdsSecretConfig: { name: 'ROOTCA', sdsConfig: AGENT_SDS },
        },
      },
      requireClientCertificate: true,
    },
  };
}

import { boolean, type Decoded, durationText, enumeration, integer, list, map, object, string } from '../decode.js';

const h2UpgradePolicy = enumeration('DEFAULT', 'DO_NOT_UPGRADE', 'UPGRADE');
const maxProtocolVersion = enumeration('TLS_AUTO', 'TLSV1_0', 'TLSV1_1', 'TLSV1_2', 'TLSV1_3');
const tcpKeepalive = object({ interval: durationText, probes: integer, time: durationText });
const port = object({ name: string, number: integer, protocol: string, targetPort: integer });
const tcp = object({
  connectTimeout: durationText,
  idleTimeout: durationText,
  maxConnectionDuration: durationText,
  maxConnections: integer,
  tcpKeepalive: tcpKeepalive,
});
const http = object({
  h2UpgradePolicy: h2UpgradePolicy,
  http1MaxPendingRequests: integer,
  http2MaxRequests: integer,
  idleTimeout: durationText,
  maxConcurrentStreams: integer,
  maxRequestsPerConnection: integer,
  maxRetries: integer,
  useClientProtocol: boolean,
});

/** Spec of Sidecar (networking.istio.io). https://istio.io/latest/docs/reference/config/ */
export const sidecar = object({
  spec: object({
    egress: list(
      object({
        bind: string,
        captureMode: enumeration('DEFAULT', 'IPTABLES', 'NONE'),
        hosts: list(string),
        port: port,
      }),
    ),
    inboundConnectionPool: object({ http: http, tcp: tcp }),
    ingress: list(
      object({
        bind: string,
        captureMode: enumeration('DEFAULT', 'IPTABLES', 'NONE'),
        connectionPool: object({ http: http, tcp: tcp }),
        defaultEndpoint: string,
        port: port,
        tls: object({
          caCertCredentialName: string,
          caCertificates: string,
          caCrl: string,
          cipherSuites: list(string),
          credentialName: string,
          credentialNames: list(string),
          httpsRedirect: boolean,
          maxProtocolVersion: maxProtocolVersion,
          minProtocolVersion: maxProtocolVersion,
          mode: enumeration('PASSTHROUGH', 'SIMPLE', 'MUTUAL', 'AUTO_PASSTHROUGH', 'ISTIO_MUTUAL', 'OPTIONAL_MUTUAL'),
          privateKey: string,
          serverCertificate: string,
          subjectAltNames: list(string),
          tlsCertificates: list(object({ caCertificates: string, privateKey: string, serverCertificate: string })),
          verifyCertificateHash: list(string),
          verifyCertificateSpki: list(string),
        }),
      }),
    ),
    outboundTrafficPolicy: object({
      egressProxy: object({ host: string, port: object({ number: integer }), subset: string }),
      mode: enumeration('REGISTRY_ONLY', 'ALLOW_ANY'),
    }),
    workloadSelector: object({ labels: map(string) }),
  }),
});
export type SidecarBody = Decoded<typeof sidecar>;
export type SidecarSpec = NonNullable<SidecarBody['spec']>;

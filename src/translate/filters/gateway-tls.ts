import type { GatewaySpec } from '../../model/kinds/gateway.js';
import { type JsonMessage, present, typeUrl } from '../../xds/json.js';
import type { TransportSocket } from '../../xds/types.js';
import { AGENT_SDS } from './downstream-tls.js';

type ServerTls = NonNullable<NonNullable<GatewaySpec['servers']>[number]['tls']>;

/** Secrets of the cluster, which the control plane hands out itself. */
const CLUSTER_SDS: JsonMessage = { ads: {}, resourceApiVersion: 'V3' };
/** Files that the agent reads; they are not waited for. */
const { initialFetchTimeout: _, ...FILE_SDS } = AGENT_SDS;
const HTTP_ALPN = ['h2', 'http/1.1'];
const PEER_ALPN = ['istio-peer-exchange', 'h2', 'http/1.1'];

/**
 * TLS that a gateway ends, with certificates from Secrets, files or the mesh itself.
 * https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings
 */
export function gatewayTls(tls: ServerTls, kind: 'http' | 'tcp'): TransportSocket {
  const mutual = tls.mode === 'MUTUAL' || tls.mode === 'ISTIO_MUTUAL';
  return {
    name: 'envoy.transport_sockets.tls',
    typedConfig: {
      '@type': typeUrl('envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext'),
      commonTlsContext: present<JsonMessage>({
        tlsParams: tlsParams(tls),
        alpnProtocols: tls.mode === 'ISTIO_MUTUAL' && kind === 'tcp' ? PEER_ALPN : HTTP_ALPN,
        tlsCertificateSdsSecretConfigs: certificates(tls),
        combinedValidationContext: mutual || tls.mode === 'OPTIONAL_MUTUAL' ? validation(tls) : undefined,
      }),
      requireClientCertificate: mutual,
    },
  };
}

function certificates(tls: ServerTls): readonly JsonMessage[] {
  if (tls.mode === 'ISTIO_MUTUAL') return [{ name: 'default', sdsConfig: AGENT_SDS }];
  const credentials = tls.credentialNames?.length
    ? tls.credentialNames
    : tls.credentialName
      ? [tls.credentialName]
      : [];
  if (credentials.length > 0) {
    return credentials.map((name) => ({ name: secretName(name), sdsConfig: CLUSTER_SDS }));
  }
  const files = tls.tlsCertificates?.length ? tls.tlsCertificates : [tls];
  return files.map(({ serverCertificate = '', privateKey = '' }) => ({
    name: `file-cert:${serverCertificate}~${privateKey}`,
    sdsConfig: FILE_SDS,
  }));
}

function validation(tls: ServerTls): JsonMessage {
  const names = tls.subjectAltNames?.length ? tls.subjectAltNames.map((exact) => ({ exact })) : undefined;
  return {
    defaultValidationContext: present<JsonMessage>({
      matchSubjectAltNames: names,
      verifyCertificateSpki: tls.verifyCertificateSpki?.length ? tls.verifyCertificateSpki : undefined,
      verifyCertificateHash: tls.verifyCertificateHash?.length ? tls.verifyCertificateHash : undefined,
      crl: tls.caCrl ? { filename: tls.caCrl } : undefined,
    }),
    validationContextSdsSecretConfig: rootCertificate(tls),
  };
}

function rootCertificate(tls: ServerTls): JsonMessage {
  if (tls.mode === 'ISTIO_MUTUAL') return { name: 'ROOTCA', sdsConfig: AGENT_SDS };
  if (tls.caCertCredentialName) return { name: secretName(tls.caCertCredentialName), sdsConfig: CLUSTER_SDS };
  const credential = tls.credentialNames?.[0] ?? tls.credentialName;
  if (credential) return { name: `${secretName(credential)}-cacert`, sdsConfig: CLUSTER_SDS };
  return { name: `file-root:${tls.caCertificates ?? ''}`, sdsConfig: FILE_SDS };
}

/** A credential may say itself what keeps it. */
function secretName(credential: string): string {
  return /^[a-z-]+:\/\//.test(credential) ? credential : `kubernetes://${credential}`;
}

/** Only what the server asks for; Envoy's own defaults otherwise. */
function tlsParams(tls: ServerTls): JsonMessage | undefined {
  const version = (written: string | undefined): string | undefined =>
    written && written !== 'TLS_AUTO' ? written.replace('TLSV', 'TLSv') : undefined;
  const params = present<JsonMessage>({
    tlsMinimumProtocolVersion: version(tls.minProtocolVersion),
    tlsMaximumProtocolVersion: version(tls.maxProtocolVersion),
    cipherSuites: tls.cipherSuites?.length ? tls.cipherSuites : undefined,
  });
  return Object.keys(params).length > 0 ? params : undefined;
}

import type { MeshConfig } from '../../mesh/mesh-config.js';
import type { GatewaySpec } from '../../model/kinds/gateway.js';
import { type JsonMessage, present, typeUrl } from '../../xds/json.js';
import type { TransportSocket } from '../../xds/types.js';
import { AGENT_SDS } from './downstream-tls.js';

type ServerTls = NonNullable<NonNullable<GatewaySpec['servers']>[number]['tls']>;

/** What MeshConfig says about TLS that is not the mesh's own. */
type TlsDefaults = MeshConfig['tlsDefaults'] | undefined;

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
export function gatewayTls(tls: ServerTls, kind: 'http' | 'tcp', defaults: TlsDefaults): TransportSocket {
  const mutual = tls.mode === 'MUTUAL' || tls.mode === 'ISTIO_MUTUAL';
  return {
    name: 'envoy.transport_sockets.tls',
    typedConfig: {
      '@type': typeUrl('envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext'),
      commonTlsContext: present<JsonMessage>({
        tlsParams: tls.mode === 'ISTIO_MUTUAL' ? undefined : tlsParams(tls, defaults),
        alpnProtocols: tls.mode === 'ISTIO_MUTUAL' && kind === 'tcp' ? PEER_ALPN : HTTP_ALPN,
        tlsCertificateSdsSecretConfigs: certificates(tls),
        ...(mutual || tls.mode === 'OPTIONAL_MUTUAL' ? validation(tls) : namesOnly(tls)),
      }),
      requireClientCertificate: mutual,
    },
  };
}

function certificates(tls: ServerTls): readonly JsonMessage[] {
  if (tls.mode === 'ISTIO_MUTUAL') return [{ name: 'default', sdsConfig: AGENT_SDS }];
  const credentials = credentialsOf(tls);
  if (credentials.length > 0) {
    return credentials.map((name) => secretConfig(name));
  }
  const files = tls.tlsCertificates?.length ? tls.tlsCertificates : [tls];
  return files.map(({ serverCertificate = '', privateKey = '' }) => ({
    name: `file-cert:${serverCertificate}~${privateKey}`,
    sdsConfig: FILE_SDS,
  }));
}

/** Pinned certificates count where a Secret holds the roots, a file of revoked ones where a file does. */
function validation(tls: ServerTls): JsonMessage {
  const fromSecret = tls.mode !== 'ISTIO_MUTUAL' && credentialsOf(tls).length > 0;
  const pinned = (list: readonly string[] | undefined) => (fromSecret && list?.length ? list : undefined);
  return {
    combinedValidationContext: {
      defaultValidationContext: present<JsonMessage>({
        matchSubjectAltNames: clientNames(tls),
        verifyCertificateSpki: pinned(tls.verifyCertificateSpki),
        verifyCertificateHash: pinned(tls.verifyCertificateHash),
        crl: !fromSecret && tls.caCrl ? { filename: tls.caCrl } : undefined,
      }),
      validationContextSdsSecretConfig: rootCertificate(tls),
    },
  };
}

/** Names of clients count even where nobody asks for their certificates, if a Secret holds the server's. */
function namesOnly(tls: ServerTls): JsonMessage {
  const names = credentialsOf(tls).length > 0 ? clientNames(tls) : undefined;
  return names ? { validationContext: { matchSubjectAltNames: names } } : {};
}

function clientNames({ subjectAltNames }: ServerTls): readonly JsonMessage[] | undefined {
  return subjectAltNames?.length ? subjectAltNames.map((exact) => ({ exact })) : undefined;
}

function rootCertificate(tls: ServerTls): JsonMessage {
  if (tls.mode === 'ISTIO_MUTUAL') return { name: 'ROOTCA', sdsConfig: AGENT_SDS };
  if (tls.caCertCredentialName) return secretConfig(tls.caCertCredentialName);
  const [credential] = credentialsOf(tls);
  if (credential) return secretConfig(credential, '-cacert');
  return { name: `file-root:${tls.caCertificates ?? ''}`, sdsConfig: FILE_SDS };
}

function credentialsOf({ credentialNames, credentialName }: ServerTls): readonly string[] {
  if (credentialNames?.length) return credentialNames;
  return credentialName ? [credentialName] : [];
}

const KNOWN_STORES = ['kubernetes://', 'kubernetes-gateway://', 'configmap://'];

/** A credential may say itself what keeps it. */
function secretName(credential: string): string {
  return KNOWN_STORES.some((store) => credential.startsWith(store)) ? credential : `kubernetes://${credential}`;
}

/** `builtin://` stands for the router's own certificate and the mesh's roots. */
function secretConfig(credential: string, suffix = ''): JsonMessage {
  if (credential === 'builtin://') return { name: suffix === '' ? 'default' : 'ROOTCA', sdsConfig: AGENT_SDS };
  return { name: `${secretName(credential)}${suffix}`, sdsConfig: CLUSTER_SDS };
}

/** Only what the server or the mesh asks for; Envoy's own defaults otherwise. */
function tlsParams(tls: ServerTls, defaults: TlsDefaults): JsonMessage | undefined {
  const version = (written: string | undefined): string | undefined =>
    written && written !== 'TLS_AUTO' ? written.replace('TLSV', 'TLSv') : undefined;
  const chosen = (...lists: readonly (readonly string[] | undefined)[]) => lists.find((list) => list?.length);
  const params = present<JsonMessage>({
    tlsMinimumProtocolVersion: version(tls.minProtocolVersion) ?? version(defaults?.minProtocolVersion),
    tlsMaximumProtocolVersion: version(tls.maxProtocolVersion),
    cipherSuites: chosen(tls.cipherSuites, defaults?.cipherSuites),
    ecdhCurves: chosen(defaults?.ecdhCurves),
  });
  return Object.keys(params).length > 0 ? params : undefined;
}

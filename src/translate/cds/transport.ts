import type { Discovery } from '../../mesh/cluster-discovery.js';
import { meshServerName, type OutboundCluster } from '../../mesh/cluster-outbound.js';
import { decideTls } from '../../mesh/cluster-tls.js';
import type { ClientTls } from '../../mesh/traffic-policy.js';
import type { Mesh, MeshProxy } from '../../mesh/types.js';
import type { Draft } from '../../xds/json.js';
import type { Cluster, TransportSocket } from '../../xds/types.js';
import type { AutoNames } from './http-options.js';
import { matchTlsMode, meshTls, originatedTls, RAW_BUFFER, type TlsClient, withProxyProtocol } from './upstream-tls.js';

/** Sets the transport socket of an outbound cluster, or the choice between two where mutual TLS is found out by endpoint. */
export function setTransport(
  cluster: Draft<Cluster>,
  mesh: Mesh,
  proxy: MeshProxy,
  spec: OutboundCluster,
  discovery: Discovery,
  http2: boolean,
): void {
  if (spec.bySni) return;
  const tls = decideTls(mesh, spec);
  const proxied = spec.policy.proxyProtocol;
  const wrap = (socket: TransportSocket | undefined): TransportSocket | undefined =>
    proxied ? withProxyProtocol(socket, proxied.version ?? 'V1') : socket;
  if (tls.mode === 'none') {
    setSocket(cluster, wrap(undefined));
    return;
  }
  const client: TlsClient = { config: mesh.config, http2, credentials: hasCredentials(proxy, spec) };
  if (tls.mode === 'originate') {
    setSocket(cluster, wrap(originatedTls(client, tls.settings, alternativeNames(mesh, spec))));
    return;
  }
  const settings = tls.mode === 'mutual' ? tls.settings : undefined;
  const identities = settings?.subjectAltNames?.length ? settings.subjectAltNames : mesh.identities(spec.service);
  const mutual = meshTls(client, settings?.sni || meshServerName(spec.service, spec.port, spec.subset), identities);
  // Original destinations have no metadata to choose by.
  if (settings || discovery === 'original-dst') {
    setSocket(cluster, wrap(mutual));
    return;
  }
  const matches = matchTlsMode(mutual);
  cluster.transportSocketMatches = proxied
    ? matches.map((m) => ({ ...m, transportSocket: wrap(m.transportSocket) ?? RAW_BUFFER }))
    : matches;
}

function setSocket(cluster: Draft<Cluster>, socket: TransportSocket | undefined): void {
  if (socket) cluster.transportSocket = socket;
}

/** Credentials in Secrets are for gateways, and for the workloads that a rule selects. */
function hasCredentials(proxy: MeshProxy, spec: OutboundCluster): boolean {
  return proxy.type === 'router' || spec.rule?.resource.body.spec?.workloadSelector !== undefined;
}

/** Whom to expect of a ServiceEntry's host when the rule names nobody. */
function alternativeNames(mesh: Mesh, { service }: OutboundCluster): readonly string[] {
  return service.registry === 'external' ? mesh.identities(service) : [];
}

/**
 * Without a server name in the rule Envoy takes it from the request, and checks the certificate against it unless the rule
 * names whom to expect. Names that are found while forwarding are checked in any case.
 */
export function autoNames(spec: OutboundCluster, proxy: MeshProxy): AutoNames {
  const tls = rulesTls(spec, proxy);
  if (!tls) return undefined;
  const autoSni = !tls.sni;
  const named = tls.sni || tls.subjectAltNames?.length;
  const autoSanValidation = !tls.insecureSkipVerify && (!named || spec.service.resolution === 'dynamic-dns');
  if (!autoSni && !autoSanValidation) return undefined;
  return { ...(autoSni && { autoSni }), ...(autoSanValidation && { autoSanValidation }) };
}

/** TLS that a rule originates with a credential that the proxy may have. */
export function rulesTls({ policy, rule, bySni }: OutboundCluster, proxy: MeshProxy): ClientTls | undefined {
  const tls = policy.tls;
  if (!tls || bySni || (tls.mode !== 'SIMPLE' && tls.mode !== 'MUTUAL')) return undefined;
  const credential = tls.credentialName;
  const missing =
    credential &&
    proxy.type === 'sidecar' &&
    !rule?.resource.body.spec?.workloadSelector &&
    !credential.startsWith('configmap://');
  return missing ? undefined : tls;
}

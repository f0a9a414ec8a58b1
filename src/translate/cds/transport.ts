import type { Discovery } from '../../mesh/cluster-discovery.js';
import { meshServerName, type OutboundCluster } from '../../mesh/cluster-outbound.js';
import { decideTls } from '../../mesh/cluster-tls.js';
import type { Mesh, MeshProxy } from '../../mesh/types.js';
import type { Cluster, TransportSocket } from '../../xds/types.js';
import type { AutoNames } from './http-options.js';
import { matchTlsMode, meshTls, originatedTls, RAW_BUFFER, type TlsClient, withProxyProtocol } from './upstream-tls.js';

type TransportFields = Pick<Cluster, 'transportSocket' | 'transportSocketMatches'>;

/** The transport socket of an outbound cluster, or the choice between two where mutual TLS is found out by endpoint. */
export function transportFields(
  mesh: Mesh,
  proxy: MeshProxy,
  spec: OutboundCluster,
  discovery: Discovery,
  http2: boolean,
): TransportFields {
  if (spec.bySni) return {};
  const tls = decideTls(mesh, spec.service, spec.port, spec.policy);
  const client: TlsClient = { config: mesh.config, http2, credentials: hasCredentials(proxy, spec) };
  const proxied = spec.policy.proxyProtocol;
  const wrap = (socket: TransportSocket | undefined): TransportSocket | undefined =>
    proxied ? withProxyProtocol(socket, proxied.version ?? 'V1') : socket;
  const plain = (socket: TransportSocket | undefined): TransportFields => {
    const transportSocket = wrap(socket);
    return transportSocket ? { transportSocket } : {};
  };
  switch (tls.mode) {
    case 'none':
      return plain(undefined);
    case 'mutual': {
      const names = tls.settings.subjectAltNames;
      const identities = names?.length ? names : mesh.identities(spec.service);
      return plain(
        meshTls(client, tls.settings.sni || meshServerName(spec.service, spec.port, spec.subset), identities),
      );
    }
    case 'originate':
      return plain(originatedTls(client, tls.settings, alternativeNames(mesh, spec)));
    case 'auto': {
      const mutual = meshTls(
        client,
        meshServerName(spec.service, spec.port, spec.subset),
        mesh.identities(spec.service),
      );
      // Original destinations have no metadata to choose by.
      if (discovery === 'original-dst') return plain(mutual);
      const matches = matchTlsMode(mutual);
      return {
        transportSocketMatches: proxied
          ? matches.map((m) => ({ ...m, transportSocket: wrap(m.transportSocket) ?? RAW_BUFFER }))
          : matches,
      };
    }
  }
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
 * names whom to expect.
 */
export function autoNames({ policy, rule, bySni }: OutboundCluster, proxy: MeshProxy): AutoNames {
  const tls = policy.tls;
  if (!tls || bySni || (tls.mode !== 'SIMPLE' && tls.mode !== 'MUTUAL') || tls.sni) return undefined;
  const credential = tls.credentialName;
  const missing =
    credential &&
    proxy.type === 'sidecar' &&
    !rule?.resource.body.spec?.workloadSelector &&
    !credential.startsWith('configmap://');
  if (missing) return undefined;
  const validates = !tls.subjectAltNames?.length && !tls.insecureSkipVerify;
  return validates ? { autoSni: true, autoSanValidation: true } : { autoSni: true };
}

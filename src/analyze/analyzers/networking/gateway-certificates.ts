import { selects } from '../../../mesh/workloads.js';
import type { GatewaySpec } from '../../../model/kinds/gateway.js';
import { fullName, type GatewayResource } from '../../facts/gateway-names.js';
import { MAX_NAMES } from '../../facts/name-list.js';
import type { AnalysisContext, Analyzer } from '../../types.js';

type Server = NonNullable<GatewaySpec['servers']>[number];

/**
 * Gateways on the same pods that serve one certificate: connections that clients reuse end up at the wrong one.
 * https://istio.io/latest/docs/ops/common-problems/network-issues/#404-errors-occur-when-multiple-gateways-configured-with-same-tls-certificate
 */
export const sharedCertificates: Analyzer = {
  name: 'gateway.CertificateAnalyzer',
  description: 'Looks for certificates that several Gateways serve',
  inputs: ['Gateway'],
  analyze(context, report) {
    const index = gatewaysByCertificate(context);
    for (const resource of context.store.list('Gateway')) {
      for (const other of othersOf(resource, index)) {
        const args = { gateway: fullName(resource), other: fullName(other) };
        report('IST0138', resource, ['metadata', 'name'], args);
      }
    }
  },
};

/** By certificate, and by certificate and one label, so that Gateways of other pods are not looked at. */
function gatewaysByCertificate(context: AnalysisContext): ReadonlyMap<string, readonly GatewayResource[]> {
  const index = new Map<string, GatewayResource[]>();
  for (const resource of context.store.list('Gateway')) {
    for (const certificate of certificatesOf(resource)) {
      for (const label of ['', ...labelsOf(resource)]) {
        const key = `${certificate}\n${label}`;
        const list = index.get(key);
        if (list) list.push(resource);
        else index.set(key, [resource]);
      }
    }
  }
  return index;
}

/** Gateways with a certificate of this one for pods that it selects too; as many as a reader takes in. */
function othersOf(
  resource: GatewayResource,
  index: ReadonlyMap<string, readonly GatewayResource[]>,
): ReadonlySet<GatewayResource> {
  const others = new Set<GatewayResource>();
  const selector = resource.body.spec?.selector;
  const [label = ''] = labelsOf(resource);
  for (const certificate of certificatesOf(resource)) {
    for (const other of index.get(`${certificate}\n${label}`) ?? []) {
      if (others.size >= MAX_NAMES) return others;
      if (other !== resource && selects(selector, other.body.spec?.selector ?? {})) others.add(other);
    }
  }
  return others;
}

function labelsOf({ body }: GatewayResource): readonly string[] {
  return Object.entries(body.spec?.selector ?? {}).map(([key, value]) => `${key}=${value}`);
}

function certificatesOf({ body }: GatewayResource): ReadonlySet<string> {
  return new Set((body.spec?.servers ?? []).flatMap(certificateOf));
}

/** What names the certificate of a server: a Secret, or files of the proxy. */
function certificateOf({ tls }: Server): string[] {
  if (tls?.credentialName) return [`secret ${tls.credentialName}`];
  if (!tls?.serverCertificate && !tls?.privateKey) return [];
  return [`files ${tls.serverCertificate ?? ''} ${tls.privateKey ?? ''}`];
}

import type { GatewaySpec } from '../../../model/kinds/gateway.js';
import { fullName, type GatewayResource } from '../../facts/gateway-names.js';
import type { AnalysisContext, Analyzer } from '../../types.js';

type Server = NonNullable<GatewaySpec['servers']>[number];

/** Gateways with one certificate that a finding is made for; thousands would be a finding a pair. */
const MAX_OTHERS = 50;

/**
 * Gateways on the same pods that serve one certificate: connections that clients reuse end up at the wrong one.
 * https://istio.io/latest/docs/ops/common-problems/network-issues/#404-errors-occur-when-multiple-gateways-configured-with-same-tls-certificate
 */
export const sharedCertificates: Analyzer = {
  name: 'gateway.CertificateAnalyzer',
  description: 'Looks for certificates that several Gateways serve',
  inputs: ['Gateway'],
  analyze(context, report) {
    const byCertificate = gatewaysByCertificate(context);
    for (const resource of context.store.list('Gateway')) {
      const others = new Set([...certificatesOf(resource)].flatMap((key) => byCertificate.get(key) ?? []));
      let count = 0;
      for (const other of others) {
        if (other === resource || !isPartOf(selectorOf(resource), selectorOf(other))) continue;
        if (++count > MAX_OTHERS) break;
        const args = { gateway: fullName(resource), other: fullName(other) };
        report('IST0138', resource, ['metadata', 'name'], args);
      }
    }
  },
};

function gatewaysByCertificate(context: AnalysisContext): ReadonlyMap<string, readonly GatewayResource[]> {
  const byCertificate = new Map<string, GatewayResource[]>();
  for (const resource of context.store.list('Gateway')) {
    for (const key of certificatesOf(resource)) {
      const list = byCertificate.get(key);
      if (list) list.push(resource);
      else byCertificate.set(key, [resource]);
    }
  }
  return byCertificate;
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

function selectorOf({ body }: GatewayResource): Readonly<Record<string, string>> {
  return body.spec?.selector ?? {};
}

/** Whether all labels of one selector stand in the other too. */
function isPartOf(part: Readonly<Record<string, string>>, whole: Readonly<Record<string, string>>): boolean {
  return Object.entries(part).every(([key, value]) => whole[key] === value);
}

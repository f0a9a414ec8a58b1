import { hostCovers, hostsOverlap } from '../../mesh/hosts.js';
import type { VirtualServiceSpec } from '../../model/kinds/virtual-service.js';
import type { Violation } from '../types.js';
import { checkExportTo } from './export-to.js';
import { checkGatewayNames, isForGatewaysOnly, MESH } from './gateway-names.js';
import { isClaim } from './headers.js';
import { checkWildcardDomain } from './hosts.js';
import type { Rules } from './index.js';
import { isClusterSni, isIpAddress, isWildcardDomain } from './syntax.js';
import { error } from './violation.js';
import { checkTcpRule, checkTlsRule } from './virtual-service-connections.js';
import { checkHttpRule } from './virtual-service-http.js';
import { findUnreachable } from './virtual-service-unreachable.js';

/** https://istio.io/latest/docs/reference/config/networking/virtual-service/ */
export const virtualServiceRules: Rules<'VirtualService'> = ({ body, metadata }, facts) => {
  const spec = body.spec ?? {};
  const { exportTo, gateways, hosts = [], http = [], tcp = [], tls = [] } = spec;
  const isDelegate = hosts.length === 0;
  const onlyGateways = isForGatewaysOnly(gateways);
  const found: Violation[] = isDelegate ? [...checkDelegate(spec)] : [];
  if (gateways) found.push(...checkGatewayNames(gateways, ['spec', 'gateways']));
  if (!onlyGateways) found.push(...checkClaims(http));
  found.push(...checkHosts(hosts, { inMesh: !onlyGateways, mayBeSni: onlyGateways && matchesSni(spec) }));
  if (http.length + tcp.length + tls.length === 0) found.push(error(['spec'], 'there is no http, tcp or tls rule'));
  http.forEach((rule, i) => {
    found.push(...checkHttpRule(rule, isDelegate, ['spec', 'http', i], facts));
  });
  tls.forEach((rule, i) => {
    found.push(...checkTlsRule(rule, { hosts, mayBeSni: !gateways?.includes(MESH) }, ['spec', 'tls', i]));
  });
  tcp.forEach((rule, i) => {
    found.push(...checkTcpRule(rule, ['spec', 'tcp', i]));
  });
  if (exportTo) found.push(...checkExportTo(exportTo, metadata.namespace));
  found.push(...findUnreachable(spec));
  return found;
};

/** https://istio.io/latest/docs/reference/config/networking/virtual-service/#Delegate */
function checkDelegate(spec: VirtualServiceSpec): readonly Violation[] {
  return (['gateways', 'tls', 'tcp'] as const)
    .filter((field) => spec[field]?.length)
    .map((field) => error(['spec', field], `a VirtualService without hosts is a delegate, which can't have ${field}`));
}

function matchesSni({ tls = [] }: VirtualServiceSpec): boolean {
  return tls.some(({ match = [] }) => match.some(({ sniHosts = [] }) => sniHosts.length > 0));
}

/** Claims are known where the token was checked before routing: at gateways. */
function checkClaims(http: NonNullable<VirtualServiceSpec['http']>): readonly Violation[] {
  const found: Violation[] = [];
  http.forEach(({ match = [] }, i) => {
    match.forEach((request, j) => {
      HEADER_FIELDS.forEach((field) => {
        const claims = request[field] ? Object.keys(request[field]).filter(isClaim) : [];
        for (const key of claims) {
          const text = `${key} is a claim, which only gateways route by, and the VirtualService names none`;
          found.push(error(['spec', 'http', i, 'match', j, field, key], text));
        }
      });
    });
  });
  return found;
}

const HEADER_FIELDS = ['headers', 'withoutHeaders'] as const;

interface HostOptions {
  readonly inMesh: boolean;
  /** Gateways between networks route by the SNI of clusters. */
  readonly mayBeSni: boolean;
}

function checkHosts(hosts: readonly string[], { inMesh, mayBeSni }: HostOptions): readonly Violation[] {
  const found: Violation[] = [];
  hosts.forEach((host, i) => {
    const path = ['spec', 'hosts', i];
    if (!isWildcardDomain(host)) {
      if (!isIpAddress(host) && !(mayBeSni && isClusterSni(host))) found.push(...checkWildcardDomain(host, path));
    } else if (host === '*' && inMesh) {
      found.push(error(path, 'host * would take all traffic of sidecars; name hosts, or gateways without mesh'));
    }
  });
  return found.length > 0 ? found : checkTwins(hosts);
}

/** Hosts that stand for the same name, exact or by a wildcard: pair by pair. */
function checkTwins(hosts: readonly string[]): readonly Violation[] {
  if (hosts.length < 2 || !mayOverlap(hosts)) return [];
  return hosts.flatMap((host, i) =>
    hosts.slice(i + 1).flatMap((other, j) => {
      if (!hostsOverlap(host, other)) return [];
      const [outer, inner] = hostCovers(host, other) ? [host, other] : [other, host];
      const text = outer === inner ? `host ${host} is there twice` : `host ${outer} covers host ${inner}`;
      return [error(['spec', 'hosts', i + 1 + j], text)];
    }),
  );
}

/** A list without wildcard and without repetition has no twins; long lists are of that sort. */
function mayOverlap(hosts: readonly string[]): boolean {
  return hosts.some((host) => host.startsWith('*')) || new Set(hosts).size < hosts.length;
}

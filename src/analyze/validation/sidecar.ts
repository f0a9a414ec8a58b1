import type { SidecarSpec } from '../../model/kinds/sidecar.js';
import type { Violation } from '../types.js';
import { checkConnectionPool } from './connection-pool.js';
import { checkDestination } from './destination.js';
import { checkFqdn } from './hosts.js';
import type { Rules } from './index.js';
import { checkSelector, isRefused } from './selector.js';
import { checkEgress } from './sidecar-egress.js';
import { checkIngress } from './sidecar-ingress.js';
import { error } from './violation.js';

type EgressProxy = NonNullable<NonNullable<SidecarSpec['outboundTrafficPolicy']>['egressProxy']>;

/** https://istio.io/latest/docs/reference/config/networking/sidecar/ */
export const sidecarRules: Rules<'Sidecar'> = ({ body, metadata }) => {
  const spec = body.spec ?? {};
  const { egress = [], inboundConnectionPool, ingress = [], outboundTrafficPolicy, workloadSelector } = spec;
  const selector = workloadSelector
    ? checkSelector(workloadSelector.labels, ['spec', 'workloadSelector'], 'labels')
    : [];
  if (isRefused(selector)) return selector;
  if (egress.length + ingress.length === 0 && !inboundConnectionPool && !outboundTrafficPolicy) {
    return [error(['spec'], 'Sidecar says nothing; give it ingress, egress or outboundTrafficPolicy')];
  }
  return [
    ...selector,
    ...checkIngress(ingress),
    ...(inboundConnectionPool ? checkConnectionPool(inboundConnectionPool, ['spec', 'inboundConnectionPool']) : []),
    ...checkEgress(egress, metadata.namespace),
    ...(outboundTrafficPolicy?.egressProxy
      ? checkEgressProxy(outboundTrafficPolicy.egressProxy, outboundTrafficPolicy.mode)
      : []),
  ];
};

/** https://istio.io/latest/docs/reference/config/networking/sidecar/#OutboundTrafficPolicy */
function checkEgressProxy(proxy: EgressProxy, mode: string | undefined): readonly Violation[] {
  const path = ['spec', 'outboundTrafficPolicy', 'egressProxy'];
  if (mode !== 'ALLOW_ANY') return [error(path, 'egressProxy needs mode: ALLOW_ANY, written out')];
  const found = [...checkFqdn(proxy.host ?? '', [...path, 'host'])];
  if (!proxy.port) return [...found, error(path, 'egressProxy has no port')];
  return [...found, ...checkDestination(proxy, path)];
}

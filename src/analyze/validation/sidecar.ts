import type { SidecarSpec } from '../../model/kinds/sidecar.js';
import type { Violation } from '../types.js';
import { checkConnectionPool } from './connection-pool.js';
import { checkFqdn } from './hosts.js';
import type { Rules } from './index.js';
import { checkPort } from './ports.js';
import { checkSelector } from './selector.js';
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
  if (egress.length + ingress.length === 0 && !inboundConnectionPool && !outboundTrafficPolicy) {
    return [...selector, error(['spec'], 'Sidecar says nothing; give it ingress, egress or outboundTrafficPolicy')];
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
function checkEgressProxy({ host = '', port }: EgressProxy, mode: string | undefined): readonly Violation[] {
  const path = ['spec', 'outboundTrafficPolicy', 'egressProxy'];
  return [
    ...(mode === 'ALLOW_ANY' ? [] : [error(path, 'egressProxy needs mode: ALLOW_ANY, written out')]),
    ...checkFqdn(host, [...path, 'host']),
    ...(port ? checkPort(port.number ?? 0, [...path, 'port', 'number']) : [error(path, 'egressProxy has no port')]),
  ];
}

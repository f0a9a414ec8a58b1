import type { DestinationRuleSpec, TrafficPolicySpec } from '../../../model/kinds/destination-rule.js';
import { fullName } from '../../facts/gateway-names.js';
import type { Analyzer } from '../../types.js';

type Tls = TrafficPolicySpec['tls'];

/**
 * TLS towards servers whose certificate nothing verifies: of the rule as a whole, and of its ports.
 * https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings
 */
export const caCertificates: Analyzer = {
  name: 'destinationrule.CaCertificateAnalyzer',
  description: 'Looks for TLS to servers without CA certificates to verify them',
  inputs: ['DestinationRule'],
  analyze(context, report) {
    for (const resource of context.store.list('DestinationRule')) {
      const { namespace } = resource.metadata;
      const spec: DestinationRuleSpec = resource.body.spec ?? {};
      const { tls, portLevelSettings = [] } = spec.trafficPolicy ?? {};
      const facts = { rule: fullName(resource), namespace, host: spec.host ?? '' };
      const path = ['spec', 'trafficPolicy'];
      if (tls && trustsAnyone(tls, spec)) {
        report('IST0128', resource, [...path, 'tls'], { ...facts, mode: tls.mode ?? '' });
      }
      for (const [i, setting] of portLevelSettings.entries()) {
        if (!setting.tls || !trustsAnyone(setting.tls, spec)) continue;
        const at = [...path, 'portLevelSettings', i, 'tls'];
        const port = setting.port?.number ?? '';
        report('IST0129', resource, at, { ...facts, mode: setting.tls.mode ?? '', port });
      }
    }
  },
};

/** A Secret brings CA certificates only to the workloads that a rule selects. */
function trustsAnyone(tls: NonNullable<Tls>, { workloadSelector }: DestinationRuleSpec): boolean {
  if ((tls.mode !== 'SIMPLE' && tls.mode !== 'MUTUAL') || tls.caCertificates) return false;
  return !(tls.credentialName && workloadSelector);
}

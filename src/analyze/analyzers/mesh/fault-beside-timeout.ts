import { parseDuration } from '../../../model/duration.js';
import { virtualServices } from '../../facts/http-rules.js';
import type { Analyzer } from '../../types.js';

/**
 * Faults on a rule with a timeout or retries, which don't see them: the fault filter comes before the router.
 * https://istio.io/latest/docs/ops/common-problems/network-issues/#virtual-service-with-fault-injection-and-retrytimeout-policies-not-working-as-expected
 */
export const faultBesideTimeout: Analyzer = {
  name: 'meshwright.FaultBesideTimeout',
  description: 'Timeouts and retries on a rule whose injected fault they do not see',
  inputs: ['VirtualService'],
  analyze(context, report) {
    for (const { resource, rule, index } of context.fact(virtualServices).withFault) {
      const { fault, timeout, retries } = rule;
      if (!fault) continue;
      const path = ['spec', 'http', index];
      const delay = parseDuration(fault.delay?.fixedDelay ?? '') ?? 0;
      const limit = parseDuration(timeout ?? '') ?? 0;
      if (delay > 0 && limit > 0 && delay >= limit) {
        const args = { delay: fault.delay?.fixedDelay ?? '', timeout: timeout ?? '' };
        report('MW0007', resource, [...path, 'fault', 'delay', 'fixedDelay'], args);
      }
      if (fault.abort && (retries?.attempts ?? 0) > 0) report('MW0008', resource, [...path, 'fault', 'abort']);
    }
  },
};

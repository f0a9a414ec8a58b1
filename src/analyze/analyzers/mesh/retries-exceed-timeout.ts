import { parseDuration } from '../../../model/duration.js';
import { virtualServices } from '../../facts/http-rules.js';
import type { Analyzer } from '../../types.js';

/** Retries that the timeout of their route cuts off. */
export const retriesExceedTimeout: Analyzer = {
  name: 'meshwright.RetriesExceedTimeout',
  description: 'Retries that cannot all happen before the timeout of their route',
  inputs: ['VirtualService'],
  analyze(context, report) {
    const durations = new Map<string, number>();
    const read = (text: string) => {
      const nanos = durations.get(text) ?? parseDuration(text) ?? 0;
      durations.set(text, nanos);
      return nanos;
    };
    for (const { resource, rule, index } of context.fact(virtualServices).withRetriesInTime) {
      const { timeout, retries } = rule;
      const { perTryTimeout, attempts = 0 } = retries ?? {};
      if (timeout === undefined || perTryTimeout === undefined || attempts <= 0) continue;
      const [whole, perTry] = [read(timeout), read(perTryTimeout)];
      // That the first try takes its time as well is left out: who allots the timeout to the retries has thought of it.
      if (whole <= 0 || perTry <= 0 || (perTry < whole && perTry * attempts <= whole)) continue;
      const args = { attempts, perTryTimeout, timeout, fit: Math.floor(whole / perTry) };
      if (perTry >= whole) report('MW0006', resource, ['spec', 'http', index, 'retries', 'perTryTimeout'], args);
      else report('MW0005', resource, ['spec', 'http', index, 'retries'], args);
    }
  },
};

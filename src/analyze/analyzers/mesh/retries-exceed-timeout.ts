import { parseDuration } from '../../../model/duration.js';
import type { Analyzer } from '../../types.js';

/** Retries that the timeout of their route cuts off. */
export const retriesExceedTimeout: Analyzer = {
  name: 'meshwright.RetriesExceedTimeout',
  description: 'Retries that cannot all happen before the timeout of their route',
  inputs: ['VirtualService'],
  analyze(context, report) {
    for (const resource of context.store.list('VirtualService')) {
      for (const [i, { timeout, retries }] of (resource.body.spec?.http ?? []).entries()) {
        const whole = parseDuration(timeout ?? '') ?? 0;
        const perTry = parseDuration(retries?.perTryTimeout ?? '') ?? 0;
        const attempts = retries?.attempts ?? 0;
        if (whole <= 0 || perTry <= 0 || attempts <= 0) continue;
        // The first try is none of the attempts.
        const tries = attempts + 1;
        if (perTry * tries <= whole) continue;
        const fit = Math.ceil(whole / perTry);
        const args = { attempts, perTryTimeout: retries?.perTryTimeout ?? '', timeout: timeout ?? '', fit };
        if (perTry >= whole) report('MW0006', resource, ['spec', 'http', i, 'retries', 'perTryTimeout'], args);
        else report('MW0005', resource, ['spec', 'http', i, 'retries'], args);
      }
    }
  },
};

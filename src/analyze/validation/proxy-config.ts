import type { Violation } from '../types.js';
import type { Rules } from './index.js';
import { checkSelector } from './selector.js';
import { error } from './violation.js';

/** https://istio.io/latest/docs/reference/config/networking/proxy-config/ */
export const proxyConfigRules: Rules<'ProxyConfig'> = ({ body }): readonly Violation[] => {
  const { selector, concurrency = 0 } = body.spec ?? {};
  return [
    ...(selector ? checkSelector(selector.matchLabels, ['spec', 'selector']) : []),
    ...(concurrency < 0
      ? [error(['spec', 'concurrency'], `concurrency ${concurrency} is negative; 0 takes all cores`)]
      : []),
  ];
};

import type { HttpRule } from '../../model/kinds/virtual-service.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkDurations } from './durations.js';
import { isNamedStatus } from './http-statuses.js';
import { error } from './violation.js';

type Retries = NonNullable<HttpRule['retries']>;

/** https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/http/http_filters/router_filter#x-envoy-retry-on */
const CONDITIONS = new Set([
  '5xx',
  'gateway-error',
  'reset',
  'reset-before-request',
  'connect-failure',
  'retriable-4xx',
  'refused-stream',
  'retriable-status-codes',
  'retriable-headers',
  'envoy-ratelimited',
  'http3-post-connect-failure',
  'cancelled',
  'deadline-exceeded',
  'internal',
  'resource-exhausted',
  'unavailable',
]);

/** https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry */
export function checkRetries(retries: Retries, path: Path): readonly Violation[] {
  const { attempts = 0, perTryTimeout, retryOn = '', retryRemoteLocalities } = retries;
  const found: Violation[] = [];
  if (attempts < 0) found.push(error([...path, 'attempts'], 'attempts of retries is negative; 0 turns retries off'));
  if (attempts === 0 && (perTryTimeout !== undefined || retryOn !== '' || retryRemoteLocalities !== undefined)) {
    found.push(error(path, 'retries with 0 attempts are off, so nothing else may stand beside; set attempts'));
  }
  found.push(...checkDurations(retries, DURATIONS, path));
  if (retryOn !== '') found.push(...checkConditions(retryOn, [...path, 'retryOn']));
  return found;
}

const DURATIONS = ['perTryTimeout', 'backoff'] as const;

function checkConditions(retryOn: string, path: Path): readonly Violation[] {
  return retryOn
    .split(',')
    .filter((word) => !CONDITIONS.has(word) && !isStatus(word))
    .map((word) => error(path, `retryOn ${JSON.stringify(word)} is neither a condition of Envoy nor an HTTP status`));
}

function isStatus(word: string): boolean {
  return /^\+?[0-9]+$/.test(word) && isNamedStatus(Number(word));
}

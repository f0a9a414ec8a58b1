import { protoDuration } from '../../mesh/durations.js';
import type { RetryPolicySpec } from '../../mesh/mesh-config.js';
import type { HttpRule } from '../../model/kinds/virtual-service.js';
import { type Json, type JsonMessage, typeUrl } from '../../xds/json.js';

const DEFAULT_ON = 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes';
const DEFAULT_ATTEMPTS = 2;

const PREVIOUS_HOSTS = [
  {
    name: 'envoy.retry_host_predicates.previous_hosts',
    typedConfig: { '@type': typeUrl('envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate') },
  },
];

const PREVIOUS_PRIORITIES = {
  name: 'envoy.retry_priorities.previous_priorities',
  typedConfig: {
    '@type': typeUrl('envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig'),
    updateFrequency: 2,
  },
};

/** Retries of routes that nobody configured. */
export const DEFAULT_RETRIES: JsonMessage = {
  hostSelectionRetryMaxAttempts: '5',
  numRetries: DEFAULT_ATTEMPTS,
  retryHostPredicate: PREVIOUS_HOSTS,
  retryOn: DEFAULT_ON,
};

type Retries = NonNullable<HttpRule['retries']> | RetryPolicySpec;

/**
 * Retry policy of a rule, of the mesh where the rule says nothing, or the built-in one; undefined for no retries. `hashed`
 * routes may go to the same host again, unless told otherwise.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry
 */
export function retryPolicy(
  own: Retries | undefined,
  meshDefault: RetryPolicySpec | undefined,
  hashed: boolean,
): JsonMessage | undefined {
  const retries = own ?? meshDefault;
  if (!retries) return hashed ? withoutPredicate() : DEFAULT_RETRIES;
  const attempts = retries.attempts ?? 0;
  if (attempts <= 0) return undefined;
  const forced = retries.retryIgnorePreviousHosts;
  const policy: Record<string, Json> = {
    hostSelectionRetryMaxAttempts: '5',
    numRetries: attempts,
    ...retryOn(retries.retryOn),
  };
  if (forced ?? !hashed) policy['retryHostPredicate'] = PREVIOUS_HOSTS;
  if (retries.perTryTimeout) policy['perTryTimeout'] = protoDuration(retries.perTryTimeout);
  if (retries.backoff) policy['retryBackOff'] = { baseInterval: protoDuration(retries.backoff) };
  if (retries.retryRemoteLocalities) policy['retryPriority'] = PREVIOUS_PRIORITIES;
  return policy;
}

function withoutPredicate(): JsonMessage {
  const { retryHostPredicate, ...rest } = DEFAULT_RETRIES;
  return rest;
}

/** Blanks, empty items, and HTTP codes; other lists are taken as they are. */
const NEEDS_SPLITTING = /\s|,,|^,|,$|(^|,)[1-5]\d\d(,|$)/;

/** HTTP codes among the conditions become status codes to retry on, with the condition that makes them count. */
function retryOn(text: string | undefined): JsonMessage {
  if (!text) return { retryOn: DEFAULT_ON };
  if (!NEEDS_SPLITTING.test(text)) return { retryOn: text };
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
  const codes = items.filter(isStatusCode).map(Number);
  const words = items.filter((item) => !isStatusCode(item)).join(',');
  if (codes.length === 0) return { retryOn: words };
  const complete = words.includes('retriable-status-codes') ? words : `${words},retriable-status-codes`;
  return { retryOn: complete, retriableStatusCodes: codes };
}

function isStatusCode(item: string): boolean {
  return /^[1-5]\d\d$/.test(item);
}

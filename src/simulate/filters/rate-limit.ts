import { messageField, numberField, stringField } from '../match/strings.js';
import type { HttpFilter } from './types.js';

/**
 * Limits of one proxy depend on the requests before, so they are only told.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/http/http_filters/local_rate_limit_filter
 */
export const localRateLimit: HttpFilter = ({ config, perRoute }) => {
  const bucket = messageField(perRoute ?? config, 'tokenBucket');
  if (!bucket) return { kind: 'continue' };
  const tokens = numberField(bucket, 'tokensPerFill') ?? 1;
  const interval = stringField(bucket, 'fillInterval') ?? '';
  const burst = numberField(bucket, 'maxTokens') ?? tokens;
  return { kind: 'continue', decision: `lets ${tokens} requests pass per ${interval}, ${burst} at once` };
};

/** https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/http/http_filters/rate_limit_filter */
export const rateLimit: HttpFilter = ({ config }) => {
  const service = messageField(messageField(messageField(config, 'rateLimitService'), 'grpcService'), 'envoyGrpc');
  const cluster = stringField(service, 'clusterName') ?? 'a rate limit service';
  return { kind: 'continue', decision: `asks ${cluster} about its limits, where a route has descriptors` };
};

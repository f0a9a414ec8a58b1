import { parseDuration, protoDuration } from '../../mesh/durations.js';
import { GRPC_STATUSES } from '../../mesh/grpc-statuses.js';
import type { HttpRule } from '../../model/kinds/virtual-service.js';
import { type Any, type Json, type JsonMessage, present, typeUrl } from '../../xds/json.js';
import { stringMatcher } from './string-matcher.js';

const FAULT = 'envoy.filters.http.fault';
const CORS = 'envoy.filters.http.cors';

/** Configuration of a route for HTTP filters: fault injection and CORS. */
export function perFilterConfig(rule: HttpRule): Readonly<Record<string, Any>> | undefined {
  const config: Record<string, Any> = {};
  if (rule.fault) config[FAULT] = fault(rule.fault);
  if (rule.corsPolicy) config[CORS] = cors(rule.corsPolicy);
  return Object.keys(config).length > 0 ? config : undefined;
}

/** A percentage with four decimals. */
export function fractionalPercent(value: number): JsonMessage {
  const numerator = Math.trunc(value * 10000);
  return { ...(numerator !== 0 && { numerator }), denominator: 'MILLION' };
}

/** A whole percentage, as deprecated fields have it. */
export function wholePercent(value: number): JsonMessage {
  return value === 0 ? {} : { numerator: value };
}

/**
 * A delay without its time, and an abort without a status, are none.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPFaultInjection
 */
function fault(spec: NonNullable<HttpRule['fault']>): Any {
  const delay = spec.delay?.fixedDelay === undefined ? undefined : spec.delay;
  const abort = spec.abort?.httpStatus === undefined && spec.abort?.grpcStatus === undefined ? undefined : spec.abort;
  return present<Any>({
    '@type': typeUrl('envoy.extensions.filters.http.fault.v3.HTTPFault'),
    delay: delay && {
      ...(delay.fixedDelay !== undefined && { fixedDelay: protoDuration(delay.fixedDelay) }),
      percentage: delay.percentage ? fractionalPercent(delay.percentage.value ?? 0) : wholePercent(delay.percent ?? 0),
    },
    abort: abort && {
      ...(abort.percentage && { percentage: fractionalPercent(abort.percentage.value ?? 0) }),
      ...(abort.httpStatus !== undefined && { httpStatus: abort.httpStatus }),
      ...(abort.grpcStatus !== undefined && { grpcStatus: Math.max(0, GRPC_STATUSES.indexOf(abort.grpcStatus)) }),
    },
  });
}

/** https://istio.io/latest/docs/reference/config/networking/virtual-service/#CorsPolicy */
function cors(policy: NonNullable<HttpRule['corsPolicy']>): Any {
  const origins: readonly Json[] = policy.allowOrigins?.length
    ? policy.allowOrigins.flatMap((origin): Json[] => {
        const matcher = stringMatcher(origin);
        return matcher ? [{ ...matcher }] : [];
      })
    : (policy.allowOrigin ?? []).map((exact) => ({ exact }));
  const joined = (list: readonly string[] | undefined) => (list?.length ? list.join(',') : undefined);
  return present<Any>({
    '@type': typeUrl('envoy.extensions.filters.http.cors.v3.CorsPolicy'),
    allowOriginStringMatch: origins.length > 0 ? origins : undefined,
    filterEnabled: { defaultValue: { numerator: 100 } },
    forwardNotMatchingPreflights: policy.unmatchedPreflights !== 'IGNORE',
    allowMethods: joined(policy.allowMethods),
    allowHeaders: joined(policy.allowHeaders),
    exposeHeaders: joined(policy.exposeHeaders),
    maxAge: policy.maxAge && String(Math.floor((parseDuration(policy.maxAge) ?? 0) / 1e9)),
    allowCredentials: policy.allowCredentials,
  });
}

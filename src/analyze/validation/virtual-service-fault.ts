import { GRPC_STATUSES } from '../../mesh/grpc-statuses.js';
import type { HttpRule } from '../../model/kinds/virtual-service.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkDurations } from './durations.js';
import { checkHttpStatus } from './http-statuses.js';
import { checkFraction } from './numbers.js';
import { error } from './violation.js';

type Fault = NonNullable<HttpRule['fault']>;

/** https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPFaultInjection */
export function checkFault({ abort, delay }: Fault, path: Path): readonly Violation[] {
  if (!abort && !delay) return [error(path, 'fault has neither abort nor delay')];
  const found: Violation[] = [];
  if (abort) found.push(...checkAbort(abort, [...path, 'abort']));
  if (delay) found.push(...checkDelay(delay, [...path, 'delay']));
  return found;
}

function checkAbort(abort: NonNullable<Fault['abort']>, path: Path): readonly Violation[] {
  const { grpcStatus, http2Error, httpStatus, percentage } = abort;
  const found = [...checkFraction(percentage, [...path, 'percentage'])];
  if (grpcStatus !== undefined && !GRPC_STATUSES.includes(grpcStatus)) {
    found.push(error([...path, 'grpcStatus'], `grpcStatus ${JSON.stringify(grpcStatus)} is none; UNAVAILABLE is one`));
  }
  if (http2Error !== undefined)
    found.push(error([...path, 'http2Error'], 'http2Error is not supported; use httpStatus'));
  if (httpStatus !== undefined) found.push(...checkHttpStatus(httpStatus, [...path, 'httpStatus']));
  return found;
}

function checkDelay(delay: NonNullable<Fault['delay']>, path: Path): readonly Violation[] {
  const { exponentialDelay, percentage } = delay;
  const found = [...checkFraction(percentage, [...path, 'percentage'])];
  found.push(...checkDurations(delay, DELAYS, path));
  if (exponentialDelay !== undefined) {
    found.push(error([...path, 'exponentialDelay'], 'exponentialDelay is not supported; use fixedDelay'));
  }
  return found;
}

const DELAYS = ['fixedDelay', 'exponentialDelay'] as const;

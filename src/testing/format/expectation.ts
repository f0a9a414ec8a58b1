import { isObject } from '../../model/decode.js';
import type { Expectation, ExpectedHeaders } from '../types.js';
import { readDestination, readMirrors, readWeights } from './destination.js';
import {
  type Cursor,
  hasFields,
  inside,
  optional,
  readBoolean,
  readDuration,
  readNumber,
  readText,
  readWord,
  reject,
  withoutGaps,
} from './fields.js';

const OUTCOMES = ['forwarded', 'redirected', 'answered', 'denied', 'not-found', 'no-upstream', 'closed'] as const;

type Readers = { readonly [K in keyof Required<Expectation>]: (at: Cursor) => Expectation[K] | undefined };

/** A reader for every field of an expectation. */
const READERS: Readers = {
  outcome: (at) => readWord(at, OUTCOMES),
  cluster: readText,
  destination: readDestination,
  subset: readText,
  weights: readWeights,
  status: readNumber,
  redirect: readRedirect,
  rewrite: readRewrite,
  timeout: readDuration,
  retries: readRetries,
  allowed: readBoolean,
  deniedBy: readText,
  headers: readHeaders,
  mirror: readMirrors,
  fault: readFault,
  body: readText,
  route: readText,
};

/** Fields that an expectation may have. */
export const EXPECTED_FIELDS: readonly string[] = Object.keys(READERS);

/** What must become of a request. Nothing expected is a mistake: such a test can't fail. */
export function readExpectation(at: Cursor): Expectation | undefined {
  if (!hasFields(at, EXPECTED_FIELDS)) return undefined;
  if (isObject(at.value) && Object.keys(at.value).length === 0) return reject(at, 'at least one field');
  const fields = Object.entries(READERS).map(([key, read]) => [key, optional<unknown>(at, key, read)] as const);
  return withoutGaps<Expectation>(Object.fromEntries(fields));
}

function readRedirect(at: Cursor): Expectation['redirect'] {
  if (typeof at.value === 'string') return { location: at.value };
  if (!hasFields(at, ['location', 'status'])) return undefined;
  return withoutGaps<NonNullable<Expectation['redirect']>>({
    location: optional(at, 'location', readText),
    status: optional(at, 'status', readNumber),
  });
}

function readRewrite(at: Cursor): Expectation['rewrite'] {
  if (typeof at.value === 'string') return { path: at.value };
  if (!hasFields(at, ['path', 'authority'])) return undefined;
  return withoutGaps<NonNullable<Expectation['rewrite']>>({
    path: optional(at, 'path', readText),
    authority: optional(at, 'authority', readText),
  });
}

function readRetries(at: Cursor): Expectation['retries'] {
  if (typeof at.value === 'number') return { attempts: at.value };
  if (at.value === 'none') return { attempts: 0 };
  if (!hasFields(at, ['attempts', 'retryOn', 'perTryTimeout'])) return undefined;
  return withoutGaps<NonNullable<Expectation['retries']>>({
    attempts: optional(at, 'attempts', readNumber),
    retryOn: optional(at, 'retryOn', readText),
    perTryTimeout: optional(at, 'perTryTimeout', readDuration),
  });
}

function readFault(at: Cursor): Expectation['fault'] {
  if (!hasFields(at, ['delay', 'abort'])) return undefined;
  return withoutGaps<NonNullable<Expectation['fault']>>({
    delay: optional(at, 'delay', readDuration),
    abort: optional(at, 'abort', readNumber),
  });
}

/** `{request: {NAME: VALUE}, response: {NAME: VALUE}}`; null for a header that is removed. */
function readHeaders(at: Cursor): Expectation['headers'] {
  if (!hasFields(at, ['request', 'response'])) return undefined;
  return withoutGaps<NonNullable<Expectation['headers']>>({
    request: optional(at, 'request', readHeaderValues),
    response: optional(at, 'response', readHeaderValues),
  });
}

function readHeaderValues(at: Cursor): ExpectedHeaders | undefined {
  const { value } = at;
  if (!isObject(value)) return reject(at, 'an object of header names and values');
  const entries = Object.keys(value).map((name) => {
    const field = inside(at, name);
    return [name.toLowerCase(), field.value === null ? undefined : readText(field)] as const;
  });
  return Object.fromEntries(entries);
}

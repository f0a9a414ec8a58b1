import { parseDuration } from '../../model/duration.js';
import type { HttpRule, StringMatch } from '../../model/kinds/virtual-service.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkDuration } from './durations.js';
import type { RuleFacts } from './facts.js';
import { checkHeaderName } from './headers.js';
import { checkMatchRegex } from './string-match.js';
import { error } from './violation.js';

type CorsPolicy = NonNullable<HttpRule['corsPolicy']>;

const METHODS = new Set(['*', 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE']);
const SECOND = 1e9;

/** https://istio.io/latest/docs/reference/config/networking/virtual-service/#CorsPolicy */
export function checkCors(policy: CorsPolicy, path: Path, facts: RuleFacts): readonly Violation[] {
  const { allowHeaders = [], allowMethods = [], allowOrigins = [], exposeHeaders = [], maxAge } = policy;
  return [
    ...allowOrigins.flatMap((origin, i) => checkOrigin(origin, [...path, 'allowOrigins', i], facts)),
    ...allowMethods.flatMap((method, i) =>
      METHODS.has(method)
        ? []
        : [
            error(
              [...path, 'allowMethods', i],
              `${JSON.stringify(method)} is no HTTP method; write it in upper case, or *`,
            ),
          ],
    ),
    ...allowHeaders.flatMap((name, i) => checkHeaderName(name, [...path, 'allowHeaders', i])),
    ...exposeHeaders.flatMap((name, i) => checkHeaderName(name, [...path, 'exposeHeaders', i])),
    ...checkMaxAge(maxAge, [...path, 'maxAge']),
  ];
}

function checkOrigin(origin: StringMatch, path: Path, facts: RuleFacts): readonly Violation[] {
  if (!origin.exact && !origin.prefix && !origin.regex) {
    return [error(path, 'an entry of allowOrigins is empty; give it an exact, prefix or regex')];
  }
  return checkMatchRegex(origin, 'corsPolicy.allowOrigins', path, facts);
}

function checkMaxAge(maxAge: string | undefined, path: Path): readonly Violation[] {
  const nanos = maxAge === undefined ? 0 : (parseDuration(maxAge) ?? 0);
  const isFiner = nanos > 0 && nanos % SECOND !== 0;
  return [
    ...checkDuration(maxAge, path),
    ...(isFiner ? [error(path, 'maxAge is finer than a second; browsers count whole ones')] : []),
  ];
}

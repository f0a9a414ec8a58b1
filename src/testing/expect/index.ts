import type { Difference, Expectation, Leg } from '../types.js';
import { checkAllowed, checkDeniedBy } from './access.js';
import { writeDestination } from './destination.js';
import { checkCluster, checkDestination, checkMirrors, checkSubset, checkWeights, writeShares } from './routing.js';
import {
  checkFault,
  checkHeaders,
  checkRedirect,
  checkRetries,
  checkRewrite,
  checkTimeout,
  writeFault,
  writeHeaders,
  writeRetries,
} from './traffic.js';
import { type View, viewOf } from './view.js';

/** How one field of an expectation is checked: what is there instead, or undefined where it holds. */
interface Check<T> {
  readonly check: (wanted: T, view: View) => string | undefined;
  readonly write: (wanted: T) => string;
}
type Checks = { readonly [K in keyof Required<Expectation>]: Check<NonNullable<Expectation[K]>> };

const plain = (wanted: string | number | boolean) => String(wanted);
const listed = (parts: readonly (string | number | undefined)[]) =>
  parts.filter((part) => part !== undefined).join(', ');

/** A check for every field, in the order in which differences are told. */
const CHECKS: Checks = {
  outcome: { check: (wanted, { last }) => (last.kind === wanted ? undefined : last.kind), write: plain },
  allowed: { check: checkAllowed, write: (wanted) => (wanted ? 'allowed' : 'not allowed') },
  deniedBy: { check: checkDeniedBy, write: plain },
  status: { check: checkStatus, write: plain },
  route: { check: checkRoute, write: plain },
  cluster: { check: checkCluster, write: plain },
  destination: { check: checkDestination, write: writeDestination },
  subset: { check: checkSubset, write: plain },
  weights: { check: checkWeights, write: writeShares },
  redirect: { check: checkRedirect, write: ({ status, location }) => listed([status, location]) },
  rewrite: { check: checkRewrite, write: ({ path, authority }) => listed([path, authority]) },
  timeout: { check: checkTimeout, write: plain },
  retries: { check: checkRetries, write: writeRetries },
  headers: { check: checkHeaders, write: writeHeaders },
  mirror: { check: checkMirrors, write: writeShares },
  fault: { check: checkFault, write: writeFault },
  body: { check: (wanted, { last }) => (last.body === wanted ? undefined : (last.body ?? 'no body')), write: plain },
};

/** In what the way of a request differs from what a test expects; nothing where it passes. */
export function compareWithExpectation(expect: Expectation, legs: readonly Leg[]): readonly Difference[] {
  const view = viewOf(legs);
  const differences: Difference[] = [];
  // The keys of a value of this type, which the compiler takes for any text.
  for (const field of Object.keys(CHECKS) as (keyof Expectation)[]) {
    const difference = compareField(field, expect, view);
    if (difference) differences.push(difference);
  }
  return differences;
}

function compareField<K extends keyof Expectation>(field: K, expect: Expectation, view: View): Difference | undefined {
  const wanted = expect[field];
  if (wanted === undefined) return undefined;
  const { check, write }: Checks[K] = CHECKS[field];
  const actual = check(wanted, view);
  return actual === undefined ? undefined : { field, expected: write(wanted), actual };
}

function checkStatus(wanted: number, { last }: View): string | undefined {
  if (last.status === wanted) return undefined;
  return last.status === undefined ? `${last.kind}: the upstream answers` : String(last.status);
}

function checkRoute(wanted: string, { first }: View): string | undefined {
  return first.route === wanted ? undefined : first.route || 'a route without name';
}

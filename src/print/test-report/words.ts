import type { ReportedCoverage, ReportedFile, ReportedTest } from '../../testing/report.js';
import type { Difference, RequestResult } from '../../testing/types.js';
import { formatTrace, type OriginsOf } from '../simulate.js';
import { printable } from '../terminal.js';

/** Requests of a test that did not do what was expected. */
export function failedRequests(test: ReportedTest): readonly RequestResult[] {
  return test.requests.filter((request) => request.differences.length > 0);
}

export function describeDifference({ field, expected, actual }: Difference): string {
  return `${field}: expected ${expected}, but it is ${actual}`;
}

/** The way of a request, proxy by proxy; for a test of rules alone the rule that took it. */
export function describeWay({ legs, rule }: RequestResult, originsOf: OriginsOf): readonly string[] {
  if (legs.length === 0) return rule ? [`taken by ${nameOfRule(rule)}`] : [];
  return legs.flatMap(({ proxy, trace }) => [
    `through ${printable(proxy)} (${trace.request.direction}):`,
    ...formatTrace(trace, originsOf).trimEnd().split('\n'),
  ]);
}

function nameOfRule({ resource, path }: NonNullable<RequestResult['rule']>): string {
  const { kind, metadata } = resource;
  return printable(`${kind} ${metadata.name}.${metadata.namespace} ${path.slice(1).join(' ')}`);
}

export interface Counts {
  readonly tests: number;
  readonly failed: number;
  readonly requests: number;
}

export function countTests(files: readonly ReportedFile[]): Counts {
  const tests = files.flatMap((file) => file.tests);
  return {
    tests: tests.length,
    failed: tests.filter((test) => !test.passed).length,
    requests: tests.reduce((sum, test) => sum + test.requests.length, 0),
  };
}

const PLURALS = { route: 'routes', policy: 'policies', subset: 'subsets' } as const;

/** A line for the whole coverage, then one for each thing that no test touches. */
export function describeCoverage(coverage: ReportedCoverage): readonly string[] {
  const { kinds, missing, wanted, percent } = coverage;
  const parts = kinds.map(({ kind, touched, total }) => `${touched} of ${total} ${PLURALS[kind]}`).join(', ');
  const enough = wanted === undefined || percent >= wanted ? '' : `, less than the ${wanted} % that are asked for`;
  return [
    `Coverage: ${Math.floor(percent * 10) / 10} % (${parts})${enough}`,
    ...missing.map(({ label, place }) => printable(`  not touched: ${label}  ${place}`)),
  ];
}

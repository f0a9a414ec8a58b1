import type { HttpRule } from '../../model/kinds/virtual-service.js';
import type { TypedResource } from '../../model/store.js';
import type { RegexEngine } from '../../simulate/types.js';
import { RULE_FIELDS } from '../format/route-tests.js';
import type { Difference, RequestResult, TestResult } from '../types.js';
import { type FoundRule, findRule, followDelegate } from './find-rule.js';
import type { RouteRequest, RouteTest } from './types.js';

type VirtualServices = readonly TypedResource<'VirtualService'>[];

/** Runs a test of the rules of VirtualServices: no proxy, no services, only which rule takes a request and what it says. */
export function runRouteTest(test: RouteTest, virtualServices: VirtualServices, regex: RegexEngine): TestResult {
  return {
    name: test.name,
    requests: test.requests.map((request) => runRequest(test, request, virtualServices, regex)),
  };
}

function runRequest(
  test: RouteTest,
  request: RouteRequest,
  virtualServices: VirtualServices,
  regex: RegexEngine,
): RequestResult {
  const outer = findRule(virtualServices, request, regex);
  // What a rule delegates to has the routes: a test that names the delegate alone is about the rule itself.
  const follows = outer?.rule.delegate && (!test.expect.delegate || test.expect.route);
  const found = outer && follows ? followDelegate(virtualServices, outer, request, regex) : outer;
  const rule = { ...found?.rule, ...(outer?.rule.delegate && { delegate: outer.rule.delegate }) };
  const differences = fieldsOf(test.expect).flatMap((field) => compareField(field, test, rule, outer));
  return {
    label: request.label,
    differences,
    legs: [],
    ...(found && { rule: { resource: found.resource, path: found.path } }),
  };
}

type Field = (typeof RULE_FIELDS)[number];

/** The fields that a test names; the destinations where it names none. */
function fieldsOf(expect: HttpRule): readonly Field[] {
  const named = RULE_FIELDS.filter((field) => expect[field] !== undefined);
  return named.length > 0 ? named : ['route'];
}

function compareField(
  field: Field,
  { expect, wantMatch }: RouteTest,
  rule: HttpRule,
  found: FoundRule | undefined,
): readonly Difference[] {
  const [wanted, actual] = [canonical(expect[field] ?? []), canonical(rule[field] ?? [])];
  if ((wanted === actual) === wantMatch) return [];
  const none = found ? `no ${field}` : 'no rule takes the request';
  return [{ field, expected: `${wantMatch ? '' : 'not '}${wanted}`, actual: isEmpty(actual) ? none : actual }];
}

const isEmpty = (text: string) => text === '[]' || text === '{}';

/** A value as text that is the same for what means the same: keys in order, without what is unset or protobuf's default. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return one;
    const entries = Object.entries(one).filter(
      ([, v]) => v !== undefined && v !== null && v !== 0 && v !== '' && v !== false,
    );
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

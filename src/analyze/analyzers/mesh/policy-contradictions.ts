import type { AuthorizationPolicySpec } from '../../../model/kinds/authorization-policy.js';
import type { Path } from '../../../model/resource.js';
import { textCovers } from '../../facts/policy-values.js';
import type { Analyzer } from '../../types.js';

type Rule = NonNullable<AuthorizationPolicySpec['rules']>[number];
type Source = NonNullable<NonNullable<Rule['from']>[number]['source']>;
type Values = readonly string[] | undefined;
type Say = (path: Path, why: string) => void;

/** Rules of AuthorizationPolicies whose conditions exclude each other. */
export const policyContradictions: Analyzer = {
  name: 'meshwright.PolicyContradictions',
  description: 'Conditions of AuthorizationPolicies that no request can meet together',
  inputs: ['AuthorizationPolicy'],
  analyze(context, report) {
    for (const resource of context.store.list('AuthorizationPolicy')) {
      for (const [i, rule] of (resource.body.spec?.rules ?? []).entries()) {
        checkRule(rule, (path, why) => report('MW0060', resource, ['spec', 'rules', i, ...path], { rule: i, why }));
      }
    }
  },
};

function checkRule(rule: Rule, say: Say): void {
  for (const [j, { source = {} }] of (rule.from ?? []).entries()) {
    checkPairs(source, ['from', j, 'source'], say);
    checkIdentity(source, ['from', j, 'source'], say);
  }
  for (const [j, { operation = {} }] of (rule.to ?? []).entries()) checkPairs(operation, ['to', j, 'operation'], say);
  const seen = new Map<string, Values>();
  for (const [j, { key = '', values, notValues }] of (rule.when ?? []).entries()) {
    if (isExcluded(values, notValues)) say(['when', j], `every value of ${key} is among its notValues`);
    const before = seen.get(key);
    if (before && values && disjoint(before, values))
      say(['when', j], `an earlier condition wants other values of ${key}`);
    if (values?.length) seen.set(key, values);
  }
}

/** Each field with its opposite: `paths` and `notPaths`. */
function checkPairs(fields: Readonly<Record<string, Values>>, path: Path, say: Say): void {
  for (const [name, values] of Object.entries(fields)) {
    const opposite = `not${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    if (isExcluded(values, fields[opposite])) say([...path, name], `every value of ${name} is excluded by ${opposite}`);
  }
}

function isExcluded(values: Values, excluded: Values): boolean {
  if (!values?.length || !excluded?.length) return false;
  return values.every((value) => excluded.some((other) => textCovers(other, value)));
}

const PRINCIPAL = /^[^*]*\/ns\/([^/*]+)\/sa\/[^/]+$/;

/** A principal says its namespace. */
function checkIdentity({ principals, namespaces }: Source, path: Path, say: Say): void {
  if (!principals?.length || !namespaces?.length) return;
  const named = principals.map((principal) => PRINCIPAL.exec(principal)?.[1]);
  const apart = named.every((ns) => ns !== undefined && !namespaces.some((wanted) => textCovers(wanted, ns)));
  if (apart) say([...path, 'namespaces'], 'none of the principals is of one of the namespaces');
}

/** True only for plain values: of patterns two may have a text in common. */
function disjoint(a: readonly string[], b: readonly string[]): boolean {
  if ([...a, ...b].some((value) => value.includes('*') || value.includes('/'))) return false;
  return !a.some((value) => b.includes(value));
}

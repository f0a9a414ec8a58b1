import type { AuthorizationPolicySpec } from '../../model/kinds/authorization-policy.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkCondition } from './authorization-condition.js';
import { accountsProblem, checkAddresses, checkPorts, pathProblem } from './authorization-values.js';
import { error } from './violation.js';

export type Rule = NonNullable<AuthorizationPolicySpec['rules']>[number];
type Source = NonNullable<NonNullable<Rule['from']>[number]['source']>;
type Operation = NonNullable<NonNullable<Rule['to']>[number]['operation']>;

const ADDRESS_FIELDS = ['ipBlocks', 'notIpBlocks', 'remoteIpBlocks', 'notRemoteIpBlocks'] as const;

const ACCOUNT_FIELDS = ['serviceAccounts', 'notServiceAccounts'] as const;

/** One rule: who (from), what (to), and under which conditions (when). */
export function checkRule({ from = [], to = [], when = [] }: Rule, path: Path): readonly Violation[] {
  const index = path.at(-1);
  return [
    ...from.flatMap(({ source }, i) =>
      source
        ? checkSource(source, [...path, 'from', i, 'source'], index)
        : [error([...path, 'from', i], `an entry of from has no source, in rule ${index}`)],
    ),
    ...to.flatMap(({ operation }, i) =>
      operation
        ? checkOperation(operation, [...path, 'to', i, 'operation'], index)
        : [error([...path, 'to', i], `an entry of to has no operation, in rule ${index}`)],
    ),
    ...when.flatMap((condition, i) => checkCondition(condition, [...path, 'when', i])),
  ];
}

type RuleIndex = string | number | undefined;

function checkSource(source: Source, path: Path, rule: RuleIndex): readonly Violation[] {
  if (isEmpty(source)) return [error(path, `a source is empty, in rule ${rule}; name who it is`)];
  const accounts = (source.serviceAccounts?.length ?? 0) + (source.notServiceAccounts?.length ?? 0);
  const names = [source.principals, source.notPrincipals, source.namespaces, source.notNamespaces];
  return [
    ...(accounts > 0 && names.some((list) => list?.length)
      ? [error(path, `serviceAccounts can't stand beside principals or namespaces, in rule ${rule}`)]
      : []),
    ...ADDRESS_FIELDS.flatMap((field) => checkAddresses(source[field] ?? [], [...path, field])),
    ...checkEmptyTexts(withoutAccounts(source), path),
    ...ACCOUNT_FIELDS.flatMap((field) => {
      const problem = accountsProblem(source[field] ?? []);
      return problem ? [error([...path, field], `${field}: ${problem}`)] : [];
    }),
  ];
}

function withoutAccounts({ serviceAccounts: _, notServiceAccounts: __, ...source }: Source): Lists {
  return source;
}

function checkOperation(operation: Operation, path: Path, rule: RuleIndex): readonly Violation[] {
  if (isEmpty(operation)) return [error(path, `an operation is empty, in rule ${rule}; name what it is`)];
  return [
    ...checkPorts(operation.ports ?? [], [...path, 'ports']),
    ...checkPorts(operation.notPorts ?? [], [...path, 'notPorts']),
    ...checkEmptyTexts(operation, path),
    ...checkPaths(operation.paths ?? [], [...path, 'paths']),
    ...checkPaths(operation.notPaths ?? [], [...path, 'notPaths']),
  ];
}

/** The first path of a field that can't be compared; as the webhook does, one finding a field. */
function checkPaths(paths: readonly string[], path: Path): readonly Violation[] {
  for (const [i, text] of paths.entries()) {
    const problem = pathProblem(text);
    if (problem) return [error([...path, i], `${path.at(-1)}: ${JSON.stringify(text)} ${problem}`)];
  }
  return [];
}

type Lists = Readonly<Record<string, readonly string[] | undefined>>;

function isEmpty(lists: Lists): boolean {
  return !Object.values(lists).some((list) => list?.length);
}

/** One finding a field, whatever the number of empty texts in it. */
function checkEmptyTexts(lists: Lists, path: Path): readonly Violation[] {
  return Object.entries(lists).flatMap(([field, list]) => {
    const at = list?.indexOf('') ?? -1;
    return at < 0 ? [] : [error([...path, field, at], `${field} holds an empty text, which matches nothing`)];
  });
}

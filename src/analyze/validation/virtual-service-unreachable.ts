import type { HttpMatch, VirtualServiceSpec } from '../../model/kinds/virtual-service.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { findOverlaps, ineffective, type PrefixMatch } from './virtual-service-overlap.js';

interface Rule {
  readonly name?: string;
  readonly match?: readonly Match[];
}

interface Match {
  readonly name?: string;
  readonly port?: number;
}

/** Why a rule gets no traffic. */
const NOT_LAST = 'only the last rule may have no matches';
const AFTER_ALL = 'a rule without matches stands before it';
const ALL_TAKEN = 'earlier rules have all its matches';

/**
 * Rules and matches of a VirtualService that no request reaches, because rules are tried in their order.
 * https://istio.io/latest/docs/ops/configuration/analysis/vs-unreachable-rule/
 */
export function findUnreachable({ http = [], tls = [], tcp = [] }: VirtualServiceSpec): readonly Violation[] {
  const reached = findIn(http, ['spec', 'http']);
  const prefixes = reached.first.flatMap(({ rule, at }) => prefixMatch(http[rule]?.match?.[at], http, rule, at));
  return [
    ...reached.found,
    ...(prefixes.length > 1 ? findOverlaps(prefixes) : []),
    ...findIn(tls, ['spec', 'tls']).found,
    ...findIn(tcp, ['spec', 'tcp']).found,
  ];
}

interface Reached {
  readonly found: readonly Violation[];
  /** Matches that nothing before says too. */
  readonly first: readonly { readonly rule: number; readonly at: number }[];
}

const NOTHING: Reached = { found: [], first: [] };

function findIn(rules: readonly Rule[], path: Path): Reached {
  if (rules.length === 0 || (rules.length === 1 && (rules[0]?.match?.length ?? 0) < 2)) return NOTHING;
  const found: Violation[] = [];
  const first: { rule: number; at: number }[] = [];
  const said = new Map<string, number>();
  let isAfterAll = false;
  for (const [i, rule] of rules.entries()) {
    const matches = rule.match ?? [];
    if (matches.length === 0) {
      if (isAfterAll) found.push(unreachable(rule, i, NOT_LAST, [...path, i]));
      isAfterAll = true;
    } else if (isAfterAll) {
      for (const at of matches.keys()) found.push(unreachable(rule, i, AFTER_ALL, [...path, i, 'match', at]));
    } else {
      const repeated = findRepeated(rules, i, said, path);
      found.push(...repeated);
      if (repeated.length === matches.length) found.push(unreachable(rule, i, ALL_TAKEN, [...path, i]));
      const taken = new Set(repeated.map((violation) => violation.path.at(-1)));
      for (const at of matches.keys()) if (!taken.has(at)) first.push({ rule: i, at });
    }
  }
  return { found, first };
}

/** Matches of a rule that were said before; the others are noted in `said`, with their rule. */
function findRepeated(rules: readonly Rule[], i: number, said: Map<string, number>, path: Path): readonly Violation[] {
  const rule = rules[i] ?? {};
  return (rule.match ?? []).flatMap((match, at) => {
    const key = keyOf(match);
    const before = said.get(key);
    if (before === undefined) {
      said.set(key, i);
      return [];
    }
    const args = { rule: nameOf(rule, i), match: nameOf(match, at), duplicate: nameOf(rules[before], before) };
    return [ineffective(args, [...path, i, 'match', at])];
  });
}

/** A text that two matches share if they say the same, whatever their names. */
function keyOf({ name: _, ...match }: Match): string {
  return JSON.stringify(match, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? sorted(value) : value,
  );
}

function sorted(value: object): Readonly<Record<string, unknown>> {
  const entries = Object.entries(value);
  return entries.length < 2 ? (value as Readonly<Record<string, unknown>>) : Object.fromEntries(entries.sort(byKey));
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function prefixMatch(match: HttpMatch | undefined, rules: readonly Rule[], rule: number, at: number): PrefixMatch[] {
  const prefix = match?.uri?.prefix;
  if (!match || !prefix) return [];
  const path = ['spec', 'http', rule, 'match', at];
  return [{ match, prefix, name: nameOf(match, at), rule: nameOf(rules[rule], rule), path }];
}

function nameOf(named: { readonly name?: string } | undefined, index: number): string {
  return named?.name ? JSON.stringify(named.name) : `#${index}`;
}

function unreachable(rule: Rule, index: number, reason: string, path: Path): Violation {
  const args = { rule: nameOf(rule, index), reason };
  return { path, severity: 'warning', code: 'IST0130', args, text: `rule ${args.rule} is never used: ${reason}` };
}

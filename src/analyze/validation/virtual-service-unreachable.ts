import { isObject } from '../../model/decode.js';
import type { HttpRule, VirtualServiceSpec } from '../../model/kinds/virtual-service.js';
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
 * https://istio.io/latest/docs/reference/config/analysis/ist0130/
 */
export function findUnreachable({ http = [], tls = [], tcp = [] }: VirtualServiceSpec): readonly Violation[] {
  const prefixes: PrefixMatch[] = [];
  const found: Violation[] = [];
  if (mayRepeat(http)) {
    found.push(
      ...findIn(http, ['spec', 'http'], (rule, at) => {
        const prefix = http[rule]?.match?.[at]?.uri?.prefix;
        if (prefix) prefixes.push(prefixMatch(http, rule, at, prefix));
      }),
    );
  }
  if (prefixes.length > 1) found.push(...findOverlaps(prefixes));
  if (mayRepeat(tls)) found.push(...findIn(tls, ['spec', 'tls']));
  if (mayRepeat(tcp)) found.push(...findIn(tcp, ['spec', 'tcp']));
  return found;
}

/** One rule with one match has nothing before it. */
function mayRepeat(rules: readonly Rule[]): boolean {
  return rules.length > 1 || (rules[0]?.match?.length ?? 0) > 1;
}

/** Walks one list of rules; `onFirst` is told of each match that nothing before says too. */
function findIn(
  rules: readonly Rule[],
  path: Path,
  onFirst?: (rule: number, at: number) => void,
): readonly Violation[] {
  const found: Violation[] = [];
  const said = new Map<string, number>();
  let isAfterAll = false;
  rules.forEach((rule, i) => {
    const { match = [] } = rule;
    let repeated = 0;
    if (match.length === 0) {
      if (isAfterAll) found.push(unreachable(rule, i, NOT_LAST, [...path, i]));
      isAfterAll = true;
      return;
    }
    match.forEach((one, at) => {
      if (isAfterAll) {
        found.push(unreachable(rule, i, AFTER_ALL, [...path, i, 'match', at]));
        return;
      }
      const key = keyOf(one);
      const before = said.get(key);
      if (before === undefined) {
        said.set(key, i);
        onFirst?.(i, at);
        return;
      }
      repeated += 1;
      const args = { rule: nameOf(rule, i), match: nameOf(one, at), duplicate: nameOf(rules[before], before) };
      found.push(ineffective(args, [...path, i, 'match', at]));
    });
    if (repeated === match.length) found.push(unreachable(rule, i, ALL_TAKEN, [...path, i]));
  });
  return found;
}

/** A text that two matches share if they say the same, whatever their names. */
function keyOf(match: Match): string {
  let key = '';
  Object.keys(match).forEach((field) => {
    const value: unknown = match[field as keyof Match];
    if (field !== 'name') key += `${field} ${JSON.stringify(isObject(value) ? sorted(value) : value)} `;
  });
  return key;
}

/** Decoding puts the fields into one order; headers and labels stand in the order of the user. */
function sorted(value: Readonly<Record<string, unknown>>): unknown {
  const keys = Object.keys(value);
  return keys.length < 2 ? value : keys.sort().map((key) => [key, value[key]]);
}

function prefixMatch(rules: readonly HttpRule[], rule: number, at: number, prefix: string): PrefixMatch {
  const match = rules[rule]?.match?.[at] ?? {};
  const path = ['spec', 'http', rule, 'match', at];
  return { match, prefix, name: nameOf(match, at), rule: nameOf(rules[rule], rule), path };
}

function nameOf(named: { readonly name?: string } | undefined, index: number): string {
  return named?.name ? JSON.stringify(named.name) : `#${index}`;
}

function unreachable(rule: Rule, index: number, reason: string, path: Path): Violation {
  const args = { rule: nameOf(rule, index), reason };
  return { path, severity: 'warning', code: 'IST0130', args, text: `rule ${args.rule} is never used: ${reason}` };
}

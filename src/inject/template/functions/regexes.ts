import type { Budget } from '../budget.js';
import { ValueError } from '../error.js';
import { fn, type TemplateFunction, text, whole } from '../function.js';
import { STRING_SLICE } from '../types.js';
import { GoList, stringsOf } from '../values.js';

/** A compiled regular expression: where it matches next at or after an offset (UTF-16), by its groups. */
export interface Regex {
  /** Pairs of offsets: of the whole match, then of every group; -1 for a group that took no part. */
  readonly match: (text: string, from: number) => readonly number[] | undefined;
  readonly names: readonly (string | undefined)[];
}

/** Compiles a regular expression of RE2's syntax.
 * @throws Error for one that is none
 */
export type RegexEngine = (pattern: string) => Regex;

/** The offset after the character at an offset. */
const after = (text: string, at: number): number => at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);

type Spend = (steps: number) => void;

/** All matches in turn; an empty one right after another is none. */
function* matches(regex: Regex, text: string, spend: Spend): Generator<readonly number[]> {
  let previous = -1;
  for (let at = 0; at <= text.length; ) {
    const found = regex.match(text, at);
    spend(1 + (text.length >>> 8)); // each may have looked at all that is left
    if (!found) return;
    const [start = 0, end = 0] = found;
    const follows = end === at && start === previous;
    at = end === at ? after(text, at) : end;
    previous = end;
    if (!follows) yield found;
  }
}

function findAll(regex: Regex, text: string, count: number, budget: Budget): GoList {
  const found: string[] = [];
  if (count === 0) return new GoList(STRING_SLICE, [], true);
  for (const [start = 0, end = 0] of matches(regex, text, budget.spend)) {
    found.push(text.slice(start, end));
    if (found.length === count) break;
  }
  return found.length === 0 ? new GoList(STRING_SLICE, [], true) : stringsOf(found);
}

function replace(
  regex: Regex,
  text: string,
  replacement: (match: readonly number[]) => string,
  budget: Budget,
): string {
  let out = '';
  let last = 0;
  for (const match of matches(regex, text, budget.spend)) {
    const [start = 0, end = 0] = match;
    out += text.slice(last, start) + replacement(match);
    budget.make(out.length - last, out.length);
    last = end;
  }
  return out + text.slice(last);
}

/** Groups are numbered without leading zeros. */
const groupNumber = (name: string): number => (/^(?:0|[1-9]\d{0,7})$/.test(name) ? Number(name) : -1);

const REFERENCE = /\$(?:(\$)|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu;

/** `$1`, `${1}` and `${name}` in a replacement; `$1x` is a group named 1x. https://pkg.go.dev/regexp#Regexp.Expand */
function expand(regex: Regex, template: string, text: string, match: readonly number[]): string {
  return template.replace(
    REFERENCE,
    (_, dollar: string | undefined, braced: string | undefined, bare: string | undefined) => {
      if (dollar) return '$';
      const name = braced ?? bare ?? '';
      const taken = (index: number): boolean => (match[2 * index] ?? -1) >= 0;
      const numeric = /^\d+$/.test(name);
      const index = numeric ? groupNumber(name) : regex.names.findIndex((own, i) => own === name && taken(i));
      const start = index < 0 ? -1 : (match[2 * index] ?? -1);
      return start < 0 ? '' : text.slice(start, match[2 * index + 1] ?? start);
    },
  );
}

/** Parts between matches; the empty pattern finds no part in an empty text. */
function split(regex: Regex, text: string, count: number, anything: boolean, budget: Budget): GoList {
  if (count === 0) return new GoList(STRING_SLICE, [], true);
  if (text === '' && !anything) return stringsOf(['']);
  const parts: string[] = [];
  let from = 0;
  let end = 0;
  for (const [start = 0, stop = 0] of matches(regex, text, budget.spend)) {
    if (count > 0 && parts.length === count - 1) break;
    end = start;
    if (stop !== 0) parts.push(text.slice(from, end));
    from = stop;
  }
  if (end !== text.length) parts.push(text.slice(from));
  return stringsOf(parts);
}

function tryEngine(engine: RegexEngine, pattern: string): Regex {
  try {
    return engine(pattern);
  } catch (error) {
    throw new ValueError(
      `${JSON.stringify(pattern)} is no regular expression: ${error instanceof Error ? error.message : ''}`,
    );
  }
}

const SPECIAL = /[\\.+*?()|[\]{}^$]/g;

/**
 * sprig's functions on regular expressions. https://masterminds.github.io/sprig/regex.html
 * Without an engine they are known, but calling one fails.
 */
export function regexFunctions(engine: RegexEngine | undefined): Readonly<Record<string, TemplateFunction>> {
  const compiled = new Map<string, Regex>();
  const compile = (pattern: string): Regex => {
    const known = compiled.get(pattern);
    if (known) return known;
    if (!engine) throw new ValueError('the engine for regular expressions is not loaded');
    const regex = tryEngine(engine, pattern);
    if (compiled.size >= 100) compiled.clear();
    compiled.set(pattern, regex);
    return regex;
  };
  const matchesAny = (pattern: string, s: string): boolean => compile(pattern).match(s, 0) !== undefined;
  const quiet = (pattern: string, s: string): boolean => {
    try {
      return matchesAny(pattern, s);
    } catch (error) {
      if (engine && error instanceof ValueError) return false;
      throw error;
    }
  };
  const find = fn([text, text], ([pattern, s]) => {
    const [start = 0, end = 0] = compile(pattern).match(s, 0) ?? [];
    return s.slice(start, end);
  });
  const all = fn([text, text, whole], ([pattern, s, count], { budget }) => findAll(compile(pattern), s, count, budget));
  const replaceAll = fn([text, text, text], ([pattern, s, template], { budget }) => {
    const regex = compile(pattern);
    return replace(regex, s, (match) => expand(regex, template, s, match), budget);
  });
  const literal = fn([text, text, text], ([pattern, s, replacement], { budget }) =>
    replace(compile(pattern), s, () => replacement, budget),
  );
  const parts = fn([text, text, whole], ([pattern, s, count], { budget }) =>
    split(compile(pattern), s, count, pattern === '', budget),
  );
  return {
    regexMatch: fn([text, text], ([pattern, s]) => quiet(pattern, s)),
    mustRegexMatch: fn([text, text], ([pattern, s]) => matchesAny(pattern, s)),
    regexFind: find,
    mustRegexFind: find,
    regexFindAll: all,
    mustRegexFindAll: all,
    regexReplaceAll: replaceAll,
    mustRegexReplaceAll: replaceAll,
    regexReplaceAllLiteral: literal,
    mustRegexReplaceAllLiteral: literal,
    regexSplit: parts,
    mustRegexSplit: parts,
    regexQuoteMeta: fn([text], ([s]) => s.replace(SPECIAL, '\\$&')),
  };
}

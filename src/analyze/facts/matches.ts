import type { StringMatch } from '../../model/kinds/virtual-service.js';
import type { RegexTest } from '../../model/regex.js';

/**
 * A string condition brought into the plainest form that means the same: regular expressions without operators are exact,
 * a literal with `.*` behind it is a prefix. `any` takes every value.
 */
export type PlainMatch =
  | { readonly kind: 'any' }
  | { readonly kind: 'exact' | 'prefix'; readonly text: string }
  | { readonly kind: 'regex'; readonly text: string; readonly literal: string };

const ANY: PlainMatch = { kind: 'any' };

/** Undefined and empty conditions take everything. */
export function plainMatch(match: StringMatch | undefined): PlainMatch {
  if (match?.exact !== undefined) return { kind: 'exact', text: match.exact };
  if (match?.prefix !== undefined) return match.prefix === '' ? ANY : { kind: 'prefix', text: match.prefix };
  if (match?.regex === undefined) return ANY;
  return PATTERNS.get(match.regex) ?? remember(match.regex, readPattern(match.regex));
}

/** A mesh repeats a few expressions thousands of times. */
const PATTERNS = new Map<string, PlainMatch>();
const PATTERNS_LIMIT = 1000;

function remember(pattern: string, match: PlainMatch): PlainMatch {
  if (PATTERNS.size < PATTERNS_LIMIT) PATTERNS.set(pattern, match);
  return match;
}

function readPattern(pattern: string): PlainMatch {
  const { literal, rest } = readLiteral(pattern);
  if (rest === '') return { kind: 'exact', text: literal };
  if (rest === '.*') return literal === '' ? ANY : { kind: 'prefix', text: literal };
  return { kind: 'regex', text: pattern, literal };
}

/** The text that every match of a regular expression begins with, and what of the expression comes behind it. */
function readLiteral(pattern: string): { readonly literal: string; readonly rest: string } {
  const text = pattern.replace(/^\^/, '').replace(/(?<!\\)\$$/, '');
  if (/[|]/.test(text)) return { literal: '', rest: text };
  let literal = '';
  let i = 0;
  while (i < text.length) {
    const escaped = text[i] === '\\';
    const char = text[escaped ? i + 1 : i] ?? '';
    // An escaped letter or digit is a class, and not the character.
    if (escaped ? !/[^\w\s]/.test(char) : /[.*+?()[\]{}^$]/.test(char)) break;
    const end = i + (escaped ? 2 : 1);
    if (/[*+?{]/.test(text[end] ?? '')) break;
    literal += char;
    i = end;
  }
  return { literal, rest: text.slice(i) };
}

/** Whether every value that `inner` takes is one that `outer` takes. False where that can't be told. */
export function covers(outer: PlainMatch, inner: PlainMatch, regexTest: RegexTest): boolean {
  if (outer.kind === 'any') return true;
  if (inner.kind === 'any') return false;
  if (outer.kind === 'exact') return inner.kind === 'exact' && inner.text === outer.text;
  if (outer.kind === 'prefix') {
    return (inner.kind === 'regex' ? inner.literal : inner.text).startsWith(outer.text);
  }
  if (inner.kind === 'exact') return regexTest(`^(?:${outer.text})$`, inner.text);
  return inner.kind === 'regex' && inner.text === outer.text;
}

/** The same condition for a comparison that takes no notice of case; undefined where case can't be taken away. */
export function foldCase(match: PlainMatch): PlainMatch | undefined {
  if (match.kind === 'any') return match;
  return match.kind === 'regex' ? undefined : { ...match, text: match.text.toLowerCase() };
}

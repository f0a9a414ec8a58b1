import { findInFlow, type ItemOffsets, keyText, UNKNOWN } from './flow-places.js';

/*
 * Places of paths in YAML of the plain form, by looking only at the lines that lead there. What is written in any other way is
 * UNKNOWN, and the whole parser has to look.
 */
type Place = number | typeof UNKNOWN;

/** A line with something on it. */
interface Line {
  /** Offset of its first character that is no blank. */
  readonly at: number;
  /** How many blanks stand before it. */
  readonly column: number;
  readonly end: number;
}

/** A document, with what was learnt of it: many paths are looked up in one, and most of them begin alike. */
export interface PlaceText {
  readonly text: string;
  /** Lines of the items of block lists, by the offset of the list. */
  readonly items: Map<number, Line[]>;
  readonly flowItems: ItemOffsets;
}

/** Makes a document ready to be asked for places. */
export function placeText(text: string): PlaceText {
  return { text, items: new Map(), flowItems: new Map() };
}

/** What makes a node more than a scalar, a list or a mapping of the plain form. */
const SPECIAL = /[&*!?|>%@`"'{[\]}#,]/;

/** Offset of a path in a document: of the key where the last step is one, else of the item; of the longest part that is there. */
export function findPlace(source: PlaceText, path: readonly (string | number)[]): Place {
  const { text } = source;
  const first = nextLine(text, 0);
  if (!first || text.startsWith('%', first.at)) return UNKNOWN;
  const newline = text.indexOf('\n');
  // Something behind the document marker, on its line: only JSON is that simple.
  const opens = text[first.at] === '{' || text[first.at] === '[';
  if (opens) return findInFlow(text, first.at, path, first.at, source.flowItems);
  if (newline < 0 || (first.at < newline && first.column > 0)) return UNKNOWN;
  return findIn(source, first, path, first.at);
}

function findIn(source: PlaceText, line: Line, path: readonly (string | number)[], place: number): Place {
  const [step, ...rest] = path;
  if (step === undefined) return place;
  if (isDash(source.text, line.at)) return findItem(source, line, step, rest, place);
  return findKey(source, line, String(step), rest, place);
}

function findItem(
  source: PlaceText,
  first: Line,
  step: string | number,
  rest: readonly (string | number)[],
  place: number,
): Place {
  const index = Number(step);
  const items = source.items.get(first.at) ?? [first];
  source.items.set(first.at, items);
  while (items.length <= index) {
    const next = skipTo(source.text, items.at(-1) ?? first, first.column);
    if (next && next.column > first.column) return UNKNOWN;
    if (!next || next.column < first.column || !isDash(source.text, next.at)) return place;
    items.push(next);
  }
  const line = items[index];
  return line ? enterItem(source, line, rest) : place;
}

function enterItem(source: PlaceText, line: Line, rest: readonly (string | number)[]): Place {
  const { text } = source;
  const at = skipBlanks(text, line.at + 1, line.end);
  if (at >= line.end || text[at] === '#') {
    const next = nextLine(text, line.end);
    if (!next || next.column <= line.column || isSpecial(text, next.at)) return UNKNOWN;
    return findIn(source, next, rest, next.at);
  }
  const inner: Line = { at, column: line.column + (at - line.at), end: line.end };
  if (text[at] === '{' || text[at] === '[') return findInFlow(text, at, rest, at, source.flowItems);
  if (isSpecial(text, at)) return rest.length === 0 && /["']/.test(text[at] ?? '') ? at : UNKNOWN;
  return findIn(source, inner, rest, at);
}

function findKey(
  source: PlaceText,
  first: Line,
  wanted: string,
  rest: readonly (string | number)[],
  place: number,
): Place {
  const { text } = source;
  let line: Line | undefined = first;
  while (line && line.column === first.column) {
    const entry = readKey(text, line);
    if (entry === UNKNOWN || entry.key === '<<') return UNKNOWN;
    if (entry.key === wanted) return rest.length === 0 ? line.at : enterValue(source, line, entry.value, rest);
    if (!endsOnItsLine(text, entry.value, line.end)) return UNKNOWN;
    line = skipTo(text, line, first.column);
    if (line && line.column > first.column) return UNKNOWN;
  }
  return place;
}

interface Entry {
  readonly key: string;
  /** Offset behind the colon and blanks; the line's end where nothing follows. */
  readonly value: number;
}

function readKey(text: string, { at, end }: Line): Entry | typeof UNKNOWN {
  const quote = text[at];
  let colon: number;
  if (quote === '"' || quote === "'") {
    const close = text.indexOf(quote, at + 1);
    colon = close + 1;
    if (close < 0 || close >= end || text[colon] !== ':') return UNKNOWN;
  } else {
    if (isSpecial(text, at)) return UNKNOWN;
    colon = text.indexOf(':', at);
    while (colon >= 0 && colon < end && !isBlank(text, colon + 1, end)) colon = text.indexOf(':', colon + 1);
    if (colon < 0 || colon >= end) return UNKNOWN;
  }
  const key = keyText(text.slice(at, colon).trimEnd());
  if (key === UNKNOWN || !isBlank(text, colon + 1, end) || key.includes(' #')) return UNKNOWN;
  return { key, value: skipBlanks(text, colon + 1, end) };
}

function enterValue(source: PlaceText, line: Line, value: number, rest: readonly (string | number)[]): Place {
  const { text } = source;
  if (value < line.end && text[value] !== '#') {
    const flow = text[value] === '{' || text[value] === '[';
    return flow ? findInFlow(text, value, rest, line.at, source.flowItems) : UNKNOWN;
  }
  const next = nextLine(text, line.end);
  const inside = next && (next.column > line.column || (next.column === line.column && isDash(text, next.at)));
  if (!inside) return line.at;
  return isSpecial(text, next.at) && !/["']/.test(text[next.at] ?? '') ? UNKNOWN : findIn(source, next, rest, line.at);
}

/** False for a value whose end can't be told from its indentation: a quote or bracket that closes on a later line. */
function endsOnItsLine(text: string, value: number, end: number): boolean {
  const open = text[value] ?? '';
  if (value >= end || !/["'{[]/.test(open)) return true;
  const close = open === '{' ? '}' : open === '[' ? ']' : open;
  const found = text.lastIndexOf(close, end - 1);
  return found > value;
}

/** The next line that is not deeper than a column. */
function skipTo(text: string, from: Line, column: number): Line | undefined {
  let line = nextLine(text, from.end);
  while (line && line.column > column) line = nextLine(text, line.end);
  return line;
}

/** The next line that holds more than blanks and a comment. */
function nextLine(text: string, from: number): Line | undefined {
  let start = from;
  while (start < text.length) {
    if (text[start] === '\n') start++;
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const at = skipBlanks(text, start, end);
    if (at < end && text[at] !== '#') return { at, column: at - start, end: trimEnd(text, at, end) };
    start = end;
    if (newline < 0) return undefined;
  }
  return undefined;
}

function trimEnd(text: string, from: number, end: number): number {
  return end > from && text[end - 1] === '\r' ? end - 1 : end;
}

function skipBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && (text[at] === ' ' || text[at] === '\r')) at++;
  return at;
}

function isBlank(text: string, at: number, end: number): boolean {
  return at >= end || text[at] === ' ' || text[at] === '\r';
}

function isDash(text: string, at: number): boolean {
  return text[at] === '-' && (text[at + 1] === undefined || /[ \r\n]/.test(text[at + 1] ?? ''));
}

function isSpecial(text: string, at: number): boolean {
  return SPECIAL.test(text[at] ?? '') || text[at] === '\t';
}

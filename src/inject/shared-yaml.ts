import { isObject } from '../model/decode.js';

/*
 * Reading of many documents that are nearly the same, as a template's output for one pod after another is: entries of maps and lists that were read
 * before are taken as they were, the very same objects, so that who comes after can tell what was seen before too.
 */

/** Texts of entries, and what they mean. */
export interface SharedYaml {
  /** Reads a document. What it gives must not be changed. @throws what the reader throws */
  readonly read: (text: string) => unknown;
  /** True for an object that more than one document may have. */
  readonly isShared: (value: object) => boolean;
}

/** Entries of fewer lines are read as a whole. */
const SMALL = 6;
/** Longer entries hardly come again as they are; theirs do. */
const MAX_ENTRY = 4000;
/** Characters that are kept at most: where templates write whatever they like, nothing is gained by keeping more. */
const MAX_KEPT = 4_000_000;

/** Thrown for a document that can't be taken apart. */
class Whole extends Error {}

/** An entry of a map by its key, or an item of a list, whose key is ''. */
interface Entry {
  readonly key: string;
  readonly value: unknown;
}

/** A part of a document: from where to where, and how many lines. */
interface Range {
  readonly from: number;
  to: number;
  lines: number;
}

/** Makes a reader of nearly equal documents out of one of single documents. */
export function createSharedYaml(parse: (text: string) => unknown): SharedYaml {
  const known = new Map<string, Entry>();
  const shared = new WeakSet<object>();
  let left = MAX_KEPT;
  const keep = (text: string, entry: Entry): Entry => {
    if (text.length > MAX_ENTRY || text.length > left) return entry;
    left -= text.length;
    known.set(text, entry);
    if (typeof entry.value === 'object' && entry.value !== null) shared.add(entry.value);
    return entry;
  };
  const readEntry = (document: string, { from, to, lines }: Range, isItem: boolean): Entry => {
    const text = document.slice(from, to);
    const earlier = text.length > MAX_ENTRY ? undefined : known.get(text);
    if (earlier) return earlier;
    if (lines >= SMALL && isItem)
      return keep(text, { key: '', value: readBlock(document, behindDash(document, from), to) });
    if (!isItem && /^ *[?:]/.test(text)) throw new Whole();
    const [head = '', key] = (lines < SMALL ? undefined : /^ *([A-Za-z][\w./-]*): *\n/.exec(text)) ?? [];
    if (key !== undefined) return keep(text, { key, value: readBlock(document, from + head.length, to) });
    return keep(text, onlyEntry(parseEntry(text, parse), isItem));
  };
  const readBlock = (document: string, from: number, to: number): unknown => {
    const { entries, isList } = splitEntries(document, from, to);
    if (entries.length === 0) return null;
    if (isList) return entries.map((entry) => readEntry(document, entry, true).value);
    const out: Record<string, unknown> = {};
    for (const entry of entries) {
      const { key, value } = readEntry(document, entry, false);
      if (Object.hasOwn(out, key) || key === '__proto__' || key === '<<') throw new Whole();
      out[key] = value;
    }
    return out;
  };
  const read = (text: string): unknown => {
    if (/[\t\r]|^(?:---|\.\.\.|%)/m.test(text)) return parse(text);
    try {
      return readBlock(text, 0, text.length) ?? parse(text);
    } catch (error) {
      if (error instanceof Whole) return parse(text); // says what is wrong, if anything is
      throw error;
    }
  };
  return { read, isShared: (value) => shared.has(value) };
}

function parseEntry(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch {
    throw new Whole();
  }
}

function onlyEntry(value: unknown, isItem: boolean): Entry {
  if (isItem) {
    if (Array.isArray(value) && value.length === 1) return { key: '', value: value[0] };
    throw new Whole();
  }
  const [entry, ...others] = isObject(value) ? Object.entries(value) : [];
  if (!entry || others.length > 0) throw new Whole();
  return { key: entry[0], value: entry[1] };
}

const [SPACE, HASH, DASH, NEWLINE] = [32, 35, 45, 10];

/** Where the line's content begins. */
function contentAt(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at++;
  return at;
}

/** Where an item's content begins: on the line of the dash, else on the next. */
function behindDash(text: string, from: number): number {
  const at = contentAt(text, contentAt(text, from) + 1);
  return text.charCodeAt(at) === NEWLINE ? at + 1 : at;
}

function isDash(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === DASH && (next === SPACE || next === NEWLINE || Number.isNaN(next));
}

/**
 * The entries of a block: the lines that begin with its indent, and what is below them. Items may stand under their key. A block may begin within a
 * line, behind the dash of the item that it is.
 */
function splitEntries(
  text: string,
  from: number,
  to: number,
): { readonly entries: readonly Range[]; readonly isList: boolean } {
  const entries: Range[] = [];
  let base = -1;
  let isList = false;
  for (let start = from; start < to; ) {
    const next = text.indexOf('\n', start);
    const end = next < 0 || next >= to ? to : next + 1;
    const at = contentAt(text, start);
    const line = start === from ? text.lastIndexOf('\n', from - 1) + 1 : start;
    const code = at < to ? text.charCodeAt(at) : NEWLINE;
    const [indent, counts] = [at - line, code !== NEWLINE && code !== HASH];
    if (counts && base < 0) {
      base = indent;
      isList = isDash(text, at);
    }
    if (counts && indent < base) throw new Whole();
    const begins = counts && indent === base && isDash(text, at) === isList;
    if (counts && indent === base && isList && !begins) throw new Whole();
    const last = entries.at(-1);
    if (begins) entries.push({ from: start, to: end, lines: 1 });
    else if (last) {
      last.to = end;
      last.lines++;
    }
    start = end;
  }
  return { entries, isList };
}

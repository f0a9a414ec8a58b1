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
  const readEntry = (lines: readonly string[], isItem: boolean): Entry => {
    const text = lines.join('\n');
    const earlier = known.get(text);
    if (earlier) return earlier;
    const [first = '', ...rest] = lines;
    // The map that begins behind the dash is a block like others, indented as far as it stands.
    if (lines.length >= SMALL && isItem)
      return keep(text, { key: '', value: readBlock([first.replace('-', ' '), ...rest]) });
    if (!isItem && /^ *[?:]/.test(first)) throw new Whole();
    const key = lines.length < SMALL ? undefined : /^ *([A-Za-z][\w./-]*): *$/.exec(first)?.[1];
    if (key !== undefined) return keep(text, { key, value: readBlock(rest) });
    return keep(text, onlyEntry(parseEntry(text, parse), isItem));
  };
  const readBlock = (lines: readonly string[]): unknown => {
    const { entries, isList } = splitEntries(lines);
    if (entries.length === 0) return null;
    if (isList) return entries.map((entry) => readEntry(entry, true).value);
    const out: Record<string, unknown> = {};
    for (const entry of entries) {
      const { key, value } = readEntry(entry, false);
      if (Object.hasOwn(out, key) || key === '__proto__' || key === '<<') throw new Whole();
      out[key] = value;
    }
    return out;
  };
  const read = (text: string): unknown => {
    if (/[\t\r]|^(?:---|\.\.\.|%)/m.test(text)) return parse(text);
    try {
      return readBlock(text.split('\n')) ?? parse(text);
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

const isDash = (line: string, indent: number): boolean =>
  line.charAt(indent) === '-' && (line.length === indent + 1 || line.charAt(indent + 1) === ' ');

/** The lines of each entry of a block: those that begin with its indent, and what is below them. Items may stand under their key. */
function splitEntries(lines: readonly string[]): {
  readonly entries: readonly (readonly string[])[];
  readonly isList: boolean;
} {
  const entries: string[][] = [];
  let base = -1;
  let isList = false;
  for (const line of lines) {
    const indent = line.length - line.trimStart().length;
    const counts = indent < line.length && line.charAt(indent) !== '#';
    if (base < 0) {
      if (!counts) continue;
      base = indent;
      isList = isDash(line, indent);
    }
    if (counts && indent < base) throw new Whole();
    const begins = counts && indent === base && isDash(line, indent) === isList;
    if (counts && indent === base && isList && !begins) throw new Whole();
    if (begins) entries.push([line]);
    else entries.at(-1)?.push(line);
  }
  return { entries, isList };
}

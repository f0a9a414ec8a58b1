/** A path leads out of what is read here: the whole parser has to look. */
export const UNKNOWN = Symbol('unknown');

const SPACES = new Set([' ', '\t', '\n', '\r']);
/** Beginnings of what is more than a plain scalar: anchors, aliases, tags, comments, complex keys. */
const SPECIAL = new Set(['&', '*', '!', '#', '?', '|', '>', '%', '@', '`', '-']);

/** Offsets of the items of lists, by the offset of the list: as far as a list was gone through. */
export type ItemOffsets = Map<number, number[]>;

/**
 * Offset of a path in the flow collection (JSON, `{a: [b]}`) at `at`: of the key where the last step is one, else of the item. The
 * longest part of the path that is there counts; `fallback` is the place where nothing of it is.
 */
export function findInFlow(
  text: string,
  at: number,
  path: readonly (string | number)[],
  fallback: number,
  known: ItemOffsets,
): number | typeof UNKNOWN {
  let place = fallback;
  let start = at;
  for (const step of path) {
    const found = text[start] === '{' ? findKey(text, start, String(step)) : findItem(text, start, step, known);
    if (found === UNKNOWN) return UNKNOWN;
    if (!found) return place;
    place = found.place;
    start = found.value;
  }
  return place;
}

interface Found {
  readonly place: number;
  readonly value: number;
}

function findKey(text: string, open: number, wanted: string): Found | undefined | typeof UNKNOWN {
  let at = skipSpace(text, open + 1);
  while (text[at] !== '}') {
    const end = scalarEnd(text, at);
    if (end === UNKNOWN) return UNKNOWN;
    const colon = skipSpace(text, end);
    if (text[colon] !== ':') return UNKNOWN;
    const value = skipSpace(text, colon + 1);
    const key = keyText(text.slice(at, end));
    if (key === UNKNOWN || key === '<<') return UNKNOWN;
    if (key === wanted) return { place: at, value };
    const next = afterValue(text, value);
    if (next === UNKNOWN) return UNKNOWN;
    at = next;
  }
  return undefined;
}

function findItem(
  text: string,
  open: number,
  wanted: string | number,
  known: ItemOffsets,
): Found | undefined | typeof UNKNOWN {
  const index = Number(wanted);
  if (text[open] !== '[' || !(index >= 0)) return undefined;
  const items = known.get(open) ?? [skipSpace(text, open + 1)];
  known.set(open, items);
  while (items.length <= index) {
    const last = items.at(-1) ?? open;
    if (text[last] === ']') return undefined;
    const next = afterValue(text, last);
    if (next === UNKNOWN) return UNKNOWN;
    items.push(next);
  }
  const at = items[index] ?? open;
  if (text[at] === ']') return undefined;
  return SPECIAL.has(text[at] ?? '') ? UNKNOWN : { place: at, value: at };
}

/** Where the next entry begins, or the bracket that closes. */
function afterValue(text: string, at: number): number | typeof UNKNOWN {
  const end = text[at] === '{' || text[at] === '[' ? collectionEnd(text, at) : scalarEnd(text, at);
  if (end === UNKNOWN) return UNKNOWN;
  const next = skipSpace(text, end);
  if (text[next] === ',') return skipSpace(text, next + 1);
  return text[next] === '}' || text[next] === ']' ? next : UNKNOWN;
}

/** Behind the bracket that closes the one at `at`. */
function collectionEnd(text: string, at: number): number | typeof UNKNOWN {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const c = text[i];
    if (c === '"' || (c === "'" && !/[\w]/.test(text[i - 1] ?? ''))) {
      const end = scalarEnd(text, i);
      if (end === UNKNOWN) return UNKNOWN;
      i = end - 1;
    } else if (c === '{' || c === '[') depth++;
    else if ((c === '}' || c === ']') && --depth === 0) return i + 1;
    else if (c === '#' && SPACES.has(text[i - 1] ?? ' ')) return UNKNOWN;
  }
  return UNKNOWN;
}

/** Behind the scalar at `at`. */
function scalarEnd(text: string, at: number): number | typeof UNKNOWN {
  const quote = text[at];
  if (quote === '"') {
    for (let i = at + 1; i < text.length; i++) {
      if (text[i] === '\\') i++;
      else if (text[i] === '"') return i + 1;
    }
    return UNKNOWN;
  }
  if (quote === "'") {
    for (let i = text.indexOf("'", at + 1); i >= 0; i = text.indexOf("'", i + 2)) if (text[i + 1] !== "'") return i + 1;
    return UNKNOWN;
  }
  return plainEnd(text, at);
}

function plainEnd(text: string, at: number): number | typeof UNKNOWN {
  if (SPECIAL.has(text[at] ?? '') && !/-?\d/.test(text.slice(at, at + 2))) return UNKNOWN;
  let end = at;
  for (let i = at; i < text.length; i++) {
    const c = text[i] ?? '';
    if (c === ',' || c === '}' || c === ']') return end;
    if (c === ':' && (SPACES.has(text[i + 1] ?? ' ') || /[,}\]]/.test(text[i + 1] ?? ''))) return end;
    if (c === '{' || c === '[' || (c === '#' && SPACES.has(text[i - 1] ?? ' '))) return UNKNOWN;
    if (!SPACES.has(c)) end = i + 1;
  }
  return UNKNOWN;
}

/** The key that a scalar spells; escapes are left to the whole parser. */
export function keyText(source: string): string | typeof UNKNOWN {
  const quote = source[0];
  if (quote !== '"' && quote !== "'") return source;
  const inner = source.slice(1, -1);
  return inner.includes('\\') || inner.includes("''") ? UNKNOWN : inner;
}

function skipSpace(text: string, at: number): number {
  let i = at;
  while (SPACES.has(text[i] ?? '')) i++;
  return i;
}

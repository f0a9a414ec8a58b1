import { isNode, isScalar, parseDocument } from 'yaml';
import type { Origin, Path, SourceText } from '../model/resource.js';
import { findPlace, placeText } from './block-places.js';
import { UNKNOWN } from './flow-places.js';

/** A place in a source, line and column 1-based. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Where a path of a resource stands in its source. The document is parsed again, with positions, so call it only for what
 * is shown. A path that isn't there gives the place of its longest prefix that is.
 */
export function locate(origin: Origin, path: Path = []): Position {
  return createLocator(origin)(path);
}

/** The same for several paths of one resource: its document is parsed once. */
export function createLocator(origin: Origin): (path: Path) => Position {
  const inDocument = createDocumentLocator(origin);
  return (path) => inDocument([...(origin.within ?? []), ...path]);
}

/** The same for several resources: a document that holds many of them, as a List does, is parsed once. */
export function createLocators(): (origin: Origin, path: Path) => Position {
  const known = new Map<SourceText, Map<number, (path: Path) => Position>>();
  return (origin, path) => {
    const documents = known.get(origin.source) ?? new Map<number, (path: Path) => Position>();
    known.set(origin.source, documents);
    const inDocument = documents.get(origin.start) ?? createDocumentLocator(origin);
    documents.set(origin.start, inDocument);
    return inDocument([...(origin.within ?? []), ...path]);
  };
}

/** Places of paths from the root of a document. The plain form is looked through as text; the parser sees to all others. */
function createDocumentLocator(origin: Origin): (path: Path) => Position {
  const text = origin.source.text.slice(origin.start, origin.end);
  const known = placeText(text);
  let document: ReturnType<typeof parseDocument> | undefined;
  let starts: readonly number[] | undefined;
  const search = (path: Path): number => {
    document ??= parseDocument(text, { version: '1.1', logLevel: 'silent', uniqueKeys: false });
    for (let length = path.length; length >= 0; length--) {
      const offset = offsetOf(document, path.slice(0, length));
      if (offset !== undefined) return offset;
    }
    return 0;
  };
  return (path) => {
    const plain = findPlace(known, path);
    const offset = plain === UNKNOWN ? search(path) : plain;
    starts ??= lineStarts(text);
    const line = lineOf(starts, offset);
    return { file: origin.source.name, line: origin.line + line, column: offset - (starts[line] ?? 0) + 1 };
  };
}

/** Offsets at which the lines of a text begin. */
function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}

/** Number of the line, from 0, that holds an offset. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function offsetOf(document: ReturnType<typeof parseDocument>, path: Path): number | undefined {
  if (path.length === 0) return isNode(document.contents) ? document.contents.range?.[0] : undefined;
  const parent = document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (parent && typeof parent === 'object' && 'items' in parent && Array.isArray(parent.items)) {
    for (const item of parent.items) {
      const key = item && typeof item === 'object' && 'key' in item ? item.key : undefined;
      if (isScalar(key) && String(key.value) === String(last)) return key.range?.[0];
    }
  }
  const node = document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}

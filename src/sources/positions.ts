import { isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Origin, Path, SourceText } from '../model/resource.js';

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

/** Places of paths from the root of a document. */
function createDocumentLocator(origin: Origin): (path: Path) => Position {
  const text = origin.source.text.slice(origin.start, origin.end);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: '1.1', logLevel: 'silent', uniqueKeys: false });
  return (path) => {
    for (let length = path.length; length >= 0; length--) {
      const offset = offsetOf(document, path.slice(0, length));
      if (offset === undefined) continue;
      const at = lines.linePos(offset);
      return { file: origin.source.name, line: origin.line + at.line - 1, column: at.col };
    }
    return { file: origin.source.name, line: origin.line, column: 1 };
  };
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

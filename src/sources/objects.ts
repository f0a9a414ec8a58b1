import { isObject } from '../model/decode.js';
import type { Origin, SourceText } from '../model/resource.js';
import { splitDocuments } from './documents.js';
import { findRepeatedKey } from './json-keys.js';
import type { LoadProblem } from './load.js';
import { hasContent, parseDocument, YamlError } from './yaml-values.js';

/** One object of a source, as it was written. */
export interface SourceObject {
  readonly value: Readonly<Record<string, unknown>>;
  readonly origin: Origin;
}

/** Every object of a source, items of lists one by one, and what can't be read. Nothing is decoded. */
export function readObjects(source: SourceText): {
  objects: readonly SourceObject[];
  problems: readonly LoadProblem[];
} {
  const objects: SourceObject[] = [];
  const problems: LoadProblem[] = [];
  for (const range of splitDocuments(source)) {
    const origin: Origin = { source, ...range };
    const value = readDocument(origin, problems);
    if (isObject(value)) expand(value, origin, objects);
    else if (value !== undefined && value !== null) {
      problems.push({ origin, path: [], message: 'a Kubernetes object was expected, with apiVersion and kind' });
    }
  }
  return { objects, problems };
}

function readDocument(origin: Origin, problems: LoadProblem[]): unknown {
  const text = origin.source.text.slice(origin.start, origin.end);
  if (!hasContent(text)) return undefined;
  try {
    rejectRepeatedJsonKeys(text);
    return parseDocument(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const position = { line: origin.line + error.line - 1, column: error.column };
    problems.push({ origin, path: [], message: `not readable as YAML: ${error.message}`, position });
    return undefined;
  }
}

/**
 * A key that stands twice in an object of a JSON text is refused, as in YAML.
 * @throws YamlError
 */
function rejectRepeatedJsonKeys(text: string): void {
  if (!/^\s*[{[]/.test(text) || !isJson(text)) return;
  const at = findRepeatedKey(text);
  if (at === undefined) return;
  const before = text.slice(0, at).split('\n');
  throw new YamlError('the same key stands twice in one object', before.length, (before.at(-1)?.length ?? 0) + 1);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // the parser of YAML says what is wrong with it
  }
}

function expand(value: Record<string, unknown>, origin: Origin, out: SourceObject[]): void {
  const { apiVersion, kind, items } = value;
  if (!Array.isArray(items) || typeof kind !== 'string' || !kind.endsWith('List')) {
    out.push({ value, origin });
    return;
  }
  // Items of a typed list (ServiceList) may leave apiVersion and kind to the list, as the API server does.
  const typed = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
  for (const [i, item] of items.entries()) {
    if (isObject(item))
      expand({ ...typed, ...item }, { ...origin, within: [...(origin.within ?? []), 'items', i] }, out);
  }
}

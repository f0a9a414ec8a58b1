import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
} from 'yaml';
import type { Edit } from '../model/edit.js';
import { formatPath, type Path } from '../model/resource.js';

/** A range of a text, by offsets, and what comes in its place. */
interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** An edited text, and which sets of edits are in it. */
export interface Edited<E> {
  readonly text: string;
  readonly made: readonly E[];
}

/**
 * Makes edits in the text of one YAML or JSON document and leaves every other character as it is: comments, quotes, order, indentation, line
 * ends. Of a set all edits are made or none. An edit is refused where a change at that one place would not do just what it says: below an alias
 * or a merge key, at a value with an anchor or a tag, or where the new key exists already. All paths lead into the document as it is now.
 */
export function editDocument<E extends { readonly edits: readonly Edit[] }>(
  text: string,
  sets: readonly E[],
): Edited<E> {
  const document = parseDocument(text, { version: '1.1', logLevel: 'silent', uniqueKeys: false });
  if (document.errors.length > 0) return { text, made: [] };
  const splices: Splice[] = [];
  const made: E[] = [];
  const taken = new Set<string>();
  for (const set of sets) {
    const names = set.edits.map((edit) =>
      formatPath(edit.op === 'rename-key' ? renamed(edit) : [edit.op, ...edit.path]),
    );
    const changes = set.edits.map((edit) => spliceOf(text, document, edit));
    if (!changes.every((change) => change !== undefined) || names.some((name) => taken.has(name))) continue;
    for (const name of names) taken.add(name);
    splices.push(...changes);
    made.push(set);
  }
  return { text: applySplices(text, splices), made };
}

function renamed({ path, key }: Extract<Edit, { op: 'rename-key' }>): Path {
  return [...path.slice(0, -1), key];
}

function applySplices(text: string, splices: readonly Splice[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, text: inserted } of [...splices].sort((a, b) => a.start - b.start)) {
    parts.push(text.slice(at, start), inserted);
    at = end;
  }
  return parts.join('') + text.slice(at);
}

/** Where a path leads: the node, and the pair or list that holds it. */
interface Found {
  readonly node: Node | null;
  readonly pair?: Pair;
  readonly parent: Node;
}

function spliceOf(text: string, document: Document.Parsed, edit: Edit): Splice | undefined {
  const found = find(document.contents, edit.path);
  if (!found) return undefined;
  if (edit.op === 'rename-key') return renameKey(text, found, edit.key);
  const { node } = found;
  if (!isScalar(node) || !node.range || node.anchor || node.tag) return undefined;
  const [start, end] = node.range;
  const source = text.slice(start, end);
  if (edit.op === 'set') return { start, end, text: inStyleOf(source, edit.value) };
  // Texts of several lines would have to be indented anew.
  if (/[\r\n]/.test(source) || source === '') return undefined;
  return isInFlow(found.parent) ? wrapInFlow(text, start, end, edit.key) : wrapInBlock(text, found, start, edit.key);
}

function find(root: Node | null, path: Path): Found | undefined {
  let found: Found | undefined;
  let node = root;
  for (const step of path) {
    if (isMap(node)) {
      const pairs = node.items.filter((pair) => isScalar(pair.key) && String(pair.key.value) === String(step));
      const [pair] = pairs;
      // Of a key that stands twice it is open which one is meant.
      if (!pair || pairs.length > 1) return undefined;
      const value: unknown = pair.value;
      found = { node: isNode(value) ? value : null, pair, parent: node };
    } else if (isSeq(node) && typeof step === 'number') {
      const item = node.items[step];
      if (!isNode(item) || isPair(item)) return undefined;
      found = { node: item, parent: node };
    } else return undefined;
    node = found.node;
    if (isAlias(node)) return undefined;
  }
  return found;
}

function renameKey(text: string, { pair, parent }: Found, key: string): Splice | undefined {
  if (!pair || !isScalar(pair.key) || !pair.key.range || pair.key.anchor || pair.key.tag || !isMap(parent))
    return undefined;
  if (parent.items.some((other) => isScalar(other.key) && other.key.value === key)) return undefined;
  const [start, end] = pair.key.range;
  return { start, end, text: inStyleOf(text.slice(start, end), key) };
}

/** A text in the quotes that another one has; without quotes only if it is a word that YAML takes for text. */
function inStyleOf(source: string, value: string): string {
  if (source.startsWith("'")) return `'${value.replaceAll("'", "''")}'`;
  const word = /^[A-Za-z][\w./-]*$/.test(value) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(value);
  return source.startsWith('"') || !word ? JSON.stringify(value) : value;
}

function isInFlow(parent: Node): boolean {
  return (isMap(parent) || isSeq(parent)) && parent.flow === true;
}

/** `20` -> `{value: 20}`, or `{"value": 20}` where keys are quoted as JSON asks for. */
function wrapInFlow(text: string, start: number, end: number, key: string): Splice {
  const quoted = isJson(text);
  return { start, end, text: `{${quoted ? JSON.stringify(key) : key}: ${text.slice(start, end)}}` };
}

function isJson(text: string): boolean {
  return /^\s*[[{]/.test(text);
}

/** `- x` -> `- exact: x`; `key: 20` -> the value on a line of its own below the key, indented by two more. */
function wrapInBlock(text: string, { pair }: Found, start: number, key: string): Splice | undefined {
  if (!pair) return { start, end: start, text: `${key}: ` };
  if (!isScalar(pair.key) || !pair.key.range) return undefined;
  const [keyStart, keyEnd] = pair.key.range;
  const gap = text.slice(keyEnd, start);
  if (!/^[ \t]*:[ \t]+$/.test(gap)) return undefined;
  const lineStart = text.lastIndexOf('\n', keyStart - 1) + 1;
  const indent = text.slice(lineStart, keyStart);
  // Before the key stand spaces and dashes of lists, or something that can't be continued below.
  if (!/^[ -]*$/.test(indent)) return undefined;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const colon = keyEnd + gap.indexOf(':') + 1;
  return { start: colon, end: start, text: `${newline}${' '.repeat(indent.length + 2)}${key}: ` };
}

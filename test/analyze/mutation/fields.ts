import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

/** One key of a document in block style, with what a typo needs to know about it. */
export interface Field {
  readonly key: string;
  /** Line of the key, 0-based, and the last line of its value. */
  readonly line: number;
  readonly lastLine: number;
  /** Whether the key stands first on its line, not behind the dash of a list. */
  readonly alone: boolean;
  /** Line of the key that holds this one, and the first line of the map it stands in. */
  readonly parentLine: number;
  readonly mapLine: number;
  readonly value: string | number | boolean | 'a map' | 'a list' | null;
  readonly holds: 'scalar' | 'map' | 'list of scalars' | 'list of maps';
  /** The field before it in the same map. */
  readonly before?: Field;
  /** Whether it is a name that users choose: a label, a header. */
  readonly free: boolean;
  readonly path: readonly (string | number)[];
}

/** Maps whose keys are the user's. */
const FREE = new Set([
  'labels',
  'matchLabels',
  'headers',
  'environmentVariables',
  'value',
  'portLevelMtls',
  'customTags',
  'tagOverrides',
]);
/** Of these keys `ports` and `selector` hold maps of the user in some kinds only. */
const FREE_PATHS = [/^spec\.selector$/, /^spec\.ports$/, /endpoints\.\d+\.ports$/, /template\.ports$/];

/** Every key of a document, in the order of its lines. */
export function listFields(text: string): readonly Field[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const fields: Field[] = [];
  const lineOf = (offset: number) => lines.linePos(offset).line - 1;

  function visit(node: Node | null, parentLine: number, path: readonly (string | number)[], free: boolean): void {
    if (isSeq<Node>(node)) for (const [i, item] of node.items.entries()) visit(item, parentLine, [...path, i], free);
    if (!isMap<Node, Node>(node)) return;
    let before: Field | undefined;
    const [first] = node.items;
    const mapLine = lineOf(first?.key.range?.[0] ?? 0);
    for (const { key, value } of node.items) {
      const [start = 0, , end = 0] = [key.range?.[0], 0, (value ?? key).range?.[1]];
      const name = isScalar(key) ? String(key.value) : '';
      const line = lineOf(start);
      const own = [...path, name];
      const field: Field = {
        key: name,
        line,
        lastLine: lineOf(Math.max(start, end - 1)),
        alone: text.slice(text.lastIndexOf('\n', start - 1) + 1, start).trim() === '',
        parentLine,
        mapLine,
        value: scalarOf(value),
        holds: holdsOf(value),
        ...(before && { before }),
        free,
        path: own,
      };
      fields.push(field);
      before = field;
      visit(value, line, own, free || FREE.has(name) || isFree(own, value));
    }
  }
  visit(document.contents, 0, [], false);
  return fields;
}

function isFree(path: readonly (string | number)[], value: unknown): boolean {
  const text = path.join('.');
  const scalars = isMap<Node, Node>(value) && value.items.every((pair) => isScalar(pair.value));
  return scalars && FREE_PATHS.some((pattern) => pattern.test(text));
}

function scalarOf(node: Node | null): Field['value'] {
  if (isMap(node)) return 'a map';
  if (isSeq(node)) return 'a list';
  const value: unknown = isScalar(node) ? node.value : null;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function holdsOf(node: Node | null): Field['holds'] {
  if (isMap(node)) return 'map';
  if (isSeq(node)) return node.items.every((item) => isScalar(item)) ? 'list of scalars' : 'list of maps';
  return 'scalar';
}

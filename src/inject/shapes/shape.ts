/*
 * Shapes of API objects as Go's types have them: which fields there are, in the order of declaration, which are written although they are empty, which
 * are pointers, and by which key lists are merged. A shape is declared as text, one line each:
 *
 *   Name: field field!:type ...
 *
 * `!` is written always. Types: none for string, b bool, i int32, l int64, q quantity, p int or string, t time, any; `*T` pointer, `{}T` map,
 * `[]T` a list that is replaced as a whole, `[key]T` a list merged by a key, `[.]T` a list of plain values that is united; else a shape's name.
 */

export type ScalarKind = 'string' | 'bool' | 'int32' | 'int64' | 'quantity' | 'intOrString' | 'time' | 'any';

export type FieldType =
  | { readonly kind: ScalarKind; readonly pointer: boolean }
  | { readonly kind: 'struct'; readonly name: string; readonly pointer: boolean }
  | { readonly kind: 'map'; readonly item: FieldType }
  | { readonly kind: 'list'; readonly item: FieldType; readonly mergeKey?: string };

export interface Field {
  /** Its name in JSON. */
  readonly name: string;
  /** Written although it is empty. */
  readonly always: boolean;
  readonly type: FieldType;
}

export interface Shape {
  readonly name: string;
  readonly fields: ReadonlyMap<string, Field>;
}

export type Shapes = ReadonlyMap<string, Shape>;

const SCALARS: Readonly<Record<string, ScalarKind>> = {
  s: 'string',
  b: 'bool',
  i: 'int32',
  l: 'int64',
  q: 'quantity',
  p: 'intOrString',
  t: 'time',
  any: 'any',
};

/** Reads declarations of shapes. */
export function readShapes(...texts: readonly string[]): Shapes {
  const lines = texts.flatMap((text) => text.trim().split('\n'));
  return new Map(lines.map(readShape).map((shape) => [shape.name, shape]));
}

function readShape(line: string): Shape {
  const colon = line.indexOf(':');
  const fields = line
    .slice(colon + 1)
    .trim()
    .split(/\s+/)
    .map(readField);
  return { name: line.slice(0, colon).trim(), fields: new Map(fields.map((field) => [field.name, field])) };
}

function readField(text: string): Field {
  const [, name = '', always, type = 's'] = /^(\w+)(!?)(?::(.+))?$/.exec(text) ?? [];
  return { name, always: always === '!', type: readType(type) };
}

function readType(text: string): FieldType {
  if (text.startsWith('{}')) return { kind: 'map', item: readType(text.slice(2)) };
  const list = /^\[([\w.]*)\](.+)$/.exec(text);
  if (list) {
    const [, key = '', item = 's'] = list;
    return { kind: 'list', item: readType(item), ...(key && { mergeKey: key }) };
  }
  const pointer = text.startsWith('*');
  const name = pointer ? text.slice(1) : text;
  const scalar = SCALARS[name];
  return scalar ? { kind: scalar, pointer } : { kind: 'struct', name, pointer };
}

import { floatOf, integerOf, isNil } from './convert.js';
import { ValueError } from './error.js';
import { compareText } from './text.js';
import { GoFunction, GoList, GoMap, GoPointer, GoStruct, type Result, typeName, type Value } from './values.js';

type Basic =
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string };

/** A value of the kinds that comparisons know; integers of all types are one kind. */
function basicOf(value: Result): Basic | undefined {
  if (typeof value === 'string') return { kind: 'string', value };
  if (typeof value === 'boolean') return { kind: 'bool', value };
  const int = integerOf(value);
  if (int !== undefined) return { kind: 'int', value: int };
  const float = floatOf(value);
  return float === undefined ? undefined : { kind: 'float', value: float };
}

/** The reflect.Kind as far as `eq` looks at it for values that aren't basic. */
function nilableKind(value: Result): string {
  if (value === undefined || value === null) return 'invalid';
  if (value instanceof GoList) return 'slice';
  if (value instanceof GoMap) return 'map';
  if (value instanceof GoPointer) return 'ptr';
  if (value instanceof GoStruct) return value.type.kind;
  return value instanceof GoFunction ? 'func' : 'other';
}

/** `eq` of two values. https://pkg.go.dev/text/template#hdr-Functions
 * @throws ValueError for values that Go can't compare
 */
export function isEqual(left: Result, right: Result): boolean {
  const a = basicOf(left);
  const b = basicOf(right);
  if (a?.kind !== b?.kind) {
    if (isAbsent(left) || isAbsent(right)) return false;
    throw new ValueError(`${typeName(left)} and ${typeName(right)} can't be compared`);
  }
  if (a && b) return a.value === b.value;
  const kinds = [nilableKind(left), nilableKind(right)];
  if (kinds[0] !== kinds[1] && !kinds.includes('invalid')) {
    throw new ValueError(`${typeName(left)} and ${typeName(right)} can't be compared`);
  }
  if (isNil(left) || isNil(right)) return isNil(left) === isNil(right);
  if (right instanceof GoList || right instanceof GoMap || right instanceof GoFunction) {
    throw new ValueError(`values of ${typeName(right)} can't be compared`);
  }
  return isIdentical(left ?? null, right ?? null);
}

const isAbsent = (value: Result): boolean => value === undefined || value === null;

/** Go's `==` of structs and pointers. */
function isIdentical(left: Value, right: Value): boolean {
  if (!(left instanceof GoStruct && right instanceof GoStruct)) return left === right;
  if (left.type.name !== right.type.name) return false;
  return [...left.fields].every(([name, value]) => isEqual(value, right.fields.get(name)));
}

/** `lt` of two values.
 * @throws ValueError for values without an order
 */
export function isLess(left: Result, right: Result): boolean {
  const a = basicOf(left);
  const b = basicOf(right);
  if (!a || !b) throw new ValueError(`${typeName(a ? right : left)} has no order`);
  if (a.kind === 'string' && b.kind === 'string') return compareText(a.value, b.value) < 0;
  if (a.kind === 'int' && b.kind === 'int') return a.value < b.value;
  if (a.kind === 'float' && b.kind === 'float') return a.value < b.value;
  throw new ValueError(`${typeName(left)} and ${typeName(right)} have no order`);
}

/** reflect.DeepEqual: the same types all the way down. Nil and empty are different. */
export function isDeepEqual(left: Value, right: Value, spend: (steps: number) => void): boolean {
  spend(1);
  if (left === right) return typeof left !== 'number' || !Number.isNaN(left);
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (typeName(left) !== typeName(right)) return false;
  if (left instanceof GoList && right instanceof GoList) {
    if (left.items.length !== right.items.length || left.isNil !== right.isNil) return false;
    return left.items.every((item, i) => isDeepEqual(item, right.items[i] ?? null, spend));
  }
  if (left instanceof GoMap && right instanceof GoMap) {
    if (left.entries.size !== right.entries.size || left.isNil !== right.isNil) return false;
    return [...left.entries].every(([key, item]) => {
      const other = right.entries.get(key);
      return other !== undefined && isDeepEqual(item, other, spend);
    });
  }
  if (left instanceof GoStruct && right instanceof GoStruct) {
    return [...left.fields].every(([name, item]) => isDeepEqual(item, right.fields.get(name) ?? null, spend));
  }
  if (left instanceof GoPointer && right instanceof GoPointer) {
    if (left.target === undefined || right.target === undefined) return left.target === right.target;
    return isDeepEqual(left.target, right.target, spend);
  }
  return integerOf(left) === integerOf(right) && floatOf(left) === floatOf(right);
}

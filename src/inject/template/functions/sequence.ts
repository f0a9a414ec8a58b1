import type { Budget } from '../budget.js';
import { dereference } from '../convert.js';
import { ValueError } from '../error.js';
import { textOf } from '../printf.js';
import { STRING_SLICE } from '../types.js';
import { GoList, GoPointer, stringsOf, typeName, type Value } from '../values.js';

/** The list that a function works on.
 * @throws ValueError for anything else
 */
export function listIn(value: Value, budget: Budget): GoList {
  if (!(value instanceof GoList)) throw new ValueError(`a list is expected, not ${typeName(value)}`);
  budget.spend(value.items.length);
  return value;
}

/** A value as list of texts, as sprig's `join` and `toStrings` take it: nil elements are left out. */
export function stringsIn(value: Value, budget: Budget): GoList {
  if (value === null) return stringsOf([]);
  if (!(value instanceof GoList)) return stringsOf([textOf(value, budget)]);
  if (value.type.name === STRING_SLICE.name) return value;
  budget.spend(value.items.length);
  return stringsOf(value.items.filter((item) => item !== null).map((item) => textOf(item, budget)));
}

/** A value behind a pointer, nil as null. */
export const pointed = (value: Value): Value => (value instanceof GoPointer ? (dereference(value) ?? null) : value);

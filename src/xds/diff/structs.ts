import { fieldKind, typeOf } from '../dump/field-names.js';
import type { JsonMessage } from '../json.js';

/** Whether a field holds a Struct: data of which nothing is known, so that no value of it stands for an absent one. */
export function isStruct(field: string, holder: string, message: JsonMessage): boolean {
  return fieldKind(field, holder, typeOf(message)) === 'verbatim';
}

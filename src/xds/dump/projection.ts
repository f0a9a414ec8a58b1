import type { Json, JsonMessage } from '../json.js';
import { fieldKind, isList, isMessage, toCamelCase } from './field-names.js';
import { isListShape, type MessageShape, type Shape } from './shapes.js';
import { type Spelling, spelled } from './spelling.js';

/**
 * The part of a message that a shape names, in lowerCamelCase. A table shows little of what a cluster is made of, and copying the rest
 * takes longer than reading the dump. What doesn't fit the shape is left for its check.
 * @param holder field that holds the value
 */
export function projectShape(value: Json, shape: Shape, holder: string, spelling: Spelling): Json {
  if (typeof shape === 'string') {
    if (shape !== 'message' || !isMessage(value) || fieldKind(holder, '', undefined) === 'verbatim') return value;
    return toCamelCase(value, holder);
  }
  if (!isListShape(shape)) return isMessage(value) ? projectMessage(value, shape, spelling) : value;
  return isList(value) ? value.map((item) => projectShape(item, shape.listOf, holder, spelling)) : value;
}

function projectMessage(message: JsonMessage, shape: MessageShape, spelling: Spelling): JsonMessage {
  const part: Record<string, Json> = {};
  for (const field in shape) {
    const inner = shape[field];
    const value = message[spelled(field, spelling)];
    if (inner !== undefined && value !== undefined && value !== null) {
      part[field] = projectShape(value, inner, field, spelling);
    }
  }
  return part;
}

import type { Json, JsonMessage } from '../json.js';

/** Fields whose text is the user's and no duration, though it may look like one. */
const TEXTS: ReadonlySet<string> = new Set(
  'value key exact prefix suffix contains regex path name inlineString inlineBytes substitution body'.split(' '),
);

/** What dumps have in place of secrets, as text and as bytes. */
const REDACTED: ReadonlySet<unknown> = new Set(['[redacted]', 'W3JlZGFjdGVkXQ==']);

/** A duration as protobuf JSON writes it, in its shortest form (`1.500s` is `1.5s`); other texts as they are. */
export function seconds(text: string): string {
  return /^-?\d+(\.\d+)?s$/.test(text) ? `${Number.parseFloat(text)}s` : text;
}

/** Text that is the same for scalars that mean the same in this field: 64-bit numbers may be texts, durations have zeros. */
export function scalarText(value: Json, field: string): string {
  return typeof value === 'string' && !TEXTS.has(field) ? seconds(value) : String(value);
}

/** Whether two scalars mean the same. What a dump doesn't tell is no difference. */
export function sameScalar(a: Json, b: Json, field: string): boolean {
  if (a === b || REDACTED.has(a) || REDACTED.has(b)) return true;
  if (typeof a === 'object' || typeof b === 'object') return false;
  return scalarText(a, field) === scalarText(b, field);
}

/** Whether two values are the same JSON, whatever it means. Cheap: it settles nearly all comparisons. */
export function identical(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.keys(a), Object.keys(b)];
  if (left.length !== right.length) return false;
  const [inA, inB] = [a as JsonMessage, b as JsonMessage];
  return left.every((key) => Object.hasOwn(b, key) && identical(inA[key], inB[key]));
}

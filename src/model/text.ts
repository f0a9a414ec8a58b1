/**
 * A value of any type in a message, or as a key. Values that nobody has checked must go through here: `String` fails for an
 * object with a field named `toString`, and so do templates, `join`, `Number` and regular expressions.
 */
export function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? '[...]' : '{...}';
}

/** Control characters (C0, DEL, C1), line separators, and marks that turn the direction of text. */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\u200e\u200f]/g;

/**
 * Text of an untrusted source (a dump, a cluster, an Envoy) made safe for a terminal: what could move the cursor, change colours or
 * break a line is shown as an escape such as `\x1b`.
 */
export function printable(text: string): string {
  return isPlain(text) ? text : text.replace(UNPRINTABLE, escaped);
}

/** Whether a text is printable ASCII, as nearly all are. */
export function isPlain(text: string): boolean {
  return /^[ -~]*$/.test(text);
}

/** The same for texts of several lines: line breaks and tabs stay. */
export function printableLines(text: string): string {
  return text.replace(UNPRINTABLE, (c) => (c === '\n' || c === '\t' ? c : escaped(c)));
}

function escaped(c: string): string {
  const code = c.charCodeAt(0);
  if (c === '\n') return '\\n';
  if (c === '\t') return '\\t';
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

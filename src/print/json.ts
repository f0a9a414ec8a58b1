/** What JSON allows in a string and a terminal obeys, though. */
const UNSAFE = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069\u200e\u200f]/g;

/** JSON indented by four spaces as istioctl prints it, with control characters escaped, and a line break at the end. */
export function formatJson(value: unknown): string {
  const text = JSON.stringify(value, null, 4) ?? 'null';
  return `${text.replace(UNSAFE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

/** What JSON allows in a string and a terminal obeys, though. */
const UNSAFE = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069\u200e\u200f]/g;

export interface JsonOptions {
  /** Writes empty messages on two lines, as the Go library does that istioctl prints a bootstrap with. */
  readonly openEmpty?: boolean;
}

/** JSON indented by four spaces as istioctl prints it, with control characters escaped, and a line break at the end. */
export function formatJson(value: unknown, { openEmpty = false }: JsonOptions = {}): string {
  const compact = JSON.stringify(value, null, 4) ?? 'null';
  // No line ends like this inside a string: strings end with a quote.
  const text = openEmpty ? compact.replace(/^( *)(.*)\{\}(,?)$/gm, '$1$2{\n$1}$3') : compact;
  return `${text.replace(UNSAFE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

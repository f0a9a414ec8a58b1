/*
 * YAML of plain JSON values, for manifests: block style, keys in the order they come in, texts of several lines as literal
 * blocks. Much quicker than a general writer, which matters for the definitions of fifteen kinds.
 */

/** Documents with `---` between them. */
export function printYamlDocuments(values: readonly unknown[]): string {
  return values.map((value) => printYaml(value)).join('---\n');
}

/** Lists and maps that many values have, and how they were written before. */
export interface KnownBlocks {
  readonly has: (value: object) => boolean;
  readonly texts: WeakMap<object, Map<string, string>>;
}

/** One value, with a line break at its end. */
export function printYaml(value: unknown, known?: KnownBlocks): string {
  const out: string[] = [];
  if (isBlock(value)) writeBlock(value, '', out, known);
  else out.push(scalar(value, ''), '\n');
  return out.join('');
}

function isBlock(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) ? value.length > 0 : Object.values(value).some((field) => field !== undefined);
}

/** Writes a list or map whose first line is already indented. */
function writeBlock(value: object, indent: string, out: string[], known?: KnownBlocks): void {
  if (!known?.has(value)) {
    writeNewBlock(value, indent, out, known);
    return;
  }
  const texts = known.texts.get(value) ?? new Map<string, string>();
  const own: string[] = [];
  const earlier = texts.get(indent);
  if (earlier === undefined) writeNewBlock(value, indent, own, known);
  const text = earlier ?? own.join('');
  known.texts.set(value, texts.set(indent, text));
  out.push(text);
}

function writeNewBlock(value: object, indent: string, out: string[], known: KnownBlocks | undefined): void {
  let first = true;
  if (Array.isArray(value)) {
    for (const item of value) {
      out.push(first ? '- ' : `${indent}- `);
      first = false;
      if (isBlock(item)) writeBlock(item, `${indent}  `, out, known);
      else out.push(scalar(item, `${indent}  `), '\n');
    }
    return;
  }
  for (const [key, field] of Object.entries(value)) {
    if (field === undefined) continue;
    out.push(first ? '' : indent, text(key), ':');
    first = false;
    if (!isBlock(field)) out.push(' ', scalar(field, `${indent}  `), '\n');
    else if (Array.isArray(field)) {
      out.push('\n', indent);
      writeBlock(field, indent, out, known);
    } else {
      out.push('\n', indent, '  ');
      writeBlock(field, `${indent}  `, out, known);
    }
  }
}

function scalar(value: unknown, indent: string): string {
  if (typeof value === 'string') return literal(value, indent) ?? text(value);
  if (Array.isArray(value)) return '[]';
  return typeof value === 'object' && value !== null ? '{}' : String(value);
}

/** A literal block, for texts of lines that need no escapes. */
function literal(value: string, indent: string): string | undefined {
  if (!value.includes('\n') || !LITERAL.test(value)) return undefined;
  const ends = value.endsWith('\n') ? (value.endsWith('\n\n') ? '+' : '') : '-';
  const body = ends === '-' ? value : value.slice(0, -1);
  return `|${ends}\n${body.replace(/^(?=.)/gm, indent || '  ')}`;
}

/** Printable text whose first line has content and no blank before it. */
const LITERAL = /^[!-~\u00a1-\u1fff\u2030-\u205e\u2070-\ud7ff][\n\t -~\u00a1-\u1fff\u2030-\u205e\u2070-\ud7ff]*$/;

/** What JSON lets stand in a text, but a terminal obeys and YAML calls unprintable. */
const UNPRINTABLE = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Plain where nobody can take it for anything but this text, else in quotes as JSON has them. */
function text(value: string): string {
  if (PLAIN.test(value) && !TAKEN.test(value)) return value;
  return JSON.stringify(value).replace(UNPRINTABLE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const PLAIN = /^[A-Za-z_./$<][\w./$()<>@=+~^%*,; -]*(?::[\w./$()<>@=+~^%*,;-]+[\w./$()<>@=+~^%*,; -]*)*$/;
/** Words that YAML 1.1 or 1.2 reads as something else, blanks at the end, and a number with a dot before it. */
const TAKEN = /^(?:y|n|yes|no|on|off|true|false|null|~|<<|\.(?:inf|nan)|[.][\d_].*|.*\s)$|: | #|:$/i;

import type { FieldFacts } from '../schema/fields.js';

/** What is explained: a kind or values, in a version, and one field of it. */
export interface Explained {
  readonly group?: string;
  readonly kind: string;
  readonly version?: string;
  /** Path of the field within the kind; empty for the kind itself. */
  readonly path: string;
  readonly field: FieldFacts;
}

const WIDTH = 100;

/** A field in the manner of `kubectl explain`: its type, description and values, then the fields within. */
export function formatExplained({ group, kind, version, path, field }: Explained): string {
  const head = [
    ...(group ? [`GROUP:      ${group}`] : []),
    `KIND:       ${kind}`,
    ...(version ? [`VERSION:    ${version}`] : []),
    '',
    ...(path ? [`FIELD: ${path} <${field.type}>${field.required ? ' -required-' : ''}`, ''] : []),
  ];
  const body = [
    ...section('DESCRIPTION', wrap(field.description || 'No description.', 4)),
    ...section(
      'VALUES',
      field.values.map((value) => `    ${value || '""'}`),
    ),
    ...section(
      'LIMITS',
      field.limits.flatMap((limit) => wrap(limit, 4)),
    ),
    ...section('FIELDS', field.fields.flatMap(fieldLines)),
  ];
  return `${[...head, ...body].join('\n').trimEnd()}\n`;
}

/** Every field within, one a line, indented by depth. */
export function formatFieldTree({ kind, version, group, path, field }: Explained): string {
  const head = [
    ...(group ? [`GROUP:      ${group}`] : []),
    `KIND:       ${kind}`,
    ...(version ? [`VERSION:    ${version}`] : []),
  ];
  const lines = [
    ...head,
    '',
    ...(path ? [`FIELD: ${path} <${field.type}>`, ''] : []),
    'FIELDS:',
    ...tree(field.fields, 1),
  ];
  return `${lines.join('\n')}\n`;
}

function tree(fields: readonly FieldFacts[], depth: number): string[] {
  return fields.flatMap((f) => [`${'  '.repeat(depth)}${title(f)}`, ...tree(f.fields, depth + 1)]);
}

function section(name: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? [`${name}:`, ...lines, ''] : [];
}

function fieldLines(field: FieldFacts): string[] {
  const values = field.values.length > 0 ? [`    values: ${field.values.map((v) => v || '""').join(', ')}`] : [];
  return [`  ${title(field)}`, ...wrap(field.description, 4), ...values.flatMap((line) => wrap(line.trim(), 4)), ''];
}

function title({ name, type, required }: FieldFacts): string {
  return `${name} <${type}>${required ? ' -required-' : ''}`;
}

/** Words in lines of at most `WIDTH` characters, indented. */
function wrap(text: string, indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (line && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = '';
    }
    line = line ? `${line} ${word}` : word;
  }
  if (line) lines.push(line);
  return lines.map((l) => ' '.repeat(indent) + l);
}

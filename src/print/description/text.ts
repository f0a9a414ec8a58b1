import { describeResource, type Path, type Resource } from '../../model/resource.js';
import { formatTable } from '../table.js';
import { printable } from '../terminal.js';

/** `file:line` of a resource, or of a path in it; '' where it came from no file. */
export type PlaceOf = (resource: Resource, path?: Path) => string;

/** A line of text, safe for a terminal. */
export function line(text: string): string {
  return `${printable(text)}\n`;
}

/** A title with lines under it; without any it says so. */
export function section(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return `${title}: none\n`;
  return `${title}:\n${indent(lines).map(line).join('')}`;
}

/** The same, left out when there is nothing to say. */
export function optionalSection(title: string, lines: readonly string[]): string {
  return lines.length > 0 ? section(title, lines) : '';
}

/** Lines two spaces further in. */
export function indent(lines: readonly string[]): readonly string[] {
  return lines.map((text) => `  ${text}`);
}

/** Rows as lines with aligned columns. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  return formatTable(rows, { padding: 2 })
    .split('\n')
    .filter(Boolean)
    .map((text) => text.trimEnd());
}

/** A text with the place of what it tells of. */
export function at(text: string, place: string): string {
  return place ? `${text} (${place})` : text;
}

/** `name.namespace`, without the kind. */
export function nameOf(resource: Resource): string {
  return describeResource(resource).slice(resource.kind.length + 1);
}

/** `1 rule`, `2 rules`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** A resource as data. */
export function reference(resource: Resource, place: PlaceOf, path?: Path): { name: string; place?: string } {
  const where = place(resource, path);
  return { name: nameOf(resource), ...(where && { place: where }) };
}

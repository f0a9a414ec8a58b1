import type { ExplainedPart, Injected } from '../inject/index.js';
import { formatTable } from './table.js';
import { printable } from './terminal.js';

const MAX_VALUE = 60;

/** A table of what was added to a workload (`+`) or changed in it (`~`), and of the settings that are the causes. */
export function formatExplanation({ kind, name, namespace }: Injected, parts: readonly ExplainedPart[]): string {
  if (parts.length === 0) return '';
  const rows = parts.map(({ part, value, changed, cause }) => [
    changed ? '~' : '+',
    printable(part),
    shorten(value),
    printable(cause),
  ]);
  const title = `${kind} ${name}${namespace ? `.${namespace}` : ''}`;
  return `${printable(title)}\n${formatTable([['', 'PART', 'VALUE', 'CAUSE'], ...rows], { padding: 2 })}\n`;
}

function shorten(value: unknown): string {
  const text = printable(typeof value === 'string' ? value.trim() : JSON.stringify(value));
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE - 3)}...` : text;
}

import { printable } from './terminal.js';

export interface TableOptions {
  /** Spaces between columns. */
  readonly padding: number;
}

/**
 * Rows as columns of text, each as wide as its widest cell plus padding; the last column is not padded. Cells come from untrusted
 * sources and are made printable. Every line ends with a line break.
 */
export function formatTable(rows: readonly (readonly string[])[], { padding }: TableOptions): string {
  const cells = rows.map((row) => row.map(printable));
  const widths: number[] = [];
  for (const row of cells) {
    row.forEach((cell, i) => {
      if (i < row.length - 1) widths[i] = Math.max(widths[i] ?? 0, width(cell) + padding);
    });
  }
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i < row.length - 1 ? cell + ' '.repeat((widths[i] ?? 0) - width(cell)) : cell)).join('');
  return cells.map((row) => `${line(row)}\n`).join('');
}

/** Characters, not UTF-16 units. */
function width(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

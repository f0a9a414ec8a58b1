import { isPlain, printable } from './terminal.js';

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
    for (let i = 0; i < row.length - 1; i++) {
      const needed = widthOf(row[i] ?? '') + padding;
      if (needed > (widths[i] ?? 0)) widths[i] = needed;
    }
  }
  const pad = (cell: string, i: number) => cell.padEnd((widths[i] ?? 0) + cell.length - widthOf(cell));
  return cells.map((row) => `${row.slice(0, -1).map(pad).join('')}${row.at(-1) ?? ''}\n`).join('');
}

/** Characters, not UTF-16 units. */
function widthOf(text: string): number {
  return isPlain(text) ? text.length : [...text].length;
}

import type { Row, RowStatus } from '../precheck/types.js';
import { printable } from './terminal.js';

const MARK: Readonly<Record<RowStatus, string>> = { ok: '✔', warning: '!', failed: '✘', skipped: '-' };
/** SGR parameters: green, yellow, red, grey. */
const COLOUR: Readonly<Record<RowStatus, string>> = { ok: '32', warning: '33', failed: '31', skipped: '90' };

/** Rows of one check beyond this many are counted, not shown. */
const SHOWN = 20;

/** Makes text of rows as they come. */
export interface RowPrinter {
  /** Lines for one more row; '' for one that is only counted. */
  print(row: Row): string;
  /** Lines for what was only counted, after the last row. */
  end(): string;
}

/** Prints rows under the headings of their sections: `✔ message`, and a line for what to do about it. */
export function createRowPrinter({ colour }: { readonly colour: boolean }): RowPrinter {
  let section = '';
  let check = '';
  let count = 0;
  let told: string | undefined;
  const counted = () => (count > SHOWN ? `- and ${count - SHOWN} more\n` : '');
  return {
    print: (row) => {
      const before = row.check === check ? '' : counted();
      count = row.check === check ? count + 1 : 1;
      check = row.check;
      if (count > SHOWN) return before;
      const heading = row.section === section ? '' : `${section ? '\n' : ''}${row.section}\n`;
      section = row.section;
      // What to do about one row is often what to do about the next.
      const hint = row.status === 'ok' || row.hint === told ? undefined : row.hint;
      told = row.hint;
      return `${before}${heading}${formatRow(row, hint, colour)}`;
    },
    end: () => counted(),
  };
}

function formatRow({ status, message, code }: Row, hint: string | undefined, colour: boolean): string {
  const mark = colour ? `\u001b[${COLOUR[status]}m${MARK[status]}\u001b[39m` : MARK[status];
  const said = `${mark} ${printable(message)}${code ? ` [${code}]` : ''}\n`;
  return hint ? `${said}    ${printable(hint)}\n` : said;
}

/** One line: how many rows of each kind there are. */
export function summarizeRows(rows: readonly Row[]): string {
  const count = (status: RowStatus) => rows.filter((row) => row.status === status).length;
  const [failed, warnings, skipped] = [count('failed'), count('warning'), count('skipped')];
  const parts = [
    failed > 0 ? `${failed} failed` : '',
    warnings > 0 ? `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}` : '',
    skipped > 0 ? `${skipped} not checked` : '',
  ].filter(Boolean);
  if (failed > 0) return `✘ ${parts.join(', ')}: not ready for an installation\n`;
  return parts.length > 0 ? `✔ ready for an installation: ${parts.join(', ')}\n` : '✔ ready for an installation\n';
}

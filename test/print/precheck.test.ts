import { describe, expect, it } from 'vitest';
import type { Row } from '../../src/precheck/types.js';
import { createRowPrinter, summarizeRows } from '../../src/print/precheck.js';
import { formatPrecheckJson, formatPrecheckJunit } from '../../src/print/precheck-data.js';

const row = (status: Row['status'], message: string, rest: Partial<Row> = {}): Row => ({
  section: 'Nodes',
  check: 'nodes-ready',
  status,
  message,
  ...rest,
});

function table(rows: readonly Row[], colour = false): string {
  const printer = createRowPrinter({ colour });
  return rows.map((one) => printer.print(one)).join('') + printer.end();
}

describe('rows as a table', () => {
  it('stand under their sections, with codes, and with hints where something is to be done', () => {
    expect(
      table([
        row('ok', 'fine', { hint: 'not shown' }),
        row('failed', 'bad', { section: 'Rights', check: 'access', code: 'IST0141', hint: 'ask' }),
        row('failed', 'worse', { section: 'Rights', check: 'access', hint: 'ask' }),
        row('warning', 'odd', { section: 'Rights', check: 'access', hint: 'look' }),
        row('skipped', 'unseen', { section: 'Rights', check: 'other' }),
      ]),
    ).toBe('Nodes\n✔ fine\n\nRights\n✘ bad [IST0141]\n    ask\n✘ worse\n! odd\n    look\n- unseen\n');
  });
  it('are counted, not shown, where one check has many', () => {
    const many = Array.from({ length: 25 }, (_, i) => row('warning', `w${i}`));
    const text = table([...many, row('ok', 'next', { check: 'other' })]);
    expect(text).toContain('! w19\n- and 5 more\n✔ next\n');
    expect(table(many)).toMatch(/! w19\n- and 5 more\n$/);
  });
  it('let no escape of the cluster through, and colour marks alone', () => {
    expect(table([row('warning', 'a\u001b[31mb\u202e')])).toBe('Nodes\n! a\\x1b[31mb\\u202e\n');
    expect(table([row('ok', 'fine')], true)).toBe('Nodes\n\u001b[32m✔\u001b[39m fine\n');
  });
  it('are summed up in a line', () => {
    expect(summarizeRows([row('ok', '')])).toBe('✔ ready for an installation\n');
    expect(summarizeRows([row('ok', ''), row('warning', ''), row('skipped', '')])).toBe(
      '✔ ready for an installation: 1 warning, 1 not checked\n',
    );
    expect(summarizeRows([row('failed', ''), row('warning', ''), row('warning', '')])).toBe(
      '✘ 1 failed, 2 warnings: not ready for an installation\n',
    );
  });
});

describe('rows as data', () => {
  const rows = [
    row('ok', 'fine'),
    row('failed', 'a < b & "c"', { code: 'IST0142' }),
    row('skipped', 's'),
    row('warning', 'w', { object: 'Node a' }),
  ];

  it('are JSON with a summary', () => {
    const parsed: unknown = JSON.parse(formatPrecheckJson(rows));
    expect(parsed).toEqual({ summary: { ok: 1, warning: 1, failed: 1, skipped: 1 }, rows });
  });
  it('are JUnit XML: failed fails, not checked is skipped, a warning passes', () => {
    const xml = formatPrecheckJunit(rows);
    expect(xml).toContain('tests="4" failures="1" errors="0"');
    expect(xml).toContain('skipped="1"');
    expect(xml).toContain('<failure message="a &lt; b &amp; &quot;c&quot;" type="error">');
    expect(xml).toContain(
      '<testcase name="nodes-ready Node a" classname="Nodes" time="0">\n      <system-out>w</system-out>',
    );
    expect(xml.match(/<testcase /g)).toHaveLength(4);
  });
});

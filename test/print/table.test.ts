import { describe, expect, it } from 'vitest';
import { formatJson } from '../../src/print/json.js';
import { formatTable } from '../../src/print/table.js';
import { printable, printableLines } from '../../src/print/terminal.js';

describe('formatTable', () => {
  it('pads all columns but the last, and keeps empty cells', () => {
    expect(
      formatTable(
        [
          ['NAME', 'RULE'],
          ['a', ''],
          ['longer', 'x'],
        ],
        { padding: 2 },
      ),
    ).toBe('NAME    RULE\na       \nlonger  x\n');
  });
  it('counts characters, not code units', () => {
    expect(
      formatTable(
        [
          ['😀', 'x'],
          ['ab', 'y'],
        ],
        { padding: 1 },
      ),
    ).toBe('😀  x\nab y\n');
  });
  it('keeps a cell on its line', () => {
    expect(formatTable([['a\nb\tc', 'd']], { padding: 1 })).toBe('a\\nb\\tc d\n');
  });
});

describe('printable', () => {
  it('shows what a terminal would obey', () => {
    expect(printable('a\u001b[2Jb\u009b\u202e\r')).toBe('a\\x1b[2Jb\\x9b\\u202e\\x0d');
    expect(printable('plain ünïcode 日本')).toBe('plain ünïcode 日本');
    expect(printableLines('a\n\tb\u0007')).toBe('a\n\tb\\x07');
  });
});

describe('formatJson', () => {
  it('means the same and steers nothing', () => {
    const value = { a: '\u009b\u202e{}', b: {}, c: [] };
    for (const openEmpty of [false, true]) {
      const text = formatJson(value, { openEmpty });
      expect(JSON.parse(text)).toEqual(value);
      expect(text).not.toMatch(/[\u009b\u202e]/);
    }
  });
});

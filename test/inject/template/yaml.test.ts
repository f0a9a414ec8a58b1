import { describe, expect, it } from 'vitest';
import { renderText } from './rendering.js';

const VALUES: readonly (readonly [value: unknown, yaml: string])[] = [
  [{ b: 1, a: [1, 'x'], c: {}, d: [], e: null }, 'a:\n- 1\n- x\nb: 1\nc: {}\nd: []\ne: null\n'],
  [{ k10: 1, k2: 2, K: 3, 'a.b/c': 4, a_b: 5 }, 'K: 3\na.b/c: 4\na_b: 5\nk2: 2\nk10: 1\n'],
  [[[1, [2]], { a: { b: 1 }, c: [3] }], '- - 1\n  - - 2\n- a:\n    b: 1\n  c:\n  - 3\n'],
  [
    ['true', 'no', 'y', '1', '0x1f', '1e3', '', '~', '12:30:45', '2001-01-01', '1_000', '.5'],
    '- "true"\n- "no"\n- "y"\n- "1"\n- "0x1f"\n- "1e3"\n- ""\n- "~"\n- "12:30:45"\n- "2001-01-01"\n- "1_000"\n- ".5"\n',
  ],
  [
    ['a: b', '- x', '#c', '*a', "it's", ' a', 'a ', '@a', '? q'],
    "- 'a: b'\n- '- x'\n- '#c'\n- '*a'\n- it's\n- ' a'\n- 'a '\n- '@a'\n- '? q'\n",
  ],
  [['a:b', '-x', '1.2.3', '$(A)', 'NaN', '2001-13-01'], '- a:b\n- -x\n- 1.2.3\n- $(A)\n- NaN\n- 2001-13-01\n'],
  [['tab\t', 'cr\r', '😀', 'é'], '- "tab\\t"\n- "cr\\r"\n- "\\U0001F600"\n- é\n'],
  [
    { a: 'one\ntwo', b: 'one\n', c: 'one\n\n', d: ' x\ny' },
    'a: |-\n  one\n  two\nb: |\n  one\nc: |+\n  one\n\nd: |2-\n   x\n  y\n',
  ],
  [[1e6, 1e20, 1e21, 1.5, 0.0000001, -0], '- 1000000\n- 1e+20\n- 1e+21\n- 1.5\n- 1e-07\n- 0\n'],
  [{ no: 1, 1: 2, true: 3 }, '"1": 2\n"no": 1\n"true": 3\n'],
  ['text', 'text\n'],
  [{ [`k${'x'.repeat(130)}`]: 1 }, `? k${'x'.repeat(130)}\n: 1\n`],
];

describe('toYaml', () => {
  it.each(VALUES)('%j', (value, yaml) => {
    expect(renderText('{{toYaml .}}', value)).toBe(yaml);
  });

  it('breaks long texts at blanks', () => {
    const text = 'word '.repeat(30).trim();
    expect(renderText('{{toYaml .}}', { a: text })).toBe(
      `a: ${'word '.repeat(16).trim()}\n  ${'word '.repeat(14).trim()}\n`,
    );
  });
});

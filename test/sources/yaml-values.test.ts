import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument as parseWithPositions, stringify } from 'yaml';
import { splitDocuments } from '../../src/sources/documents.js';
import { hasContent, parseDocument, YamlError } from '../../src/sources/yaml-values.js';
import { runs } from '../property.js';

/** What the parser that knows positions takes a text for. */
const reference = (text: string): unknown =>
  parseWithPositions(text, { version: '1.1', logLevel: 'error' }).toJS() ?? undefined;

function failure(text: string): YamlError {
  try {
    parseDocument(text);
  } catch (error) {
    if (error instanceof YamlError) return error;
    throw error;
  }
  throw new Error('was read');
}

describe('scalars are read as the API server reads them', () => {
  it.each<[string, unknown]>([
    ['yes', true],
    ['Off', false],
    ['y', true],
    ['N', false],
    ['tRue', 'tRue'],
    ['0777', 511],
    ['0o777', 511],
    ['0O17', 15],
    ['0x1F', 31],
    ['0X1f', 31],
    ['-0b101', -5],
    ['+7', 7],
    ['08', 8],
    ['1_000', 1000],
    ['1_000.5', 1000.5],
    ['0b', '0b'],
    ['0x_', '0x_'],
    ['0o_', '0o_'],
    ['1e3', 1000],
    ['.5', 0.5],
    ['1.', 1],
    ['1e999', '1e999'],
    ['18446744073709551616', 2 ** 64],
    ['0xFFFFFFFFFFFFFFFFFF', '0xFFFFFFFFFFFFFFFFFF'],
    ['1:30', '1:30'],
    ['190:20:30', '190:20:30'],
    ['2024-01-02', '2024-01-02'],
    ['2024-01-02T03:04:05Z', '2024-01-02T03:04:05Z'],
    ['1.2.3', '1.2.3'],
    ['10.0.0.1', '10.0.0.1'],
    ['~', null],
    ['Null', null],
    ['nUll', 'nUll'],
    ['=', '='],
    ['"yes"', 'yes'],
    ["'0777'", '0777'],
    ['!!str 12', '12'],
  ])('%s', (text, value) => {
    expect(parseDocument(`a: ${text}`)).toEqual({ a: value });
  });
});

describe('values are those of the parser that knows positions', () => {
  const words = fc.constantFrom(
    'yes',
    'off',
    'null',
    '~',
    '0777',
    '1e3',
    'a: b',
    '# no comment',
    '- x',
    '',
    ' ',
    'a\nb\n',
    '*x',
    '&y',
    '{',
    '10.0.0.1',
    '__proto__',
  );
  const text = fc.oneof(words, fc.string({ maxLength: 12 }), fc.string({ unit: 'grapheme', maxLength: 6 }));
  const scalar = fc.oneof(
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }).map((n) => (n === 0 ? 0 : n)),
  );
  // No empty collections: the writer may put them on a line of their own, not indented, which strict readers refuse.
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      scalar,
      fc.array(tie('value'), { minLength: 1, maxLength: 4 }),
      fc.dictionary(
        text.filter((k) => k !== '__proto__' && k !== '<<'),
        tie('value'),
        { minKeys: 1, maxKeys: 4 },
      ),
    ),
  }));
  const layout = fc.record({
    indent: fc.constantFrom(2, 4),
    indentSeq: fc.boolean(),
    lineWidth: fc.constantFrom(0, 20, 80),
    singleQuote: fc.boolean(),
    collectionStyle: fc.constantFrom('any' as const, 'block' as const, 'flow' as const),
  });

  it('for documents in any layout', () => {
    fc.assert(
      fc.property(value, layout, fc.boolean(), (document, style, windows) => {
        const written = stringify(document, { version: '1.1', ...style });
        // A carriage return inside a value is a line break of the document too: only values without one keep their meaning.
        const source = windows && !written.includes('\r') ? written.replaceAll('\n', '\r\n') : written;
        expect(parseDocument(source)).toEqual(reference(source));
      }),
      { numRuns: runs(500) },
    );
  });

  const samples = fileURLToPath(new URL('../samples', import.meta.url));
  const files = readdirSync(samples, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.yaml'));
  it.each(files)('for %s', (file) => {
    const text = readFileSync(join(samples, file), 'utf8');
    for (const { start, end } of splitDocuments({ name: file, text })) {
      const document = text.slice(start, end);
      expect(parseDocument(document)).toEqual(reference(document));
    }
  });
});

describe('structure', () => {
  it('merges with <<', () => {
    expect(parseDocument('a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3')).toEqual({ a: { b: 1, c: 2 }, d: { b: 1, c: 3 } });
  });

  it('keeps __proto__ a plain key', () => {
    for (const text of [
      '__proto__: {polluted: true}',
      '{"__proto__": {"polluted": true}}',
      '<<: {__proto__: {polluted: true}}',
    ]) {
      parseDocument(text);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    }
    expect(Object.keys(parseDocument('__proto__: {x: 1}') as object)).toEqual(['__proto__']);
  });

  it('reads JSON, and flow style that only looks like it', () => {
    expect(parseDocument(' {"a": [1, "yes"]}')).toEqual({ a: [1, 'yes'] });
    expect(parseDocument('{a: [1, yes]}')).toEqual({ a: [1, true] });
  });

  it.each(['', '  \n', '# only a comment\n', '%YAML 1.1\n', '\r\n\r\n'])('finds nothing in %j', (text) => {
    expect(hasContent(text)).toBe(false);
  });

  it('ignores a byte of Windows line ends', () => {
    expect(parseDocument('a: |\r\n  x\r\n  y\r\nb: 1\r\n')).toEqual({ a: 'x\ny\n', b: 1 });
  });
});

describe('what is no YAML says where', () => {
  it.each([
    ['a key twice', 'a: 1\nb: 2\na: 3', 3, 1, /duplicate/],
    ['a tab', 'a:\n\tb: 1', 2, 1, /./],
    ['an open bracket', 'a: {b: c', 1, 9, /flow/],
    ['an unknown anchor', 'a: *x', 1, 4, /alias/],
  ])('%s', (_name, text, line, column, message) => {
    const error = failure(text);
    expect(error.message).toMatch(message);
    expect(error.line).toBe(line);
    expect(Math.abs(error.column - column)).toBeLessThanOrEqual(2);
  });

  it('refuses aliases that grow without bounds, quickly', () => {
    const bomb = Array.from(
      { length: 12 },
      (_, i) =>
        `a${i}: &a${i} [${
          i === 0
            ? 'x'
            : Array(9)
                .fill(`*a${i - 1}`)
                .join(',')
        }]`,
    );
    const began = performance.now();
    expect(failure(bomb.join('\n')).message).toMatch(/million/);
    // All of them would take hours.
    expect(performance.now() - began).toBeLessThan(30_000);
  });

  it('refuses an anchor that contains itself', () => {
    expect(failure('a: &x [*x]').message).toMatch(/itself/);
  });

  it('takes the same alias many times', () => {
    const text = `a: &x {b: 1}\nc:\n${'- *x\n'.repeat(5000)}`;
    expect(parseDocument(text)).toMatchObject({ a: { b: 1 } });
  });

  it('refuses nesting without end', () => {
    for (const text of ['['.repeat(100_000), `a:\n${'- '.repeat(20_000)}x`])
      expect(failure(text).message).toMatch(/nest/);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitDocuments } from '../../src/sources/documents.js';
import { parseBlockDocument } from '../../src/sources/yaml-block.js';
import { OUTSIDE } from '../../src/sources/yaml-line.js';
import { parseWhole } from '../../src/sources/yaml-values.js';
import { runs } from '../property.js';

const HERE = fileURLToPath(new URL('..', import.meta.url));

/** Every document of the YAML files of the tests. */
const documents = ['goldens', 'samples'].flatMap((folder) =>
  readdirSync(join(HERE, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.ya?ml$/.test(path))
    .flatMap((path) => {
      const text = readFileSync(join(HERE, folder, path), 'utf8');
      return splitDocuments({ name: path, text }).map(({ start, end }) => text.slice(start, end));
    })
    .filter((text) => text.trim() !== ''),
);

/** What the whole parser makes of a text: its value, or the word that it refuses it. */
function whole(text: string): unknown {
  try {
    return parseWhole(text);
  } catch {
    return 'refused';
  }
}

describe('the quick reader of plain documents', () => {
  it('reads most of what people write', () => {
    const read = documents.filter((text) => parseBlockDocument(text) !== OUTSIDE);
    expect(documents.length).toBeGreaterThan(100);
    expect(read.length / documents.length).toBeGreaterThan(0.9);
  });

  it('gives the values that the whole parser gives', () => {
    for (const text of documents) {
      const value = parseBlockDocument(text);
      if (value !== OUTSIDE) expect(value).toStrictEqual(whole(text));
    }
  });

  it.each([
    ['anchors', 'a: &x 1\nb: *x\n'],
    ['tags', 'a: !!str 1\n'],
    ['folded blocks', 'a: >\n  x\n  y\n'],
    ['scalars of several lines', 'a: x\n  y\n'],
    ['quotes over lines', 'a: "x\n  y"\n'],
    ['flow collections over lines', 'a: [1,\n  2]\n'],
    ['duplicate keys', 'a: 1\na: 2\n'],
    ['keys that are no strings', 'on: 1\n'],
    ['merge keys', 'a: {b: 1}\n<<: {c: 1}\n'],
    ['tabs', 'a:\n\tb: 1\n'],
    ['carriage returns', 'a: 1\r\nb: 2\r\n'],
    ['a key of every object', 'constructor: 1\n'],
    ['the prototype', '__proto__: {a: 1}\n'],
    ['wrong indentation', 'a:\n  b: 1\n c: 2\n'],
    ['two values', 'a: b: c\n'],
    ['text behind a quote', 'a: "b" c\n'],
  ])('leaves %s to the whole parser', (_, text) => {
    expect(parseBlockDocument(text)).toBe(OUTSIDE);
  });

  it('gives what the whole parser gives for changed documents too, or leaves them alone', () => {
    const pieces = [
      ...[
        ' ',
        '  ',
        ':',
        ': ',
        '- ',
        '-',
        '#',
        ' #',
        '"',
        "'",
        '{',
        '}',
        '[',
        ']',
        ', ',
        '|',
        '|-',
        '|+',
        '>',
        '&a',
        '*a',
      ],
      ...[
        '\n',
        '\n\n',
        '\n  ',
        '\n- ',
        '!',
        '%',
        '\t',
        '\r',
        '0',
        '07',
        '0o17',
        '0x1F',
        '1_000',
        '.5',
        '1e3',
        'y',
        'on',
        '~',
      ],
      ...[
        'null',
        '.',
        '\\',
        '\\n',
        'é',
        '\u2028',
        '\ufeff',
        '\u0007',
        '?',
        '? ',
        '<<: ',
        '@',
        '`',
        '=',
        'a: b',
        '...',
        '',
      ],
    ];
    const change = fc.record({ at: fc.nat(4000), drop: fc.nat(3), piece: fc.constantFrom(...pieces) });
    const short = documents.filter((text) => text.length < 2000);
    let read = 0;
    fc.assert(
      fc.property(fc.constantFrom(...short), fc.array(change, { minLength: 1, maxLength: 4 }), (text, changes) => {
        let changed = text;
        for (const { at, drop, piece } of changes) {
          const place = at % (changed.length + 1);
          changed = changed.slice(0, place) + piece + changed.slice(place + drop);
        }
        const value = parseBlockDocument(changed);
        if (value === OUTSIDE) return;
        read++;
        expect(value).toStrictEqual(whole(changed));
      }),
      { numRuns: runs(4_000) },
    );
    expect(read).toBeGreaterThan(0);
  });
});

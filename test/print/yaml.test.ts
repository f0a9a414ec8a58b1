import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { printYaml, printYamlDocuments } from '../../src/print/yaml.js';
import { parseWhole } from '../../src/sources/yaml-values.js';
import { runs } from '../property.js';

/** Signs that YAML has rules for, and words that it reads as something else. */
const signs = fc.string({
  unit: fc.constantFrom(...'a \n:#-.1"\'\ty|>{[,~*&!%@`\\', 'é', '\u2028', '\u00a0', '\u0000', '\u{1f600}'),
});
const words = fc.constantFrom(
  'yes',
  'null',
  '1',
  '0x1',
  '.5',
  '1e3',
  'a: b',
  '<<',
  '=',
  '~',
  '2024-01-01',
  '1:30',
  '- a',
  'x ',
);
const texts = fc.oneof(fc.string(), signs, words);
const keys = texts.filter((key) => key !== '__proto__' && key !== '<<');
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    texts,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(keys, tie('value'), { maxKeys: 4 }),
  ),
}));
const document = fc.oneof(fc.array(value, { minLength: 1 }), fc.dictionary(keys, value, { minKeys: 1 }));

describe('YAML of manifests', () => {
  it('is read back as the same values, by YAML 1.1 as the API server reads it and by 1.2', () => {
    fc.assert(
      fc.property(document, (written) => {
        const text = printYaml(written);
        const plain: unknown = JSON.parse(JSON.stringify(written));
        expect(parseWhole(text)).toEqual(plain);
        expect(parseDocument(text, { version: '1.2' }).toJS()).toEqual(plain);
      }),
      { numRuns: runs(2_000) },
    );
  });

  it('lets nothing through that a terminal obeys', () => {
    const wild = {
      '\u009bkey': 'a\u001b[31m\u009b2J\u202e\u007f\ufeff\u2028',
      lines: 'a\n\u009bb\n',
      sides: 'a\n\u2067b\n',
    };
    const text = printYaml(wild);
    expect(text).toMatch(/^[\n -~]*$/);
    expect(parseWhole(text)).toEqual(wild);
  });

  it('looks as people write it', () => {
    const config = {
      data: { mesh: 'a: 1\nb: 2\n', none: '' },
      list: [{ name: 'x', args: ['-v', 'on'] }, [1]],
      empty: {},
    };
    expect(printYamlDocuments([config, { a: undefined, b: 'http://x:80/y' }])).toBe(
      [
        'data:\n  mesh: |\n    a: 1\n    b: 2\n  none: ""',
        'list:\n- name: x\n  args:\n  - "-v"\n  - "on"\n- - 1\nempty: {}',
        '---\nb: http://x:80/y\n',
      ].join('\n'),
    );
  });
});

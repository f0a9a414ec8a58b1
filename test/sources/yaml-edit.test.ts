import { describe, expect, it } from 'vitest';
import { applyEdits, type Edit } from '../../src/model/edit.js';
import { editDocument } from '../../src/sources/yaml-edit.js';
import { parseDocument } from '../../src/sources/yaml-values.js';

const rename = (path: Edit['path'], key: string): Edit => ({ op: 'rename-key', path, key });
const set = (path: Edit['path'], value: string): Edit => ({ op: 'set', path, value });
const wrap = (path: Edit['path'], key: string): Edit => ({ op: 'wrap', path, key });
const edit = (text: string, ...edits: Edit[]) => editDocument(text, [{ edits }]);

describe('editing a document', () => {
  it.each<[string, string, Edit[], string]>([
    ['a key', 'spec:\n  mtch: 1 # why\n', [rename(['spec', 'mtch'], 'match')], 'spec:\n  match: 1 # why\n'],
    ['a key in single quotes', "'a': 1\n", [rename(['a'], 'b')], "'b': 1\n"],
    ['a key in double quotes', '{ "a" : 1 }', [rename(['a'], 'b')], '{ "b" : 1 }'],
    ['a key with a value below', 'a:\n- x\n', [rename(['a'], 'b')], 'b:\n- x\n'],
    ['a key in a list', '- a: 1\n-   a:   2 \n', [rename([1, 'a'], 'b')], '- a: 1\n-   b:   2 \n'],
    ['a key with CRLF and tabs', 'x:\t1\r\na: 2\r\n', [rename(['a'], 'b')], 'x:\t1\r\nb: 2\r\n'],
    ['a key before an anchor', 'a: &n 1\nc: *n\n', [rename(['a'], 'b')], 'b: &n 1\nc: *n\n'],
    ['a value', 'a: round_robin   # c\n', [set(['a'], 'ROUND_ROBIN')], 'a: ROUND_ROBIN   # c\n'],
    ['a quoted value', 'a: "x"\n', [set(['a'], 'y')], 'a: "y"\n'],
    ['a value that is a word of YAML', 'a: x\n', [set(['a'], 'off')], 'a: "off"\n'],
    ['a value in JSON', '{"a":"x","b":[1]}\n', [set(['a'], 'Y')], '{"a":"Y","b":[1]}\n'],
    [
      'a number into a map',
      'm:\n  p: 20 # c\n  q: 1\n',
      [wrap(['m', 'p'], 'value')],
      'm:\n  p:\n    value: 20 # c\n  q: 1\n',
    ],
    ['a number in a list into a map', '- p: 20\n  q: 1\n', [wrap([0, 'p'], 'value')], '- p:\n    value: 20\n  q: 1\n'],
    ['a number into a map, with CRLF', 'p: 20\r\n', [wrap(['p'], 'value')], 'p:\r\n  value: 20\r\n'],
    [
      'a number into a map in flow style',
      'm: {p: 20, q: 1}\n',
      [wrap(['m', 'p'], 'value')],
      'm: {p: {value: 20}, q: 1}\n',
    ],
    ['a number into a map in JSON', '{"p": 20}', [wrap(['p'], 'value')], '{"p": {"value": 20}}'],
    [
      'items',
      'o:\n- x\n- "*" # all\n',
      [wrap(['o', 0], 'exact'), wrap(['o', 1], 'exact')],
      'o:\n- exact: x\n- exact: "*" # all\n',
    ],
    [
      'items in flow style',
      'o: [x, "*"]\n',
      [wrap(['o', 0], 'exact'), wrap(['o', 1], 'exact')],
      'o: [{exact: x}, {exact: "*"}]\n',
    ],
    [
      'a key and its value',
      'h:\n- mirror: {host: x}\n  mirrorPercent: 5\n',
      [rename(['h', 0, 'mirrorPercent'], 'mirrorPercentage'), wrap(['h', 0, 'mirrorPercent'], 'value')],
      'h:\n- mirror: {host: x}\n  mirrorPercentage:\n    value: 5\n',
    ],
    ['an outer and an inner key', 'a:\n  b: 1\n', [rename(['a'], 'c'), rename(['a', 'b'], 'd')], 'c:\n  d: 1\n'],
    ['nothing', '# only\na: 1   \n\n', [], '# only\na: 1   \n\n'],
  ])('changes %s and nothing else', (_name, text, edits, expected) => {
    const edited = edit(text, ...edits);
    expect(edited.text).toBe(expected);
    expect(edited.made).toHaveLength(1);
    expect(parseDocument(edited.text)).toEqual(applyEdits(parseDocument(text), edits));
  });

  it.each<[string, string, Edit]>([
    ['a path that is not there', 'a: 1\n', rename(['b'], 'c')],
    ['a name that exists', 'a: 1\nb: 2\n', rename(['a'], 'b')],
    ['a key that stands twice', 'a: 1\na: 2\n', rename(['a'], 'b')],
    ['a place below an alias', 'x: &n\n  a: 1\ny: *n\n', rename(['y', 'a'], 'b')],
    ['a place below a merge key', 'x: &n\n  a: 1\ny:\n  <<: *n\n', rename(['y', 'a'], 'b')],
    ['a value with an anchor', 'a: &n 20\nb: *n\n', wrap(['a'], 'value')],
    ['a value with a tag', 'a: !!str 20\n', set(['a'], 'x')],
    ['an alias as value', 'b: &n 1\na: *n\n', set(['a'], 'x')],
    ['a map as value', 'a:\n  b: 1\n', set(['a'], 'x')],
    ['a text of several lines', 'a: |\n  x\n  y\n', wrap(['a'], 'value')],
    ['a value on the next line', 'a:\n  20\n', wrap(['a'], 'value')],
    ['an empty value', 'a:\n', wrap(['a'], 'value')],
    ['a document with errors', 'a: "x\n', rename(['a'], 'b')],
  ])('refuses %s', (_name, text, change) => {
    expect(edit(text, change)).toEqual({ text, made: [] });
  });

  it('makes all edits of a set or none', () => {
    const sets = [{ edits: [rename(['a'], 'x'), rename(['no'], 'y')] }, { edits: [rename(['b'], 'z')] }];
    expect(editDocument('a: 1\nb: 2\n', sets)).toEqual({ text: 'a: 1\nz: 2\n', made: [sets[1]] });
  });

  it('gives two keys no common name', () => {
    const sets = [{ edits: [rename(['a'], 'x')] }, { edits: [rename(['b'], 'x')] }];
    expect(editDocument('a: 1\nb: 2\n', sets)).toEqual({ text: 'x: 1\nb: 2\n', made: [sets[0]] });
  });
});

import { describe, expect, it } from 'vitest';
import { joinFlowLines } from '../../src/inject/flow-lines.js';

describe('collections over several lines', () => {
  it.each([
    ['a: {\n  b: "c",\n\n  d: \'e}\',\n  }\nf: 1', 'a: { b: "c",  d: \'e}\'}\nf: 1'],
    ['a: [\n  1,\n  {x: 2}\n]', 'a: [ 1, {x: 2} ]'],
    ['- a: {\n  }', '- a: { }'],
  ])('%j', (text, expected) => expect(joinFlowLines(text)).toBe(expected));

  it.each([
    'a: |\n  b: {\n  }\n',
    'a: {\n  b: c # comment\n}',
    'a: {\n  b: "c\n  d"\n}',
    'a: {b: c}\n',
    'a: {\n',
    '# a: {\n# }\n',
    '- name: x\n  value: |-\n    [\n        {"a":1}\n    ]\n',
  ])('%j stays', (text) => expect(joinFlowLines(text)).toBe(text));
});

import { describe, expect, it } from 'vitest';
import { parseDocument, YamlError } from '../../src/sources/yaml-values.js';

function errorOf(text: string): YamlError | undefined {
  try {
    parseDocument(text);
    return undefined;
  } catch (error) {
    if (error instanceof YamlError) return error;
    throw error;
  }
}

describe('a quote that is never closed', () => {
  it.each<[string, string, number, number]>([
    ['of a value', 'a: 1\nb:\n  c: "x\n  d: y\n', 3, 6],
    ['of a value in single quotes', "a:\n  b: 'x\n  d: y\n", 2, 6],
    ['of an item', 'a:\n- "x\n- y\n', 2, 3],
    ['in flow style', 'a: [b, "c]\nd: 1\n', 1, 8],
    ['at the end', 'a: 1\nb: "x', 2, 4],
    ['after an escaped one', 'a: "x\\"\nb: 1\n', 1, 4],
    ['some lines up', 'a:\n  b: "x\n    y\n    z\n  c: 1\n', 2, 6],
  ])('is found: %s', (_name, text, line, column) => {
    expect(errorOf(text)).toMatchObject({ line, column });
    expect(errorOf(text)?.message).toContain('quote');
  });

  it('is not blamed for other errors', () => {
    expect(errorOf('a: "x"\nb: [\n')?.message).not.toContain('quote');
    expect(errorOf('a: "x\n  y"\nb: 1\n')).toBeUndefined();
  });
});

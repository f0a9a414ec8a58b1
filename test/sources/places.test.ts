import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Document, isNode, isScalar, parseDocument as parseTree } from 'yaml';
import { findPlace, placeText } from '../../src/sources/block-places.js';
import { splitDocuments } from '../../src/sources/documents.js';
import { UNKNOWN } from '../../src/sources/flow-places.js';
import { locate } from '../../src/sources/positions.js';
import { parseDocument } from '../../src/sources/yaml-values.js';

type Path = (string | number)[];

/** The key of a path in a tree, or its node where it is an item. */
function offsetOf(tree: Document, path: Path): number | undefined {
  const parent = tree.getIn(path.slice(0, -1), true);
  if (path.length > 0 && parent && typeof parent === 'object' && 'items' in parent && Array.isArray(parent.items)) {
    const pair = parent.items.find((item) => isScalar(item?.key) && String(item.key.value) === String(path.at(-1)));
    if (pair) return pair.key.range?.[0];
  }
  const node = tree.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}

/** What the whole parser says about the longest part of a path that is there. */
function wholeOffset(tree: Document, path: Path): number {
  for (let length = path.length; length >= 0; length--) {
    const offset = offsetOf(tree, path.slice(0, length));
    if (offset !== undefined) return offset;
  }
  return 0;
}

/** All paths of a value, and some that lead nowhere. */
function* pathsOf(value: unknown, path: Path = []): Generator<Path> {
  yield path;
  yield [...path, 'nowhere'];
  if (Array.isArray(value)) {
    yield [...path, value.length];
    for (const [i, item] of value.entries()) yield* pathsOf(item, [...path, i]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* pathsOf(item, [...path, key]);
  }
}

const TEXTS = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((file) => /^(goldens|samples)\/.*\.ya?ml$/.test(file))
  .map((file) => readFileSync(join('test', file), 'utf8'))
  .filter((text) => text.length < 100_000);

function readValue(text: string): unknown {
  try {
    return parseDocument(text);
  } catch {
    return undefined; // there are samples of what is no YAML
  }
}

describe('places of paths', () => {
  it('are where the whole parser finds them', () => {
    let asked = 0;
    let unknown = 0;
    for (const text of TEXTS) {
      for (const { start, end } of splitDocuments({ name: '', text })) {
        const own = text.slice(start, end);
        const value = readValue(own);
        if (value === undefined) continue;
        const tree = parseTree(own, { version: '1.1', logLevel: 'silent', uniqueKeys: false });
        const source = placeText(own);
        for (const path of pathsOf(value)) {
          // Keys that are numbers: the parser's own search takes them for others than their text.
          if (path.some((step) => typeof step === 'string' && /^\d+$/.test(step))) continue;
          const place = findPlace(source, path);
          asked++;
          if (place === UNKNOWN) unknown++;
          else
            expect([path.join('.'), place, own.slice(place, place + 20)]).toEqual([
              path.join('.'),
              wholeOffset(tree, path),
              own.slice(place, place + 20),
            ]);
        }
      }
    }
    expect(asked).toBeGreaterThan(10_000);
    // A path behind a scalar leads out of the plain form; little else does.
    expect(unknown / asked).toBeLessThan(0.5);
  });

  it.each<[string, string, Path, [number, number]]>([
    ['a key behind a comment', 'a: 1\n# b: x\n\nb: # c\n  c: 2\n', ['b', 'c'], [5, 3]],
    ['a list at the column of its key', 'a:\n- x\n- b: 1\n  c: 2\nd: 3\n', ['a', 1, 'c'], [4, 3]],
    ['a list in a list', '- - a\n  - b: 1\n', [0, 1, 'b'], [2, 5]],
    ['what stands behind a literal text', 'a: |\n  b: 1\n\n  # c\nb: 2\n', ['b'], [5, 1]],
    ['what stands behind a quote of several lines', 'a: "x\n  b: 1"\nb: 2\n', ['b'], [3, 1]],
    ['what stands behind a bracket of several lines', 'a: {\n  b: 1\n  }\nb: 2\n', ['b'], [4, 1]],
    ['flow in block', "a: {b: [1, {c: \"}\", d: 'it''s', e: 5}]}\n", ['a', 'b', 1, 'e'], [1, 33]],
    ['JSON', '{"a": [1, {"b,": "\\"}", "c": null}]}', ['a', 1, 'c'], [1, 25]],
    ['a key in quotes', '"a b": {x: 1}\n\'c\':\n  d: 1\n', ['c', 'd'], [3, 3]],
    ['a key with a colon', 'a:b: 1\nc: 2\n', ['a:b'], [1, 1]],
    ['the innermost that is there', 'a:\n  b: 1\n', ['a', 'c', 'd'], [1, 1]],
    ['nothing that is there', 'a: 1\n', ['x'], [1, 1]],
    ['an alias', 'a: &x {b: 1}\nc: *x\n', ['a', 'b'], [1, 8]],
    ['line ends of Windows', 'a:\r\n  b: 1\r\n  c:\r\n    - d\r\n', ['a', 'c', 0], [4, 7]],
    ['an empty document', '', ['a'], [1, 1]],
  ])('%s', (_, text, path, [line, column]) => {
    const origin = { source: { name: 'f', text }, start: 0, end: text.length, line: 1 };
    expect(locate(origin, path)).toEqual({ file: 'f', line, column });
  });

  it('are found in a large list one after the other', { timeout: 300_000 }, () => {
    const count = 20_000;
    const block = `items:\n${Array.from({ length: count }, (_, i) => `- kind: X\n  name: n${i}\n`).join('')}`;
    const json = JSON.stringify({ items: Array.from({ length: count }, (_, i) => ({ kind: 'X', name: `n${i}` })) });
    for (const text of [block, json]) {
      const source = placeText(text);
      for (let i = 0; i < count; i++) {
        const place = findPlace(source, ['items', i, 'name']);
        expect(place).toBeTypeOf('number');
        if (place !== UNKNOWN) expect(text.slice(place, place + 16)).toContain(`n${i}`);
      }
    }
  });
});

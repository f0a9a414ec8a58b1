import fc from 'fast-check';
import type { SchemaNode } from '../../src/schema/node.js';

/** Texts that fields of the schemas take, or nearly take. */
const TEXTS = [
  '',
  'a',
  'a.example',
  '*',
  '1s',
  '1',
  '0s',
  'STRICT',
  '10.0.0.1',
  'unix:///a',
  'https://a.example',
  'GET',
  'x y',
  'YQ==',
];
const STRAY = fc.oneof(
  fc.constantFrom<unknown>(true, -1, 0, 1.5, 80, 70_000, 2 ** 40, '', 'a'),
  fc.constant([]),
  fc.constant({}),
);

/**
 * Values for a schema: fields left out and set, limits kept and just missed, choices taken twice, here and there a value of
 * another type or a field that isn't known.
 */
export function valuesOf(node: SchemaNode, faults = true): fc.Arbitrary<unknown> {
  const right = rightValues(node, faults);
  return faults ? fc.oneof({ arbitrary: right, weight: 40 }, { arbitrary: STRAY, weight: 1 }) : right;
}

function rightValues(node: SchemaNode, faults: boolean): fc.Arbitrary<unknown> {
  if (node['x-kubernetes-int-or-string']) return fc.oneof(fc.integer(), fc.constantFrom(...TEXTS));
  if (node.enum) return fc.constantFrom(...node.enum, ...(faults ? [`${node.enum[0]}X`] : []));
  switch (node.type) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({
        min: (node.minimum ?? -1) - (faults ? 1 : 0),
        max: Math.min(node.maximum ?? 70_000, 70_000) + 1,
      });
    case 'number':
      return fc.double({ min: (node.minimum ?? 0) - 1, max: (node.maximum ?? 100) + 1, noNaN: true });
    case 'array':
      return fc.array(node.items ? valuesOf(node.items, faults) : fc.constant('a'), { maxLength: 3 });
    case 'object':
      return objectsOf(node, faults);
    default:
      return fc.oneof(fc.constantFrom(...TEXTS), fc.string({ maxLength: 4 }));
  }
}

function objectsOf(node: SchemaNode, faults: boolean): fc.Arbitrary<unknown> {
  const { properties, additionalProperties, required = [] } = node;
  if (typeof additionalProperties === 'object')
    return fc.dictionary(fc.constantFrom('a', 'http', '80', '', 'b*'), valuesOf(additionalProperties, faults), {
      maxKeys: 2,
    });
  if (!properties) return fc.constantFrom({}, { a: 1 });
  const fields = Object.entries(properties).map(([name, child]) => {
    const isNeeded = required.includes(name);
    // Few of many fields, so that objects stay small.
    const weight = isNeeded ? 30 : Math.max(1, Math.round(12 / Object.keys(properties).length));
    return fc
      .option(fc.constant(name), { nil: undefined, freq: weight })
      .chain((key) => (key === undefined ? fc.constant([]) : valuesOf(child, faults).map((value) => [[key, value]])));
  });
  const stray = fc.option(fc.constant(['unknwon', 1]), { nil: undefined, freq: 1 });
  return fc
    .tuple(fc.tuple(...fields), faults ? stray.map((s) => (s ? s : undefined)) : fc.constant(undefined))
    .map(([entries, extra]) =>
      Object.fromEntries([...entries.flat(), ...(extra && Math.abs(entries.flat().length) % 7 === 3 ? [extra] : [])]),
    );
}

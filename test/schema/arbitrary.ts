import fc from 'fast-check';
import type { SchemaNode } from '../../src/schema/node.js';

/** Of a hundred values, how many are of any type, how many null, and how many of a hundred objects have an unknown field. */
export interface Odds {
  readonly stray: number;
  readonly nulls: number;
  readonly unknown: number;
}

export const NO_FAULTS: Odds = { stray: 0, nulls: 0, unknown: 0 };
export const SOME_FAULTS: Odds = { stray: 2, nulls: 0, unknown: 3 };
export const WITH_NULLS: Odds = { stray: 1, nulls: 5, unknown: 1 };

/** Texts that fields of the schemas take, or nearly take. */
const TEXTS = ['', 'a', 'a.example', '*', '1s', '1', '0s', '10.0.0.1', 'unix:///a', 'https://a.example', 'x y', 'YQ=='];
const STRAY = fc.constantFrom<unknown>(true, -1, 0, 1.5, 80, 70_000, 2 ** 40, '', 'a', [], {});
const UNKNOWN_FIELD = 'unknwon';

/** Values for a schema: fields left out and set, limits kept and just missed, choices taken twice, and faults by the odds. */
export function valuesOf(node: SchemaNode, odds: Odds): fc.Arbitrary<unknown> {
  return fc.oneof(
    { arbitrary: rightValues(node, odds), weight: 100 - odds.stray - odds.nulls },
    { arbitrary: STRAY, weight: odds.stray },
    { arbitrary: fc.constant(null), weight: odds.nulls },
  );
}

function rightValues(node: SchemaNode, odds: Odds): fc.Arbitrary<unknown> {
  if (node['x-kubernetes-int-or-string']) return fc.oneof(fc.integer(), fc.constantFrom(...TEXTS));
  if (node.enum) return fc.constantFrom(...node.enum, ...(odds.stray > 0 ? [`${node.enum[0]}X`] : []));
  const { minimum: low = -1, maximum: high = 70_000 } = node;
  switch (node.type) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: low - (odds.stray > 0 ? 1 : 0), max: Math.min(high, 70_000) + 1 });
    case 'number':
      return fc.double({ min: low - 1, max: Math.min(high, 100) + 1, noNaN: true });
    case 'array':
      return fc.array(node.items ? valuesOf(node.items, odds) : fc.constant('a'), { maxLength: 3 });
    case 'object':
      return objectsOf(node, odds);
    default:
      return fc.oneof(fc.constantFrom(...TEXTS), fc.string({ maxLength: 4 }));
  }
}

function objectsOf({ properties, additionalProperties, required = [] }: SchemaNode, odds: Odds): fc.Arbitrary<unknown> {
  if (typeof additionalProperties === 'object')
    return fc.dictionary(fc.constantFrom('a', 'http', '80', '', 'b*'), valuesOf(additionalProperties, odds), {
      maxKeys: 2,
    });
  if (!properties) return fc.constantFrom({}, { a: 1 });
  const names = Object.keys(properties);
  const fields = Object.entries(properties).map(([name, child]) => {
    // Few of many fields, so that objects stay small.
    const percent = required.includes(name) ? 97 : Math.min(60, Math.max(4, Math.round(200 / names.length)));
    return optional(
      percent,
      valuesOf(child, odds).map((value) => [name, value]),
    );
  });
  const stray = optional(odds.unknown, fc.constant([UNKNOWN_FIELD, 1]));
  return fc.tuple(...fields, stray).map((entries) => Object.fromEntries(entries.flatMap((e) => (e ? [e] : []))));
}

/** A value in so many of a hundred cases; values that aren't there aren't made. */
function optional<T>(percent: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.nat({ max: 99 }).chain((n) => (n < percent ? arbitrary : fc.constant(undefined)));
}

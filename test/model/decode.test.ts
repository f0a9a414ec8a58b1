import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boolean,
  type DecodeContext,
  type Decoder,
  durationText,
  enumeration,
  integer,
  intOrString,
  list,
  map,
  number,
  object,
  string,
} from '../../src/model/decode.js';
import { KINDS } from '../../src/model/kinds/index.js';
import { runs } from '../property.js';

function decode<T>(decoder: Decoder<T>, value: unknown) {
  const context: DecodeContext = { path: [], problems: [] };
  return { value: decoder(value, context), problems: context.problems };
}

describe('scalars', () => {
  it.each<[string, Decoder<unknown>, unknown, unknown]>([
    ['a number', number, 1.5, 1.5],
    ['a number as text', number, '1.5', 1.5],
    ['an integer', integer, 80, 80],
    ['an integer as text', integer, '80', 80],
    ['a port name', intOrString, 'http', 'http'],
    ['a port number', intOrString, 80, 80],
    ['a flag', boolean, false, false],
    ['text', string, '', ''],
    ['a duration', durationText, '1.5s', '1.5s'],
    ['an enum name', enumeration('A', 'B'), 'B', 'B'],
  ])('%s is taken', (_name, decoder, input, value) => {
    expect(decode(decoder, input)).toEqual({ value, problems: [] });
  });

  it.each<[string, Decoder<unknown>, unknown, string]>([
    ['text for a number', number, 'many', 'string "many"'],
    ['a fraction for an integer', integer, 1.5, 'number 1.5'],
    ['infinity', number, Number.POSITIVE_INFINITY, 'number Infinity'],
    ['text for a flag', boolean, 'true', 'string "true"'],
    ['a number for text', string, 5, 'number 5'],
    ['a list for text', string, [], 'a list'],
    ['a duration without unit', durationText, '5', 'string "5"'],
    ['an unknown enum name', enumeration('A', 'B'), 'C', 'string "C"'],
  ])('%s is a problem', (_name, decoder, input, found) => {
    const { value, problems } = decode(decoder, input);
    expect(value).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ path: [], found });
  });

  it('shortens what was found', () => {
    expect(decode(number, 'x'.repeat(1000)).problems[0]?.found.length).toBeLessThan(80);
  });
});

describe('structures', () => {
  const shape = object({ name: string, ports: list(object({ port: integer })), labels: map(string) });

  it('take null for unset and leave unknown fields alone', () => {
    expect(decode(shape, { name: null, ports: null, other: 1 })).toEqual({ value: {}, problems: [] });
  });

  it('go on after a problem and say where each was', () => {
    const { value, problems } = decode(shape, {
      name: 1,
      ports: [{ port: 'x' }, { port: 80 }, 5],
      labels: { a: true },
    });
    expect(problems.map((p) => p.path.join('.'))).toEqual(['name', 'ports.0.port', 'ports.2', 'labels.a']);
    expect(value?.ports).toEqual([{}, { port: 80 }]);
  });

  it('keep keys such as __proto__ as plain keys', () => {
    const { value } = decode(
      shape,
      JSON.parse('{"labels": {"__proto__": "x", "constructor": "y"}, "__proto__": {"name": "z"}}'),
    );
    expect(Object.entries(value?.labels ?? {})).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(Object.hasOwn(value ?? {}, 'name')).toBe(false);
    expect(({} as Record<string, unknown>)['name']).toBeUndefined();
  });
});

describe('every kind', () => {
  it.each(Object.values(KINDS).map((kind) => [kind.kind, kind] as const))(
    '%s decodes anything without a throw',
    (_name, kind) => {
      fc.assert(
        fc.property(
          fc.object({ maxDepth: 4, key: fc.constantFrom('spec', 'http', 'match', 'data', 'ports', '__proto__', 'x') }),
          (value) => {
            decode<unknown>(kind.decode, value);
          },
        ),
        { numRuns: runs(50) },
      );
    },
  );
});

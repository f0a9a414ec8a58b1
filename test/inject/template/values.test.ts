import { describe, expect, it } from 'vitest';
import {
  BOOL,
  dictOf,
  FLOAT64,
  fromJson,
  fromTyped,
  GoFunction,
  GoNumber,
  type GoType,
  INT32,
  INT64,
  int64,
  listOf,
  mapOf,
  pointerTo,
  STRING,
  STRING_MAP,
  sliceOf,
  TemplateError,
  type Value,
  ValueError,
} from '../../../src/inject/template/index.js';
import { renderText, renderValue } from './rendering.js';

const PORT: GoType = {
  name: 'v1.Port',
  kind: 'struct',
  fields: [
    { name: 'Name', json: 'name', type: STRING, omitEmpty: true },
    { name: 'Number', json: 'number', type: INT32 },
  ],
  methods: new Map([
    ['GetNumber', (port) => (port === undefined ? new GoNumber(INT32, -1n) : new GoNumber(INT32, 7n))],
  ]),
};
const MODE: GoType = { name: 'v1.Mode', kind: 'int32', text: () => 'REDIRECT' };
const META: GoType = {
  name: 'v1.Meta',
  kind: 'struct',
  fields: [{ name: 'Labels', json: 'labels', type: STRING_MAP, omitEmpty: true }],
};
const POD: GoType = {
  name: 'v1.Pod',
  kind: 'struct',
  fields: [
    { name: 'Meta', json: '', type: META, embedded: true },
    { name: 'Ports', json: 'ports', type: () => sliceOf(PORT) },
    { name: 'User', json: 'user', type: pointerTo(INT64) },
    { name: 'Probe', json: 'probe', type: pointerTo(PORT) },
    { name: 'Mode', json: 'mode', type: MODE },
    { name: 'Ready', json: 'ready', type: BOOL },
    { name: 'Weight', json: 'weight', type: FLOAT64 },
  ],
};

const pod: Value = fromTyped(POD, {
  labels: { app: 'a' },
  ports: [{ name: 'http', number: 80 }, { number: 90 }],
  user: 1337,
  mode: 1,
  unknown: true,
});

const RENDERED: readonly (readonly [template: string, output: string])[] = [
  ['{{.Labels.app}} {{.Meta.Labels}}', 'a map[app:a]'],
  ['{{index .Labels "x"}}|{{.Labels.x}}', '|<no value>'],
  ['{{range .Ports}}{{.Name}}:{{.Number}} {{end}}', 'http:80 :90 '],
  ['{{.User}} {{.Probe}} {{.Mode}} {{.Ready}} {{.Weight}}', '1337 <nil> REDIRECT false 0'],
  ['{{.Probe.GetNumber}} {{(index .Ports 0).GetNumber}}', '-1 7'],
  ['{{index .Ports 0}} {{printf "%+v" (index .Ports 1)}}', '{http 80} {Name: Number:90}'],
  [
    '{{toJson .}}',
    '{"labels":{"app":"a"},"ports":[{"name":"http","number":80},{"number":90}],"user":1337,"probe":null,"mode":1,"ready":false,"weight":0}',
  ],
  ['{{if .Probe}}1{{else}}2{{end}}{{if .User}}1{{end}}', '21'],
  ['{{typeOf .}} {{typeOf .Ports}} {{kindOf .User}} {{typeOf .Mode}}', 'v1.Pod []v1.Port ptr v1.Mode'],
  ['{{eq (index .Ports 0).Number 80}}', 'true'],
  ['{{add .User 1}} {{int .Mode}}', '1338 1'],
];

describe('typed values', () => {
  it.each(RENDERED)('%s', (template, output) => {
    expect(renderValue(template, pod)).toBe(output);
  });

  it.each([
    '{{.Missing}}',
    '{{.Probe.Name}}',
    '{{.Ready.x}}',
    '{{upper .Mode}}',
    '{{.Labels "x"}}',
    '{{repeat .Mode "a"}}',
  ])('refuses %s', (template) => {
    expect(() => renderValue(template, pod)).toThrow(TemplateError);
  });

  it('tells int, int64 and float64 apart', () => {
    const data = dictOf([
      ['i', 1000000n],
      ['l', int64(1000000n)],
      ['f', 1000000],
    ]);
    expect(renderValue('{{.i}} {{.l}} {{.f}} {{typeOf .i}} {{typeOf .l}} {{typeOf .f}}', data)).toBe(
      '1000000 1000000 1e+06 int int64 float64',
    );
  });

  it('calls functions of the data', () => {
    const data = dictOf([['twice', new GoFunction(1, ([v]) => listOf([v ?? null, v ?? null]))]]);
    expect(renderValue('{{call .twice "a"}}', data)).toBe('[a a]');
    expect(() => renderValue('{{call .twice}}', data)).toThrow(TemplateError);
  });

  it('takes what doesn’t fit a type for an error', () => {
    expect(() => fromTyped(POD, { ports: 'x' })).toThrow(ValueError);
    expect(() => fromTyped(POD, { user: 1.5 })).toThrow(ValueError);
    expect(() => fromTyped(mapOf(STRING), { a: 1 })).toThrow(ValueError);
  });

  it('keeps names that JavaScript gives a meaning', () => {
    const data = fromJson(JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}'));
    expect(renderValue('{{.constructor}} {{index . "__proto__"}} {{.toString}}', data)).toBe('2 map[a:1] <no value>');
  });
});

describe('missing keys', () => {
  it('print as the option says', () => {
    expect(renderText('{{.a}}', {})).toBe('<no value>');
    expect(renderText('{{.a}}', {}, { missingKey: 'zero' })).toBe('<no value>');
    expect(renderValue('{{.a}}!', fromTyped(STRING_MAP, {}), { missingKey: 'zero' })).toBe('!');
    expect(() => renderText('{{.a}}', {}, { missingKey: 'error' })).toThrow(TemplateError);
  });
});

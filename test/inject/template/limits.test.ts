import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTemplate, render, TemplateError } from '../../../src/inject/template/index.js';
import { runs } from '../../property.js';
import { functions, renderText } from './rendering.js';

const DOUBLE = '{{$x := "ab"}}{{range 64}}{{$x = print $x $x}}{{end}}{{len $x}}';

const COSTLY: readonly string[] = [
  '{{range 1000000000000}}{{end}}',
  '{{range 100000}}{{range 100000}}{{.}}{{end}}{{end}}',
  '{{define "a"}}{{template "a"}}{{end}}{{template "a"}}',
  '{{define "a"}}{{template "b" .}}{{end}}{{define "b"}}{{template "a" .}}x{{end}}{{template "a"}}',
  DOUBLE,
  '{{repeat 1000000000 "abc"}}',
  '{{indent 1000000 "a\n\n\n\n\n\n\n\n\n\n"}}',
  '{{until 1000000000}}',
  '{{seq 1 1000000000}}',
  '{{printf "%1000000d%1000000d%1000000d%1000000d%1000000d%1000000d%1000000d%1000000d%1000000d" 1 1 1 1 1 1 1 1 1}}',
  '{{$l := list 1}}{{range 40}}{{$l = list $l $l}}{{end}}{{toJson $l}}',
  '{{$l := list 1}}{{range 40}}{{$l = list $l $l}}{{end}}{{$l}}',
  '{{$l := list 1}}{{range 40}}{{$l = list $l $l}}{{end}}{{toYaml $l}}',
  '{{$l := list 1}}{{range 40}}{{$l = list $l $l}}{{end}}{{deepEqual $l (deepCopy $l)}}',
  '{{$d := dict}}{{$d = set $d "a" $d}}{{$d}}',
  '{{$d := dict}}{{$d = set $d "a" $d}}{{toYaml $d}}',
  '{{$d := dict}}{{$d = set $d "a" $d}}{{merge $d (deepCopy $d)}}',
  '{{regexReplaceAll "" (repeat 100000 "a") (repeat 1000 "b")}}',
  '{{replace "" (repeat 10000 "b") (repeat 10000 "a")}}',
];

describe('rendering is bounded', () => {
  it.each(COSTLY)('%s', (template) => {
    const began = performance.now();
    expect(() => renderText(template)).toThrow(TemplateError);
    expect(performance.now() - began).toBeLessThan(60_000);
  });

  it('by what the caller says', () => {
    expect(renderText('{{range 10}}{{.}}{{end}}')).toBe('0123456789');
    expect(() => renderText('{{range 10}}{{.}}{{end}}', {}, { limits: { steps: 8 } })).toThrow(TemplateError);
    expect(() => renderText('{{range 10}}{{.}}{{end}}', {}, { limits: { size: 8 } })).toThrow(TemplateError);
  });

  it.each(['('.repeat(100_000), '{{if 1}}'.repeat(100_000), `{{${'('.repeat(20_000)}1${')'.repeat(20_000)}}}`])(
    'nothing is nested too deep to be read',
    (template) => {
      if (template.startsWith('((')) expect(renderText(template)).toBe(template);
      else expect(() => renderText(template)).toThrow(TemplateError);
    },
  );

  it('matches regular expressions in linear time', () => {
    expect(renderText('{{regexMatch "^(a+)+$" .}}', `${'a'.repeat(50_000)}b`)).toBe('false');
  });
});

const PIECES = [
  ...'{{ }} {{- -}} if else end range with define template block break continue nil true . .a .b $ $x := = | , ( ) "t" `r` \'c\' 1 2.5 -1 0x'.split(
    ' ',
  ),
  ...[...functions.keys()],
  ' ',
  '\n',
  '{{/* */}}',
  '%',
  '"',
];

const run = (template: string, data: unknown): void => {
  try {
    const text = render(parseTemplate(template, 'fuzz'), null, functions, { limits: { steps: 50_000, size: 100_000 } });
    expect(typeof text).toBe('string');
  } catch (error) {
    if (!(error instanceof TemplateError)) throw new Error(`${JSON.stringify({ template, data })}: ${String(error)}`);
  }
};

describe('fuzzing', () => {
  it('ends with a text or a TemplateError, whatever the template', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }), (pieces) => {
        run(pieces.join(' '), null);
        run(`{{${pieces.join(' ')}}}`, null);
      }),
      { numRuns: runs(1_500), seed: 7 },
    );
  });

  it('calls any function with anything', () => {
    const value = fc.oneof(
      fc.constantFrom(
        'nil',
        '.',
        '-1',
        '0',
        '3',
        '1e300',
        '9223372036854775807',
        '""',
        '"a"',
        '(list)',
        '(dict)',
        '(list 1 nil "x")',
        '(dict "a" nil)',
        '(until 3)',
        '(splitList "," "a,b")',
        '"\\xff"',
        '"*"',
        '"{"',
        '"1.2"',
        'true',
        '(semver "1.2.3")',
      ),
      fc.string({ maxLength: 8 }).map((s) => JSON.stringify(s.replace(/[^ -~]/g, 'é'))),
    );
    fc.assert(
      fc.property(fc.constantFrom(...functions.keys()), fc.array(value, { maxLength: 5 }), (name, args) => {
        run(`{{${name} ${args.join(' ')}}}`, null);
        run(`{{${args.join(' ')} | ${name}}}`, null);
      }),
      { numRuns: runs(6_000), seed: 11 },
    );
  });
});

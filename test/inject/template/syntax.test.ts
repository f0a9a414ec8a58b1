import { describe, expect, it } from 'vitest';
import { TemplateError } from '../../../src/inject/template/index.js';
import { renderText } from './rendering.js';

const DATA = { name: 'app', n: 2, yes: true, list: ['a', 'b', 'c'], map: { b: 2, a: 1 }, none: null, empty: [] };

const RENDERED: readonly (readonly [template: string, output: string])[] = [
  ['plain } {', 'plain } {'],
  ['{{.name}}-{{ .n }}', 'app-2'],
  ['a {{- " b " -}} c', 'a b c'],
  ['x {{- /* note */ -}} y', 'xy'],
  ['{{/* note */}}z', 'z'],
  ['{{- 3 -}} ', '3'],
  ['{{-3}}', '-3'],
  ['{{if .yes}}1{{else}}2{{end}}', '1'],
  ['{{if .none}}1{{else if .empty}}2{{else}}3{{end}}', '3'],
  ['{{with .name}}{{.}}{{else}}none{{end}}', 'app'],
  ['{{with .none}}1{{else with .n}}{{.}}{{end}}', '2'],
  ['{{with $x := .name}}{{$x}}{{$.n}}{{end}}', 'app2'],
  ['{{range .list}}{{.}},{{end}}', 'a,b,c,'],
  ['{{range $i, $v := .list}}{{$i}}={{$v}} {{end}}', '0=a 1=b 2=c '],
  ['{{range $k, $v := .map}}{{$k}}={{$v}} {{end}}', 'a=1 b=2 '],
  ['{{range .empty}}x{{else}}none{{end}}', 'none'],
  ['{{range 3}}{{.}}{{end}}', '012'],
  ['{{range $i := 2}}{{$i}}{{end}}', '01'],
  ['{{range .list}}{{if eq . "b"}}{{continue}}{{end}}{{.}}{{end}}', 'ac'],
  ['{{range .list}}{{if eq . "b"}}{{break}}{{end}}{{.}}{{end}}', 'a'],
  ['{{range .none}}x{{end}}', ''],
  ['{{$x := 1}}{{range .list}}{{$x = .}}{{end}}{{$x}}', 'c'],
  ['{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}', '21'],
  ['{{$first := true}}{{range .list}}{{if not $first}},{{end}}{{$first = false}}{{.}}{{end}}', 'a,b,c'],
  ['{{$l := list}}{{range .list}}{{$l = append $l .}}{{end}}{{join "+" $l}}', 'a+b+c'],
  ['{{define "t"}}<{{.}}>{{end}}{{template "t" .name}}{{template "t"}}', '<app><<no value>>'],
  ['{{block "b" .n}}[{{.}}]{{end}}', '[2]'],
  ['{{(.map).a}}{{(index .list 1)}}', '1b'],
  ['{{.name | printf "%s-%s" "x" | quote}}', '"x-app"'],
  ['{{`raw\n`}}{{"\\u00e9\\x41"}}', 'raw\néA'],
  ["{{'a'}} {{0x1F}} {{1e3}} {{0b11}} {{1_000}} {{.5}}", '97 31 1000 3 1000 0.5'],
  ['{{and .name 0 .none}}{{or 0 .none .n}}', '02'],
  ['{{or .yes (fail "never")}}{{and .none (fail "never")}}', 'true<no value>'],
  ['{{.missing}} {{.missing.deeper}} {{.none}}', '<no value> <no value> <no value>'],
  ['{{if eq .n 2.0 }}=={{end}}{{if ne .name "x"}}!={{end}}', '==!='],
  ['{{len .list}}{{len "é"}}{{len .map}}', '322'],
  ['{{print 1 2 "a" 3 4}}|{{println "x" 1}}', '1 2a3 4|x 1\n'],
  ['{{html "<a>"}}{{js "it\'s"}}{{urlquery "a b&c"}}', "&lt;a&gt;it\\'sa+b%26c"],
];

describe('templates', () => {
  it.each(RENDERED)('%s', (template, output) => {
    expect(renderText(template, DATA)).toBe(output);
  });
});

const REFUSED: readonly (readonly [template: string, line: number, column: number])[] = [
  ['{{', 1, 2],
  ['a\n  {{.x', 2, 6],
  ['{{if .x}}', 1, 9],
  ['{{end}}', 1, 2],
  ['\n{{nothing .}}', 2, 2],
  ['{{$x}}', 1, 2],
  ['{{$x = 1}}', 1, 2],
  ['{{break}}', 1, 2],
  ['{{"a" "b"}}', 1, 2],
  ['{{1 | 2}}', 1, 6],
  ['{{.name.x}}', 1, 2],
  ['{{.none.x}}', 1, 2],
  ['{{index .list 7}}', 1, 2],
  ['{{template "x"}}', 1, 2],
  ['a\n\n {{ fail "no" }}', 3, 4],
  ['{{upper 1}}', 1, 8],
  ['{{upper}}', 1, 2],
  ['{{lt .list 1}}', 1, 2],
  ['{{eq "a" 1}}', 1, 2],
  ['{{range .name}}{{end}}', 1, 2],
  ['{{nil}}', 1, 2],
  ['{{/* open', 1, 0],
  ['{{99999999999999999999}}', 1, 2],
  ['{{define "a"}}1{{end}}{{define "a"}}2{{end}}', 1, 24],
  ['{{randAlpha 3}}', 1, 2],
  ['{{env "HOME"}}', 1, 2],
];

describe('templates that fail', () => {
  it.each(REFUSED)('%s', (template, line, column) => {
    expect(() => renderText(template, DATA)).toThrow(TemplateError);
    try {
      renderText(template, DATA);
    } catch (error) {
      expect(error).toMatchObject({ position: { template: 'test', line, column } });
    }
  });
});

import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { LocatedFinding } from '../../../src/analyze/finding.js';
import { FINDING_FORMATS, type FindingFormat, formatFindings } from '../../../src/print/analysis/index.js';

const TEXT = `apiVersion: networking.istio.io/v1
kind: VirtualService
spec:
  http:
\t- mtch: [] # \u001b[31m
`;

function finding(more: Partial<LocatedFinding> = {}): LocatedFinding {
  return {
    code: 'IST0130',
    name: 'VirtualServiceUnreachableRule',
    severity: 'warning',
    message: 'rule "late" is never reached',
    explain: 'An earlier rule takes every request.',
    resource: {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      namespace: 'search',
      name: 'finder',
    },
    field: 'spec.http[1]',
    place: { file: 'vs.yaml', line: 4, column: 3, text: TEXT },
    ...more,
  };
}

/** The same finding as a cluster has it. */
function placeless(more: Partial<LocatedFinding> = {}): LocatedFinding {
  const { place: _, ...rest } = finding(more);
  return rest;
}

const HOSTILE = 'a\u001b[2J\u202e "b" <c> & %0A 100% ]](x) [l](http://evil) \ud800 \ufffe é\n::error::x\u0000';
const hostile = finding({
  code: 'MW0001',
  name: 'Odd',
  severity: 'error',
  message: HOSTILE,
  field: HOSTILE,
  resource: { apiVersion: 'v1', kind: 'Service', namespace: 'n', name: HOSTILE },
  place: { file: `./dir with,:%\u001b\ud800/../a:b/c d.yaml`, line: 5, column: 4, text: TEXT },
});
const info = placeless({
  code: 'IST0102',
  name: 'NamespaceNotInjected',
  severity: 'info',
  resource: { apiVersion: 'v1', kind: 'Namespace', namespace: '', name: 'plain' },
  field: '',
});
const findings = [hostile, finding(), finding({ message: 'another' }), info, { ...hostile }];

const show = (format: FindingFormat, list: readonly LocatedFinding[] = findings, more = {}) =>
  formatFindings(format, list, { colour: false, frame: false, version: '1.2.3', ...more });

describe('every format', () => {
  it.each(FINDING_FORMATS)('%s lets no control character through', (format) => {
    expect(show(format, findings, { frame: true })).not.toMatch(
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e]/,
    );
  });

  it.each(FINDING_FORMATS)('%s shows an empty list', (format) => {
    const text = show(format, []);
    expect(text === '' || text.endsWith('\n')).toBe(true);
  });
});

describe('text', () => {
  it('is one line a finding', () => {
    expect(show('text', [finding(), info])).toBe(
      'Warning [IST0130] (VirtualService search/finder vs.yaml:4) rule "late" is never reached\n' +
        'Info [IST0102] (Namespace plain) rule "late" is never reached\n',
    );
    expect(show('log', findings)).toBe(show('text', findings));
    expect(show('text', findings).split('\n')).toHaveLength(findings.length + 1);
  });

  it('shows the lines around the place', () => {
    const place = { file: 'vs.yaml', line: 5, column: 4, text: TEXT };
    expect(
      show('text', [finding({ place })], { frame: true })
        .split('\n')
        .slice(1),
    ).toEqual(['    4 |   http:', '  > 5 |   - mtch: [] # \\x1b[31m', '      |     ^', '', '']);
  });

  it('cuts long lines around the place', () => {
    const text = `${'a'.repeat(5000)}HERE${'b'.repeat(5000)}\n`;
    const place = { file: 'x', line: 1, column: 5001, text };
    const [, line = '', caret = ''] = show('text', [finding({ place })], { frame: true, columns: 80 }).split('\n');
    expect(line.length).toBeLessThanOrEqual(80);
    expect(line.slice(caret.indexOf('^'))).toMatch(/^HERE/);
  });

  it('draws no frame for a place outside its text', () => {
    const place = { file: 'x', line: 9, column: 1, text: 'one\n' };
    expect(
      show('text', [finding({ place })], { frame: true })
        .trimEnd()
        .split('\n'),
    ).toHaveLength(1);
  });

  it('colours by severity', () => {
    expect(show('text', [finding()], { colour: true })).toMatch(/^\u001b\[33mWarning\u001b\[0m \[IST0130\]/);
  });
});

describe('json and yaml', () => {
  const entries = [
    {
      code: 'IST0130',
      column: 3,
      documentationUrl: 'https://istio.io/v1.30/docs/reference/config/analysis/ist0130/',
      field: 'spec.http[1]',
      level: 'Warning',
      message: 'rule "late" is never reached',
      origin: 'VirtualService search/finder',
      reference: 'vs.yaml:4',
    },
    {
      code: 'IST0102',
      documentationUrl: 'https://istio.io/v1.30/docs/reference/config/analysis/ist0102/',
      level: 'Info',
      message: 'rule "late" is never reached',
      origin: 'Namespace plain',
    },
  ];

  it('say the same', () => {
    expect(JSON.parse(show('json', [finding(), info]))).toEqual(entries);
    expect(parse(show('yaml', [finding(), info]))).toEqual(entries);
    expect(parse(show('yaml'), { version: '1.1' })).toEqual(JSON.parse(show('json')));
  });

  it.each(['yes', 'null', '- a', 'a: b', 'a #b', '1', '1.5', '', ' a', '@x', "it's", '2001-01-01', '~', 'a:'])(
    'keep the text %j in YAML',
    (message) => {
      for (const version of ['1.1', '1.2'] as const) {
        expect(parse(show('yaml', [finding({ message })]), { version })[0].message).toBe(message);
      }
    },
  );

  it('are empty lists without findings', () => {
    expect(show('json', [])).toBe('[]\n');
    expect(show('yaml', [])).toBe('[]\n');
  });
});

describe('sarif', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../goldens/sarif-2.1.0.subset.schema.json', import.meta.url), 'utf8'),
  );
  const ajv = new Ajv({ strict: true, allErrors: true });
  formats.default(ajv);
  const valid = ajv.compile(schema);

  it.each([
    ['findings', findings],
    ['nothing', []],
  ] as const)('is valid with %s', (_name, list) => {
    valid(JSON.parse(show('sarif', list)));
    expect(valid.errors ?? []).toEqual([]);
  });

  it('would not pass the schema with a wrong level', () => {
    expect(valid(JSON.parse(show('sarif').replace('"level": "note"', '"level": "info"')))).toBe(false);
  });

  it('points each result at its rule and place', () => {
    const [run] = JSON.parse(show('sarif')).runs;
    expect(run.tool.driver.rules.map((r: { id: string }) => r.id)).toEqual(['MW0001', 'IST0130', 'IST0102']);
    expect(run.results.map((r: { ruleIndex: number }) => r.ruleIndex)).toEqual([0, 1, 1, 2, 0]);
    expect(run.results[1].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'vs.yaml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 4, startColumn: 3 },
    });
    expect(run.results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('a%3Ab/c%20d.yaml');
    expect(run.results[0].message.text).not.toContain('](');
  });

  it('gives fingerprints that survive moved lines and tell findings apart', () => {
    const prints = (list: readonly LocatedFinding[]) =>
      JSON.parse(show('sarif', list)).runs[0].results.map((r: { partialFingerprints: object }) =>
        JSON.stringify(r.partialFingerprints),
      );
    const moved = findings.map((f) => (f.place ? { ...f, place: { ...f.place, line: f.place.line + 7 } } : f));
    expect(prints(moved)).toEqual(prints(findings));
    expect(new Set(prints(findings)).size).toBe(findings.length);
  });
});

describe('junit', () => {
  /** Reads XML as strictly as needed here: every tag closed by its own, attributes quoted, no bare markup. */
  function elements(xml: string): { name: string; attributes: Record<string, string>; inside: string[] }[] {
    const found: { name: string; attributes: Record<string, string>; inside: string[] }[] = [];
    const open: string[] = [];
    let rest = xml.replace(/^<\?xml[^?]*\?>\n/, '');
    while (rest !== '') {
      const text = /^[^<>]+/.exec(rest)?.[0];
      if (text !== undefined) {
        expect(text.replace(/&(amp|lt|gt|quot);/g, '')).not.toContain('&');
        rest = rest.slice(text.length);
        continue;
      }
      const tag = /^<(\/?)([a-z-]+)((?:\s+[a-z]+="[^"<>]*")*)\s*(\/?)>/.exec(rest);
      if (!tag) throw new Error(`no XML: ${rest.slice(0, 80)}`);
      const [whole, end, name = '', attributes = '', empty] = tag;
      rest = rest.slice(whole.length);
      if (end) {
        expect(open.pop()).toBe(name);
        continue;
      }
      const pairs = [...attributes.matchAll(/([a-z]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]);
      found.push({ name, attributes: Object.fromEntries(pairs), inside: [...open] });
      if (!empty) open.push(name);
    }
    expect(open).toEqual([]);
    return found;
  }

  /** Attributes that the XSDs in use ask for, and where each element may stand. */
  const RULES: Readonly<Record<string, { in: string | undefined; needs: readonly string[] }>> = {
    testsuites: { in: undefined, needs: [] },
    testsuite: { in: 'testsuites', needs: ['name', 'tests', 'failures', 'errors', 'time'] },
    testcase: { in: 'testsuite', needs: ['name', 'classname', 'time'] },
    failure: { in: 'testcase', needs: ['message', 'type'] },
    'system-out': { in: 'testcase', needs: [] },
  };

  it.each([
    ['findings', findings, 4],
    ['nothing', [], 0],
  ] as const)('keeps the rules with %s', (_name, list, failures) => {
    const xml = show('junit', list);
    expect(xml).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n/);
    expect(xml).not.toMatch(/[\p{Surrogate}\ufffe\uffff]/u);
    const all = elements(xml);
    for (const { name, attributes, inside } of all) {
      expect(Object.keys(RULES)).toContain(name);
      expect(inside.at(-1)).toBe(RULES[name]?.in);
      expect(Object.keys(attributes)).toEqual(expect.arrayContaining([...(RULES[name]?.needs ?? [])]));
    }
    const count = (name: string) => all.filter((e) => e.name === name).length;
    const suite = all.find((e) => e.name === 'testsuite');
    expect(suite?.attributes['tests']).toBe(String(count('testcase')));
    expect(suite?.attributes['failures']).toBe(String(count('failure')));
    expect(count('failure')).toBe(failures);
    expect(count('testcase')).toBe(Math.max(1, list.length));
  });
});

describe('github', () => {
  it('writes one workflow command a finding', () => {
    expect(show('github', [finding(), info])).toBe(
      '::warning file=vs.yaml,line=4,col=3,title=IST0130 VirtualServiceUnreachableRule::VirtualService search/finder: rule "late" is never reached\n' +
        '::notice title=IST0102 NamespaceNotInjected::Namespace plain: rule "late" is never reached\n',
    );
  });

  it('lets no text end its command or begin another', () => {
    const lines = show('github', [hostile]).trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^::error file=a%3Ab\/c d\.yaml,line=5,col=4,title=MW0001 Odd::/);
    expect(lines[0]).toContain('100%25');
  });
});

describe('gitlab', () => {
  it('writes what code quality reports need', () => {
    const entries = JSON.parse(show('gitlab'));
    expect(entries).toHaveLength(findings.length);
    expect(entries[1]).toEqual({
      description: 'VirtualService search/finder: rule "late" is never reached',
      check_name: 'IST0130',
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
      severity: 'minor',
      location: { path: 'vs.yaml', lines: { begin: 4 } },
    });
    expect(entries[0].location.path).toBe('a:b/c d.yaml');
    expect(entries[3].location).toEqual({ path: 'cluster/Namespace/plain', lines: { begin: 1 } });
    expect(new Set(entries.map((e: { fingerprint: string }) => e.fingerprint)).size).toBe(entries.length);
  });
});

import { describe, expect, it } from 'vitest';
import { runCommand } from './command-run.js';

const SAMPLE = 'test/samples/bookshop';
const URL = 'http://catalog:8080/books';

/** Runs the tests of a text over the sample. */
const run = (tests: string, ...options: readonly string[]) =>
  runCommand(['test', '-f', SAMPLE, '-', ...options], tests);
const test = (expected: string, from = 'deployment/web.books') => `tests:
  - name: one
    from: ${from}
    request: {url: "${URL}"}
    expect: ${expected}
`;

describe('meshwright test', () => {
  it('passes the tests of the sample, which touch everything', async () => {
    const { exit, out, err } = await runCommand([
      'test',
      '-f',
      SAMPLE,
      `${SAMPLE}/tests.yaml`,
      '--fail-under',
      '100',
      '-o',
      'json',
    ]);
    expect(err).toBe('');
    const report = JSON.parse(out);
    expect(report.summary).toMatchObject({ passed: 67, failed: 0 });
    expect(report.coverage).toMatchObject({ percent: 100, total: 30, missing: [] });
    expect(exit).toBe(0);
  });

  it('finds the tests in a directory', async () => {
    const { exit, out } = await runCommand(['test', '-f', SAMPLE, SAMPLE]);
    expect(out).toContain('Tests: 67 passed, 0 failed');
    expect(exit).toBe(0);
  });

  it('fails with what differs and the way of the request', async () => {
    const { exit, out } = await run(test('{timeout: 3s, destination: catalog/v2}'));
    expect(exit).toBe(1);
    expect(out).toContain('FAIL  one  -:2');
    expect(out).toContain('timeout: expected 3s, but it is none');
    expect(out).toMatch(/not route +testers +header x-tester: wants exact true, there is none/);
    expect(out).toMatch(/routes\.yaml:\d+/);
  });

  it('tells what no test touches', async () => {
    const { exit, out } = await run(test('{route: canary}'), '--coverage');
    expect(exit).toBe(0);
    expect(out).toMatch(/Coverage: [\d.]+ % \(1 of 20 routes, 0 of 5 policies, 2 of 5 subsets\)/);
    expect(out).toMatch(/not touched: VirtualService catalog\.books http\[0\] testers {2}.*routes\.yaml:\d+/);
    expect(out).not.toContain('canary');
  });

  it('fails where too little is touched', async () => {
    expect((await run(test('{route: canary}'), '--fail-under', '50')).exit).toBe(1);
    expect((await run(test('{route: canary}'), '--fail-under', '5')).exit).toBe(0);
    expect((await run(test('{route: canary}'), '--fail-under', 'all')).exit).toBe(64);
  });

  it.each([
    [
      'a proxy that is not there',
      test('{status: 200}', 'deployment/wbe.books'),
      '-:3:5: tests[0].from: no proxy',
      'did you mean deployment/web.books?',
    ],
    ['no proxy', test('{status: 200}').replace(/ {4}from.*\n/, ''), '-:2:5: tests[0].from: from is missing', ''],
    [
      'a field that nobody knows',
      test('{timeot: 1s}'),
      '-:5:14: tests[0].expect.timeot: unknown field',
      'did you mean timeout?',
    ],
    [
      'a URL that is none',
      test('{status: 200}').replace('http://', ''),
      '-:4:5: tests[0].request: catalog:8080/books: no URL',
      '',
    ],
    ['what is no YAML', 'tests: [', '-:1:', 'not readable as YAML'],
    ['no tests', 'tests: []', 'no tests', ''],
  ])('refuses %s', async (_, text, message, hint) => {
    const { exit, out, err } = await run(text);
    expect(exit).toBe(65);
    expect(out).toBe('');
    expect(err).toContain(message);
    expect(err).toContain(hint);
  });

  it('writes JUnit XML', async () => {
    const { out } = await run(test('{route: "<&\\"\\e>"}'), '-o', 'junit', '--coverage');
    expect(out).toContain('<testsuites name="meshwright" tests="1" failures="1">');
    expect(out).toContain('<testcase name="one" classname="-" file="-" line="2">');
    expect(out).toContain('<failure message="route: expected &lt;&amp;&quot;\\x1b&gt;, but it is canary">');
    expect(out).toContain('<system-out>Coverage: ');
    expect(out).toMatch(/<\/testsuites>\n$/);
  });

  it('writes TAP', async () => {
    const { out } = await run(
      `${test('{route: canary}')}${test('{route: other}').slice('tests:\n'.length).replace('one', '"two # 2"')}`,
      '-o',
      'tap',
    );
    expect(out.split('\n').slice(0, 4)).toEqual(['TAP version 14', '1..2', 'ok 1 - one', 'not ok 2 - two \\# 2']);
    expect(out).toContain('  ---\n  at: "-:6"\n');
    expect(out).toMatch(/\n {2}\.\.\.\n$/);
  });

  it('reads files of istio-config-validator', async () => {
    const cases = `testCases:
  - description: testers
    wantMatch: true
    request: {authority: [catalog], method: [GET, PUT], uri: [/a, /b], headers: {x-tester: "true"}}
    route: [{destination: {host: catalog, subset: v2}}]
  - description: nobody else
    wantMatch: false
    request: {authority: [catalog], method: [GET], uri: [/a]}
    route: [{destination: {host: catalog, subset: v2}}]
`;
    const { exit, out } = await run(cases, '--coverage');
    expect(out).toContain('ok    testers (4 requests)');
    expect(out).toContain('(2 of 20 routes');
    expect(exit).toBe(0);
    expect((await run(cases.replaceAll('wantMatch: true', 'wantMatch: false'))).exit).toBe(1);
  });
});

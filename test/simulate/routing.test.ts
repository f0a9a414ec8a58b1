import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/simulate/index.js';
import type { RouteMatch } from '../../src/xds/types.js';
import { facts, get, hostOf, snapshotOf } from './input.js';

/** Whether one match takes a request; another route catches what it does not take. */
function takes(match: RouteMatch, url: string, headers: Readonly<Record<string, string>> = {}): boolean {
  const routes = [
    { name: 'wanted', match, route: { cluster: 'c' } },
    { name: 'rest', match: { prefix: '' }, route: { cluster: 'c' } },
  ];
  const { outcome, steps } = simulate(
    snapshotOf({ name: 'r', virtualHosts: [hostOf('h', ['*'], routes)] }, ['c']),
    get(url, headers),
    facts,
  );
  const misses = steps.find((step) => step.kind === 'route')?.nearMisses ?? [];
  expect(misses.map((miss) => miss.name)).toEqual(outcome.route === 'wanted' ? [] : ['wanted']);
  return outcome.route === 'wanted';
}

const exact = (text: string) => ({ stringMatch: { exact: text } });

describe('a route', () => {
  it.each<[RouteMatch, string, boolean]>([
    [{ prefix: '/a' }, 'http://h/ab', true],
    [{ prefix: '/a' }, 'http://h/b/a', false],
    [{ prefix: '/A', caseSensitive: false }, 'http://h/ab', true],
    [{ prefix: '/A' }, 'http://h/ab', false],
    [{ path: '/a' }, 'http://h/a?b=c', true],
    [{ path: '/a' }, 'http://h/a/', false],
    [{ pathSeparatedPrefix: '/a/b' }, 'http://h/a/b/c', true],
    [{ pathSeparatedPrefix: '/a/b' }, 'http://h/a/b?x', true],
    [{ pathSeparatedPrefix: '/a/b' }, 'http://h/a/bc', false],
    [{ safeRegex: { regex: '/a|/ab' } }, 'http://h/ab', true],
    [{ safeRegex: { regex: '/a' } }, 'http://h/ab', false],
    [{ safeRegex: { regex: '/(' } }, 'http://h/(', false],
    [{ safeRegex: { regex: '/(a+)+' } }, `http://h/${'a'.repeat(5000)}b`, false],
    [{ prefix: '/', queryParameters: [{ name: 'q', ...exact('1') }] }, 'http://h/?p=2&q=1', true],
    [{ prefix: '/', queryParameters: [{ name: 'q', ...exact('1') }] }, 'http://h/?q=2&q=1', false],
    [{ prefix: '/', queryParameters: [{ name: 'q', presentMatch: true }] }, 'http://h/?q', true],
    [{ prefix: '/', queryParameters: [{ name: 'q', presentMatch: false }] }, 'http://h/?q', false],
  ])('%j takes %s: %s', (match, url, expected) => {
    expect(takes(match, url)).toBe(expected);
  });

  it.each<[object, Record<string, string>, boolean]>([
    [exact('a'), { x: 'a' }, true],
    [exact('a'), { x: 'A' }, false],
    [exact('a'), {}, false],
    [{ ...exact('a'), invertMatch: true }, { x: 'b' }, true],
    [{ ...exact('a'), invertMatch: true }, {}, false],
    [{ ...exact('a'), invertMatch: true, treatMissingHeaderAsEmpty: true }, {}, true],
    [{ presentMatch: true }, { x: '' }, true],
    [{ presentMatch: true, invertMatch: true }, { x: '' }, false],
    [{ presentMatch: false }, {}, true],
    [{ stringMatch: { contains: 'B', ignoreCase: true } }, { x: 'abc' }, true],
    [{ exactMatch: 'a' }, { x: 'a' }, true],
    [{ safeRegexMatch: { regex: 'a+' } }, { x: 'ab' }, false],
    [{ rangeMatch: { start: 1, end: 10 } }, { x: '9' }, true],
    [{ rangeMatch: { start: 1, end: 10 } }, { x: '10' }, false],
  ])('with header matcher %j and headers %j: %s', (matcher, headers, expected) => {
    expect(takes({ prefix: '/', headers: [{ name: 'X', ...matcher }] }, 'http://h/', headers)).toBe(expected);
  });

  it('says what the first failing criterion wanted', () => {
    const routes = [{ name: 'a', match: { prefix: '/', headers: [{ name: 'x-user', ...exact('jason') }] } }];
    const { steps, outcome } = simulate(
      snapshotOf({ name: 'r', virtualHosts: [hostOf('h', ['*'], routes)] }, []),
      get('http://h/', { 'x-user': 'ann' }),
      facts,
    );
    expect(outcome).toMatchObject({ kind: 'not-found', status: 404 });
    expect(steps.at(-1)?.nearMisses?.[0]?.why).toEqual({
      field: 'header x-user',
      expected: 'exact jason',
      actual: 'ann',
    });
  });
});

describe('a virtual host', () => {
  const domains = ['a.example', '*.example', '*.b.example', 'a.*', 'a.b.*', 'p.example:81', '*'];
  const virtualHosts = domains.map((domain) => hostOf(domain, [domain], [{ match: { prefix: '/' } }]));
  it.each([
    ['a.example', 'a.example'],
    ['A.Example', 'a.example'],
    ['b.example', '*.example'],
    ['x.b.example', '*.b.example'],
    ['a.test', 'a.*'],
    ['a.b.test', 'a.b.*'],
    ['.example', '*'],
    ['p.example:81', 'p.example:81'],
    ['p.example', '*.example'],
    ['a.example:80', 'a.*'],
  ])('for %s is %s', (host, expected) => {
    const { outcome } = simulate(snapshotOf({ name: 'r', virtualHosts }, []), get(`http://${host}/`), facts);
    expect(outcome.virtualHost).toBe(expected);
  });

  it.each([
    ['a.example:80', 'a.example'],
    ['[::1]:80', '*'],
  ])('for %s is %s where ports are ignored', (host, expected) => {
    const routes = { name: 'r', virtualHosts, ignorePortInHostMatching: true };
    expect(simulate(snapshotOf(routes, []), get(`http://${host}/`), facts).outcome.virtualHost).toBe(expected);
  });
});

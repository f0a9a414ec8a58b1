import { describe, expect, it } from 'vitest';
import { findUnreachable } from '../../../src/analyze/validation/virtual-service-unreachable.js';
import type { HttpMatch, VirtualServiceSpec } from '../../../src/model/kinds/virtual-service.js';
import { formatPath } from '../../../src/model/resource.js';

/** Each finding as its code, arguments and path. */
function found(spec: VirtualServiceSpec): readonly string[] {
  return findUnreachable(spec).map(({ code, args = {}, path }) =>
    [code, ...Object.values(args), formatPath(path)].join(' | '),
  );
}

const AFTER = 'a rule without matches stands before it';
const LAST = 'only the last rule may have no matches';
const TAKEN = 'earlier rules have all its matches';

/** A list of rules; each is its matches. */
function http(...rules: readonly (readonly HttpMatch[])[]): VirtualServiceSpec {
  return { http: rules.map((match) => ({ match })) };
}

const prefix = (text: string, fields: HttpMatch = {}): HttpMatch => ({ uri: { prefix: text }, ...fields });

describe('rules of a VirtualService that no request reaches', () => {
  const rows: readonly (readonly [string, VirtualServiceSpec, readonly string[]])[] = [
    ['one rule', http([prefix('/a')]), []],
    ['rules apart, the last for all', http([prefix('/a')], [prefix('/b')], []), []],
    ['two rules for all', http([], []), [`IST0130 | #1 | ${LAST} | spec.http[1]`]],
    [
      'matches after a rule for all, each of them',
      { http: [{ match: [] }, { name: 'x', match: [prefix('/a'), prefix('/a')] }] },
      [`IST0130 | "x" | ${AFTER} | spec.http[1].match[0]`, `IST0130 | "x" | ${AFTER} | spec.http[1].match[1]`],
    ],
    [
      'the same match under another name',
      http([prefix('/a')], [{ ...prefix('/a'), name: 'n' }, prefix('/b')]),
      ['IST0131 | #1 | "n" | #0 | spec.http[1].match[0]'],
    ],
    [
      'nothing but the same matches',
      http([prefix('/a')], [prefix('/a')]),
      ['IST0131 | #1 | #0 | #0 | spec.http[1].match[0]', `IST0130 | #1 | ${TAKEN} | spec.http[1]`],
    ],
    [
      'headers in another order',
      http(
        [{ headers: { a: { exact: '1' }, b: { exact: '2' } } }],
        [{ headers: { b: { exact: '2' }, a: { exact: '1' } } }, { port: 1 }],
      ),
      ['IST0131 | #1 | #0 | #0 | spec.http[1].match[0]'],
    ],
    [
      'a match twice in one rule',
      http([prefix('/a'), prefix('/a')]),
      ['IST0131 | #0 | #1 | #0 | spec.http[0].match[1]'],
    ],
    [
      'tls and tcp by themselves',
      {
        tls: [{ match: [{ sniHosts: ['a'] }] }, { match: [{ sniHosts: ['a'] }] }],
        tcp: [{}, {}],
      },
      [
        'IST0131 | #1 | #0 | #0 | spec.tls[1].match[0]',
        `IST0130 | #1 | ${TAKEN} | spec.tls[1]`,
        `IST0130 | #1 | ${LAST} | spec.tcp[1]`,
      ],
    ],
  ];
  it.each(rows)('%s', (_what, spec, expected) => {
    expect(found(spec)).toEqual(expected);
  });
});

describe('prefixes that begin with an earlier one', () => {
  const overlaps = (earlier: HttpMatch, later: HttpMatch) => found(http([earlier], [later])).length;
  it('are found, in one rule too', () => {
    const expected = ['IST0131 | #0 | #1 of prefix /a/b | #0 of prefix /a on #0 | spec.http[0].match[1]'];
    expect(found(http([prefix('/a'), prefix('/a/b')]))).toEqual(expected);
  });

  const rows: readonly (readonly [string, HttpMatch, HttpMatch, number])[] = [
    ['the longer first', prefix('/ab'), prefix('/a'), 0],
    ['another port', prefix('/a', { port: 1 }), prefix('/ab', { port: 2 }), 0],
    ['another method', prefix('/a', { method: { exact: 'POST' } }), prefix('/ab'), 0],
    ['GET and no method', prefix('/a', { method: { exact: 'GET' } }), prefix('/ab'), 1],
    ['another authority', prefix('/a', { authority: { exact: 'x' } }), prefix('/ab', { authority: { exact: 'y' } }), 0],
    [
      'the same headers',
      prefix('/a', { headers: { h: { exact: '1' } } }),
      prefix('/ab', { headers: { h: { exact: '1' } } }),
      1,
    ],
    [
      'other headers',
      prefix('/a', { headers: { h: { exact: '1' } } }),
      prefix('/ab', { headers: { i: { exact: '1' } } }),
      0,
    ],
    [
      'other expressions, which count as none',
      prefix('/a', { headers: { h: { regex: '1' } }, authority: { exact: 'x' } }),
      prefix('/ab', { headers: { h: { regex: '2' } }, authority: { regex: 'y' } }),
      1,
    ],
    ['one header more', prefix('/a'), prefix('/ab', { headers: { h: { exact: '1' } } }), 0],
    [
      'another parameter',
      prefix('/a', { queryParams: { q: { exact: '1' } } }),
      prefix('/ab', { queryParams: { q: { exact: '2' } } }),
      0,
    ],
    ['exact and prefix', { uri: { exact: '/a' } }, prefix('/ab'), 0],
  ];
  it.each(rows)('%s', (_what, earlier, later, expected) => {
    expect(overlaps(earlier, later)).toBe(expected);
  });

  it('are found in time that grows with the list', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => [prefix(`/service-${i}/`)]);
    const start = performance.now();
    expect(found(http(...many))).toEqual([]);
    // A tenth of a second, and many where every pair is compared.
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

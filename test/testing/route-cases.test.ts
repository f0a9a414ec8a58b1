import { describe, expect, it } from 'vitest';
import { loadRegexEngine } from '../../src/model/regex-engine.js';
import { buildStore } from '../../src/model/store.js';
import { buildRegexEngine } from '../../src/simulate/regex.js';
import { loadTexts } from '../../src/sources/load.js';
import { readTestDocument } from '../../src/testing/format/index.js';
import { runRouteTest } from '../../src/testing/route-cases/index.js';

const regex = buildRegexEngine(await loadRegexEngine());
const CONFIG = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: wide, namespace: shop}
spec:
  hosts: ["*.shop.example"]
  http: [{route: [{destination: {host: wide}}]}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop, namespace: shop}
spec:
  hosts: [shop.example, www.shop.example]
  gateways: [edge]
  http:
    - match: [{uri: {regex: "/users(/.*)?"}, gateways: [edge], port: 80}]
      route: [{destination: {host: users, port: {number: 80}}}]
      headers: {request: {set: {x-a: "1"}}}
    - match: [{uri: {prefix: /Any}, ignoreUriCase: true}]
      rewrite: {uri: /all}
      route: [{destination: {host: any}, weight: 90}, {destination: {host: other}, weight: 10}]
    - match: [{uri: {prefix: /q}, queryParams: {v: {exact: "1"}, flag: {}}}]
      route: [{destination: {host: query}}]
    - match: [{uri: {prefix: /h}, headers: {X-User: {prefix: jas}}, withoutHeaders: {x-no: {}}}]
      fault: {abort: {httpStatus: 503, percentage: {value: 100}}}
      route: [{destination: {host: headers}}]
    - match: [{uri: {exact: /old}}]
      redirect: {uri: /new}
    - match: [{uri: {prefix: /team}}]
      delegate: {name: team}
    - match: [{uri: {prefix: /gone}}]
      delegate: {name: gone}
    - match: [{scheme: {exact: https}}, {method: {exact: PUT}}]
      route: [{destination: {host: secure}}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: team, namespace: shop}
spec:
  http: [{match: [{uri: {prefix: /team/a}}], route: [{destination: {host: team-a}}]}]
`;
const { resources } = loadTexts([{ name: 'config', text: CONFIG }]);
const virtualServices = buildStore(resources).list('VirtualService');

/** Fields that differ, of a test case for one request. */
function run(uri: string, expected: object, request: object = {}, wantMatch = true): readonly string[] {
  const whole = { authority: ['shop.example'], method: ['GET'], uri: [uri], ...request };
  const { tests, problems } = readTestDocument({ testCases: [{ wantMatch, request: whole, ...expected }] });
  expect(problems).toEqual([]);
  const [test] = tests;
  if (test?.kind !== 'route') throw new Error('no test case');
  const result = runRouteTest(test, virtualServices, regex);
  return result.requests.flatMap((one) => one.differences.map((difference) => difference.field));
}
const to = (...hosts: readonly string[]) => ({ route: hosts.map((host) => ({ destination: { host } })) });
const users = { route: [{ destination: { port: { number: 80 }, host: 'users' } }] };

const PASSES: readonly (readonly [uri: string, expected: object, request?: object, wantMatch?: boolean])[] = [
  ['/users', users],
  ['/users/1?x=y', users, { authority: ['shop.example', 'www.shop.example', 'WWW.shop.example'] }],
  ['/users', { ...users, headers: { request: { set: { 'x-a': '1' } } } }],
  ['/x/users', users, {}, false],
  ['/usersx', users, {}, false],
  ['/users', to('users'), {}, false],
  ['/ANYthing', { rewrite: { uri: '/all' } }],
  [
    '/any',
    {
      route: [
        { destination: { host: 'any' }, weight: 90 },
        { destination: { host: 'other' }, weight: 10 },
      ],
    },
  ],
  ['/q?v=1&flag', to('query')],
  ['/q', to('query'), { queryParams: { v: '1', flag: null } }],
  ['/q?v=1', { route: [] }],
  ['/h', to('headers'), { headers: { 'x-user': 'jason' } }],
  ['/h', { fault: { abort: { percentage: { value: 100 }, httpStatus: 503 } } }, { headers: { 'X-USER': 'jason' } }],
  ['/h', to('headers'), { headers: { 'x-user': 'jason', 'x-no': '1' } }, false],
  ['/old', { redirect: { uri: '/new' } }],
  ['/team/a', to('team-a')],
  ['/team/a', { delegate: { name: 'team' } }],
  ['/team/b', { ...to('team-a') }, {}, false],
  ['/gone', { delegate: { name: 'gone' } }],
  ['/', to('secure'), { scheme: 'https' }],
  ['/', to('secure'), { method: ['PUT'] }],
  ['/', { route: [] }],
  ['/', to('wide'), { authority: ['api.shop.example'] }],
  ['/', to('wide'), { authority: ['other.example'] }, false],
];

const FAILS: readonly (readonly [
  field: string,
  uri: string,
  expected: object,
  request?: object,
  wantMatch?: boolean,
])[] = [
  ['route', '/users', to('users')],
  ['route', '/users', users, {}, false],
  ['route', '/users', users, { authority: ['other.example'] }],
  ['route', '/any', to('any', 'other')],
  ['rewrite', '/any', { rewrite: { uri: '/other' } }],
  ['fault', '/h', { fault: { abort: { httpStatus: 500 } } }, { headers: { 'x-user': 'jason' } }],
  ['redirect', '/old', { redirect: { uri: '/newer' } }],
  ['delegate', '/team/a', { delegate: { name: 'other' } }],
  ['headers', '/users', { headers: { request: { set: { 'x-a': '2' } } } }],
  ['route', '/', to('secure'), { scheme: 'http' }],
];

describe('a test case of VirtualServices alone', () => {
  it.each(PASSES)('passes: %s %j', (...one) => {
    expect(run(...one)).toEqual([]);
  });

  it.each(FAILS)('fails at %s: %s %j', (field, ...one) => {
    expect(run(...one)).toEqual([field]);
  });

  it('knows the rule that took the request', () => {
    const { tests } = readTestDocument({
      testCases: [{ request: { authority: ['shop.example'], method: ['GET'], uri: ['/team/a'] }, ...to('team-a') }],
    });
    const [test] = tests;
    if (test?.kind !== 'route') throw new Error('no test case');
    const [request] = runRouteTest(test, virtualServices, regex).requests;
    expect(request?.rule?.resource.metadata.name).toBe('team');
    expect(request?.rule?.path).toEqual(['spec', 'http', 0]);
  });
});

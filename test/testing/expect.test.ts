import { describe, expect, it } from 'vitest';
import type { Outcome, SimulatedRequest } from '../../src/simulate/types.js';
import { compareWithExpectation } from '../../src/testing/expect/index.js';
import { readTestDocument } from '../../src/testing/format/index.js';
import type { Leg } from '../../src/testing/types.js';

const V1 = 'outbound|8080|v1|catalog.shop.svc.cluster.local';
const V2 = 'outbound|8080|v2|catalog.shop.svc.cluster.local';
const BANK = 'outbound|443||bank.example.net';

const forwarded: Outcome = {
  kind: 'forwarded',
  cluster: V1,
  route: 'stable',
  path: '/b',
  authority: 'catalog',
  timeout: '1.500s',
  retries: { attempts: 2, on: 'reset,retriable-status-codes', statusCodes: [503], perTryTimeout: '0.250s' },
  mirrors: [{ cluster: V2, percent: 25 }],
  requestHeaders: [
    { action: 'set', name: 'X-A', value: '1' },
    { action: 'remove', name: 'x-b' },
  ],
  responseHeaders: [{ action: 'add', name: 'x-c', value: '3' }],
  fault: { delay: '2s' },
};
const split: Outcome = {
  kind: 'forwarded',
  cluster: V1,
  weights: [
    { cluster: V1, percent: 90 },
    { cluster: V2, percent: 10 },
  ],
};
const external: Outcome = { kind: 'forwarded', cluster: BANK };
const redirected: Outcome = { kind: 'redirected', status: 301, location: 'https://x/' };
const answered: Outcome = {
  kind: 'answered',
  status: 503,
  body: 'closed',
  reason: 'fault_filter_abort',
  fault: { abort: 503 },
};
const denied: Outcome = { kind: 'denied', status: 403, deniedBy: 'ns[shop]-policy[no-admin]-rule[1]' };
const closed: Outcome = { kind: 'closed', reason: 'filter_chain_not_found' };
const missing: Outcome = { kind: 'not-found', status: 404 };

function legs(outcomes: readonly Outcome[], direction: SimulatedRequest['direction'] = 'outbound'): readonly Leg[] {
  const request: SimulatedRequest = { direction, destination: { port: 80 }, tls: 'none' };
  return outcomes.map((outcome) => ({ proxy: 'deployment/web.shop', trace: { request, steps: [], outcome } }));
}

/** Fields that differ. */
function compare(expected: object, way: readonly Leg[]): readonly string[] {
  const { tests, problems } = readTestDocument({ tests: [{ request: { url: 'http://a/' }, expect: expected }] });
  expect(problems).toEqual([]);
  const [test] = tests;
  if (test?.kind !== 'mesh') throw new Error('no test');
  return compareWithExpectation(test.expect, way).map((difference) => difference.field);
}

const HOLDS: readonly (readonly [expected: object, ...outcomes: Outcome[]])[] = [
  [{ cluster: V1 }, forwarded],
  [{ destination: 'catalog' }, forwarded],
  [{ destination: 'catalog.shop:8080' }, forwarded],
  [{ destination: 'catalog.shop.svc:8080/v1' }, forwarded],
  [{ destination: 'catalog.shop.svc.cluster.local' }, split],
  [{ destination: 'bank.example.net:443' }, external],
  [{ subset: 'v1' }, forwarded],
  [{ weights: { 'catalog/v2': 10, 'catalog/v1': 90 } }, split],
  [{ weights: { 'catalog/v1': 100, 'catalog/v2': 0 } }, forwarded],
  [{ route: 'stable', outcome: 'forwarded' }, forwarded],
  [{ rewrite: '/b' }, forwarded],
  [{ rewrite: { authority: 'catalog' } }, forwarded],
  [{ timeout: '1500ms' }, forwarded],
  [{ timeout: 'none' }, external],
  [{ retries: 2 }, forwarded],
  [{ retries: { retryOn: '503, reset', perTryTimeout: '250ms' } }, forwarded],
  [{ retries: 'none' }, external],
  [{ mirror: { destination: 'catalog/v2', percent: 25 } }, forwarded],
  [{ mirror: 'catalog' }, forwarded],
  [{ mirror: 'none' }, external],
  [{ headers: { request: { 'x-a': '1', 'x-b': null }, response: { 'x-c': '3' } } }, forwarded],
  [{ fault: { delay: '2s', abort: 0 } }, forwarded],
  [{ redirect: 'https://x/' }, redirected],
  [{ redirect: { status: 301 }, status: 301 }, redirected],
  [{ status: 503, body: 'closed', fault: { abort: 503 } }, answered],
  [{ allowed: true }, forwarded, external],
  [{ allowed: true }, redirected],
  [{ allowed: false }, forwarded, denied],
  [{ allowed: false }, forwarded, closed],
  [{ status: 403, outcome: 'denied', destination: 'catalog' }, forwarded, denied],
  [{ deniedBy: 'no-admin' }, forwarded, denied],
  [{ deniedBy: 'shop/no-admin' }, denied],
  [{ deniedBy: 'no-admin.shop[1]' }, denied],
  [{ deniedBy: 'ns[shop]-policy[no-admin]-rule[1]' }, denied],
];

const FAILS: readonly (readonly [field: string, expected: object, ...outcomes: Outcome[]])[] = [
  ['cluster', { cluster: V2 }, forwarded],
  ['cluster', { cluster: V1 }, split],
  ['destination', { destination: 'catalog/v2' }, forwarded],
  ['destination', { destination: 'catalog/v1' }, split],
  ['destination', { destination: 'catalog:80' }, forwarded],
  ['destination', { destination: 'catalog.other' }, forwarded],
  ['destination', { destination: 'bank' }, external],
  ['destination', { destination: 'catalog' }, redirected],
  ['subset', { subset: 'v2' }, split],
  ['weights', { weights: { 'catalog/v1': 80, 'catalog/v2': 20 } }, split],
  ['weights', { weights: { 'catalog/v1': 90 } }, split],
  ['route', { route: 'other' }, forwarded],
  ['outcome', { outcome: 'denied' }, forwarded],
  ['rewrite', { rewrite: '/a' }, forwarded],
  ['rewrite', { rewrite: '/b' }, redirected],
  ['timeout', { timeout: '15s' }, forwarded],
  ['timeout', { timeout: 'none' }, redirected],
  ['retries', { retries: 3 }, forwarded],
  ['retries', { retries: { retryOn: 'reset' } }, forwarded],
  ['retries', { retries: 'none' }, forwarded],
  ['mirror', { mirror: 'none' }, forwarded],
  ['mirror', { mirror: { destination: 'catalog', percent: 100 } }, forwarded],
  ['headers', { headers: { request: { 'x-b': '1' } } }, forwarded],
  ['headers', { headers: { response: { 'x-a': '1' } } }, forwarded],
  ['fault', { fault: { delay: '1s' } }, forwarded],
  ['redirect', { redirect: 'https://y/' }, redirected],
  ['redirect', { redirect: { status: 302 } }, redirected],
  ['redirect', { redirect: 'https://x/' }, answered],
  ['status', { status: 200 }, forwarded],
  ['body', { body: 'open' }, answered],
  ['allowed', { allowed: true }, forwarded, denied],
  ['allowed', { allowed: true }, missing],
  ['allowed', { allowed: false }, forwarded],
  ['allowed', { allowed: false }, missing],
  ['deniedBy', { deniedBy: 'no-admin' }, forwarded],
  ['deniedBy', { deniedBy: 'no' }, denied],
  ['deniedBy', { deniedBy: 'other/no-admin' }, denied],
  ['deniedBy', { deniedBy: 'shop/no-admin[0]' }, denied],
];

describe('an expectation', () => {
  it.each(HOLDS)('%j holds', (expected, ...outcomes) => {
    expect(compare(expected, legs(outcomes))).toEqual([]);
  });

  it.each(FAILS)('%s: %j does not hold', (field, expected, ...outcomes) => {
    expect(compare(expected, legs(outcomes))).toEqual([field]);
  });

  it('means services of any namespace by a short name at a gateway', () => {
    const other: Outcome = { kind: 'forwarded', cluster: 'outbound|80||web.other.svc.cluster.local' };
    expect(compare({ destination: 'web' }, legs([other], 'gateway'))).toEqual([]);
    expect(compare({ destination: 'web' }, legs([other]))).toEqual(['destination']);
  });

  it('tells every field that differs', () => {
    expect(compare({ status: 200, timeout: '1s', route: 'stable' }, legs([forwarded]))).toEqual(['status', 'timeout']);
  });
});

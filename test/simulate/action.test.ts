import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/simulate/index.js';
import type { Outcome } from '../../src/simulate/types.js';
import type { JsonMessage } from '../../src/xds/json.js';
import type { Route } from '../../src/xds/types.js';
import { facts, get, hostOf, snapshotOf } from './input.js';

/** What becomes of a request that one route takes. */
function outcomeOf(route: Omit<Route, 'match'> & Partial<Route>, url = 'http://h/a/b?q=1', random?: number): Outcome {
  const routes = [{ match: { prefix: '/a' }, ...route }];
  const snapshot = snapshotOf({ name: 'r', virtualHosts: [hostOf('h', ['*'], routes)] }, ['c', 'd']);
  return simulate(snapshot, get(url), random === undefined ? facts : { ...facts, random }).outcome;
}

const split = {
  weightedClusters: {
    clusters: [
      { name: 'c', weight: 10 },
      { name: 'd', weight: 90, hostRewriteLiteral: 'd.test' },
    ],
  },
};
const rewrite = (regex: string, substitution: string): JsonMessage => ({ pattern: { regex }, substitution });

describe('a route forwards', () => {
  it.each<[string, Route['route'], Partial<Outcome>]>([
    ['as it is', { cluster: 'c' }, { path: '/a/b?q=1', authority: 'h', timeout: '15s' }],
    ['without timeout', { cluster: 'c', timeout: '0s' }, { timeout: 'none' }],
    ['with another prefix', { cluster: 'c', prefixRewrite: '/' }, { path: '//b?q=1' }],
    ['by regex', { cluster: 'c', regexRewrite: rewrite('/(a)/(b)', '/\\2\\1') }, { path: '/ba?q=1' }],
    ['with empty matches', { cluster: 'c', regexRewrite: rewrite('b*', '_') }, { path: '_/_a_/_?q=1' }],
    ['to another host', { cluster: 'c', hostRewriteLiteral: 'x' }, { authority: 'x' }],
    ['to the heaviest', split, { cluster: 'd', authority: 'd.test' }],
    ['to no cluster', { cluster: 'gone' }, { kind: 'no-upstream', status: 503, reason: 'cluster_not_found' }],
  ])('%s', (_, route, expected) => {
    expect(outcomeOf({ ...(route && { route }) })).toMatchObject(expected);
  });

  it.each([
    [0, 'c'],
    [0.0999, 'c'],
    [0.1, 'd'],
    [0.999, 'd'],
  ])('by weight: %s is %s', (random, cluster) => {
    expect(outcomeOf({ route: split }, undefined, random)).toMatchObject({
      cluster,
      weights: [
        { cluster: 'c', percent: 10 },
        { cluster: 'd', percent: 90 },
      ],
    });
  });

  it('with mirrors, retries and headers', () => {
    const route = {
      cluster: 'c',
      retryPolicy: { numRetries: 3, retryOn: '5xx', perTryTimeout: '2s', retriableStatusCodes: [503] },
      requestMirrorPolicies: [{ cluster: 'd', runtimeFraction: { defaultValue: { numerator: 25 } } }],
    };
    const requestHeadersToAdd = [{ header: { key: 'x', value: '1' }, appendAction: 'OVERWRITE_IF_EXISTS_OR_ADD' }];
    expect(outcomeOf({ route, requestHeadersToAdd, responseHeadersToRemove: ['y'] })).toMatchObject({
      retries: { attempts: 3, on: '5xx', perTryTimeout: '2s', statusCodes: [503] },
      mirrors: [{ cluster: 'd', percent: 25 }],
      requestHeaders: [{ action: 'set', name: 'x', value: '1' }],
      responseHeaders: [{ action: 'remove', name: 'y' }],
    });
  });
});

describe('a route redirects', () => {
  it.each<[JsonMessage, string, number, string]>([
    [{ hostRedirect: 'x' }, 'http://h/a?q', 301, 'http://x/a?q'],
    [{ httpsRedirect: true }, 'http://h:80/a', 301, 'https://h/a'],
    [{ schemeRedirect: 'https' }, 'http://h:8080/a', 301, 'https://h:8080/a'],
    [{ portRedirect: 81 }, 'http://h:8080/a', 301, 'http://h:81/a'],
    [{ pathRedirect: '/z' }, 'http://h/a?q', 301, 'http://h/z?q'],
    [{ pathRedirect: '/z?own' }, 'http://h/a?q', 301, 'http://h/z?own'],
    [{ pathRedirect: '/z', stripQuery: true }, 'http://h/a?q', 301, 'http://h/z'],
    [{ prefixRewrite: '/z', responseCode: 'FOUND' }, 'http://h/a/b?q', 302, 'http://h/z/b?q'],
    [{ stripQuery: true, responseCode: 'PERMANENT_REDIRECT' }, 'http://h/a?q', 308, 'http://h/a'],
  ])('%j from %s: %i %s', (redirect, url, status, location) => {
    expect(outcomeOf({ redirect }, url)).toMatchObject({ kind: 'redirected', status, location });
  });
});

describe('a proxy answers', () => {
  it.each<[string, string, Record<string, boolean | string>, Partial<Outcome>]>([
    ['a fragment', 'http://h/a#b', {}, { status: 400, reason: 'path_with_fragment' }],
    ['a host that is none', 'http://h{/a', {}, { status: 400, reason: 'invalid_authority' }],
    ['escaped slashes', 'http://h/a%2Fb', { pathWithEscapedSlashesAction: 'REJECT_REQUEST' }, { status: 400 }],
    ['dots', 'http://h/x/../%61/./b', { normalizePath: true }, { path: '/a/b' }],
    ['slashes', 'http://h/a//b///', { mergeSlashes: true }, { path: '/a/b/' }],
  ])('or cleans %s', (_, url, manager, expected) => {
    const routes = [{ match: { prefix: '/a' }, route: { cluster: 'c' } }];
    const snapshot = snapshotOf({ name: 'r', virtualHosts: [hostOf('h', ['*'], routes)] }, ['c'], manager);
    expect(simulate(snapshot, get(url), facts).outcome).toMatchObject(expected);
  });

  it('with the status and body of a direct response', () => {
    expect(outcomeOf({ directResponse: { status: 418, body: { inlineString: 'tea' } } })).toMatchObject({
      kind: 'answered',
      status: 418,
      body: 'tea',
    });
  });

  it('with a redirection where the virtual host wants TLS', () => {
    const host = { ...hostOf('h', ['*'], [{ match: { prefix: '/' }, route: { cluster: 'c' } }]), requireTls: 'ALL' };
    const snapshot = snapshotOf({ name: 'r', virtualHosts: [host] }, ['c']);
    const { outcome } = simulate(snapshot, get('http://h/a'), facts);
    expect(outcome).toMatchObject({ kind: 'redirected', status: 301, location: 'https://h/a' });
  });
});

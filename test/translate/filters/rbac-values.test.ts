import { expect, it } from 'vitest';
import { requestPrincipals } from '../../../src/translate/filters/rbac-metadata.js';
import {
  cidrRange,
  namespaceMatcher,
  portNumber,
  principalMatcher,
  serviceAccountMatcher,
  textMatcher,
  trustDomainMatcher,
} from '../../../src/translate/filters/rbac-values.js';

const regex = (text: string) => ({ safeRegex: { regex: text } });

it.each([
  [textMatcher, '*', regex('.+')],
  [textMatcher, '*x', { suffix: 'x' }],
  [textMatcher, 'x*', { prefix: 'x' }],
  [textMatcher, 'x.y', { exact: 'x.y' }],
  [principalMatcher, '*', regex('.+')],
  [principalMatcher, '*/sa/a.b', regex('spiffe://.*/sa/a\\.b')],
  [principalMatcher, 'td/ns/x*', { prefix: 'spiffe://td/ns/x' }],
  [principalMatcher, 'td/ns/x/sa/y', { exact: 'spiffe://td/ns/x/sa/y' }],
  [namespaceMatcher, 'a-*', regex('.*/ns/a-.*/.*')],
  [serviceAccountMatcher, 'ns/sa', regex('spiffe://.+/ns/ns/(.+/|)sa/sa(/.+)?')],
  [trustDomainMatcher, 'td', { prefix: 'spiffe://td/' }],
  [trustDomainMatcher, '*', { prefix: 'spiffe://' }],
  [trustDomainMatcher, '*.x', regex('spiffe://[^/]*\\.x/.*')],
])('%o spells %s', (matcher, value, expected) => {
  expect(matcher(value)).toEqual(expected);
});

it.each([
  ['10.0.0.1', { addressPrefix: '10.0.0.1', prefixLen: 32 }],
  ['2001:DB8:0:0::1/64', { addressPrefix: '2001:db8::1', prefixLen: 64 }],
  ['2001:db8::1', { addressPrefix: '2001:db8::1', prefixLen: 128 }],
  ['0.0.0.0/0', { addressPrefix: '0.0.0.0', prefixLen: 0 }],
  ['10.0.0.0/33', undefined],
  ['10.0.0.0/8/8', undefined],
  ['10.0.0.0/x', undefined],
])('reads the range %s', (value, expected) => {
  expect(cidrRange(value)).toEqual(expected);
});

it.each([
  ['80', 80],
  ['65536', undefined],
  ['http', undefined],
])('reads the port %s', (value, expected) => {
  expect(portNumber(value)).toBe(expected);
});

it.each([
  ['*', regex('.+'), regex('.+')],
  ['iss/sub', { exact: 'iss' }, { exact: 'sub' }],
  ['https://a/b/*', { exact: 'https://a/b' }, regex('.+')],
  ['iss/sub*', { exact: 'iss' }, { prefix: 'sub' }],
  ['iss*/sub', { exact: 'iss*' }, { exact: 'sub' }],
  ['*/sub', regex('.+'), { exact: 'sub' }],
  ['*/*', regex('.+'), { exact: '*' }],
  ['*.org/sub*', { suffix: '.org' }, { exact: 'sub*' }],
  ['*sub', regex('.+'), { suffix: 'sub' }],
  ['iss*', { prefix: 'iss' }, regex('.+')],
  ['iss', { exact: 'iss' }, { exact: '' }],
])('divides the request principal %s', (value, issuer, subject) => {
  const claim = (key: string, stringMatch: object) => ({
    metadata: {
      filter: 'envoy.filters.http.jwt_authn',
      path: [{ key: 'payload' }, { key }],
      value: { stringMatch },
    },
  });
  expect(requestPrincipals([value])).toEqual({ andIds: { ids: [claim('iss', issuer), claim('sub', subject)] } });
});

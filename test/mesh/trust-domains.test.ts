import { expect, it } from 'vitest';
import { expandPrincipals, expandTrustDomains, trustDomains, trustedDomains } from '../../src/mesh/trust-domains.js';

const domains = ['prod.example', 'cluster.local', 'old.example'];

it.each([
  ['prod.example/ns/a/sa/b', ['prod.example/ns/a/sa/b', 'cluster.local/ns/a/sa/b', 'old.example/ns/a/sa/b']],
  ['foreign.example/ns/a/sa/b', ['foreign.example/ns/a/sa/b']],
  ['*.example/ns/a/sa/b', ['*.example/ns/a/sa/b', 'cluster.local/ns/a/sa/b']],
  ['prod*/ns/a/sa/b', ['prod.example/ns/a/sa/b', 'cluster.local/ns/a/sa/b', 'old.example/ns/a/sa/b']],
  ['*/ns/a/sa/b', ['*/ns/a/sa/b']],
  ['prod.example/ns/a', ['prod.example/ns/a']],
  ['*', ['*']],
])('says %s for every trust domain of the mesh', (principal, expected) => {
  expect(expandPrincipals([principal], domains)).toEqual(expected);
});

it('takes cluster.local for a trust domain of every mesh', () => {
  expect(expandPrincipals(['cluster.local/ns/a/sa/b'], ['td'])).toEqual(['td/ns/a/sa/b']);
});

it('expands known trust domains and leaves others', () => {
  expect(expandTrustDomains(['x', 'old.example', 'prod.example', '*'], domains)).toEqual(['x', ...domains, '*']);
});

it('sorts aliases and keeps each once', () => {
  expect(trustDomains({ trustDomain: 'b', trustDomainAliases: ['z', 'a', 'z', 'b'] })).toEqual(['b', 'a', 'z']);
});

it('lets workloads of other authorities in', () => {
  const caCertificates = [{ trustDomains: ['x', 'a'] }, {}];
  expect(trustedDomains({ trustDomain: 'a', trustDomainAliases: ['b'], caCertificates })).toEqual(['a', 'b', 'x']);
});

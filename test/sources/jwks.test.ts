import { expect, it } from 'vitest';
import { buildStore } from '../../src/model/store.js';
import { fetchJwks } from '../../src/sources/jwks.js';
import { loadTexts } from '../../src/sources/load.js';

const policies = (rules: string) => {
  const text = `
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: r, namespace: ns}
spec: {jwtRules: ${rules}}`;
  return buildStore(loadTexts([{ name: 'test.yaml', text }]).resources).list('RequestAuthentication');
};
const answers: Readonly<Record<string, string>> = {
  'https://a/keys': '{"keys":[]}',
  'https://b/.well-known/openid-configuration': '{"jwks_uri":"https://a/keys"}',
  'https://c/keys': '<html>',
};
const get = async (url: string) => {
  const answer = answers[url];
  if (answer === undefined) throw new Error('not found');
  return answer;
};

it('gets keys by address, or by what the issuer publishes', async () => {
  const { keys, diagnostics } = await fetchJwks(
    policies('[{issuer: a, jwksUri: "https://a/keys"}, {issuer: "https://b/"}, {issuer: d, jwks: "{}"}]'),
    get,
  );
  expect([...keys]).toEqual([
    ['https://a/keys', '{"keys":[]}'],
    ['https://b/', '{"keys":[]}'],
  ]);
  expect(diagnostics).toEqual([]);
});

it.each(['https://c/keys', 'https://d/keys'])('tells that %s has no keys', async (uri) => {
  const { keys, diagnostics } = await fetchJwks(policies(`[{issuer: a, jwksUri: "${uri}"}]`), get);
  expect(keys.size).toBe(0);
  expect(diagnostics).toMatchObject([{ code: 'jwks-fetch', args: { place: uri }, path: ['spec', 'jwtRules', 0] }]);
});

it('fetches nothing but http', async () => {
  const { diagnostics } = await fetchJwks(policies('[{issuer: a, jwksUri: "file:///etc/hostname"}]'));
  expect(diagnostics).toMatchObject([{ args: { reason: 'only http and https addresses are fetched' } }]);
});

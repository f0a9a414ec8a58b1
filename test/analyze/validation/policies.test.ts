import { describe, expect, it } from 'vitest';
import { type Row, violationsOf } from './violations.js';

const matchLabels = { app: 'web' };

describe('PeerAuthentication', () => {
  const rows: readonly Row[] = [
    ['mesh-wide mode', { mtls: { mode: 'STRICT' } }, []],
    ['ports of one workload', { selector: { matchLabels }, portLevelMtls: { 8080: { mode: 'DISABLE' } } }, []],
    ['ports without selector', { portLevelMtls: { 80: {} } }, ['error spec.portLevelMtls']],
    [
      'ports with an empty selector',
      { selector: {}, portLevelMtls: { 80: {} } },
      ['warning spec.selector', 'error spec.portLevelMtls'],
    ],
    ['no port at all', { selector: { matchLabels }, portLevelMtls: {} }, ['error spec.portLevelMtls']],
    ['a port that is none', { selector: { matchLabels }, portLevelMtls: { 0: {} } }, ['error spec.portLevelMtls["0"]']],
    [
      'selector labels without key and with wildcards',
      { selector: { matchLabels: { '': 'a', 'b*': 'c', d: '*' } } },
      [
        'error spec.selector.matchLabels[""]',
        'error spec.selector.matchLabels["b*"]',
        'error spec.selector.matchLabels.d',
      ],
    ],
  ];
  it.each(rows)('%s', async (_what, spec, expected) => {
    expect(await violationsOf('PeerAuthentication', spec)).toEqual(expected);
  });
});

describe('RequestAuthentication', () => {
  const rule = (fields: object) => ({ jwtRules: [{ issuer: 'https://idp.example', ...fields }] });
  const at = 'spec.jwtRules[0]';
  const key = { kty: 'RSA', n: 'AQAB', e: 'AQAB' };
  const rows: readonly Row[] = [
    ['no rules', {}, []],
    ['a key set', rule({ jwks: JSON.stringify({ keys: [key] }) }), []],
    ['one key in place of a set', rule({ jwks: JSON.stringify(key) }), []],
    ['an empty set', rule({ jwks: '{"keys":[]}' }), []],
    ['a set that is none', rule({ jwks: '{"keys":{}}' }), [`error ${at}.jwks`]],
    ['a key without type', rule({ jwks: '{"keys":[{"kid":"a"}]}' }), [`error ${at}.jwks`]],
    [
      'a key without its members',
      rule({ jwks: '{"keys":[{"kty":"EC","crv":"P-256","x":"a"}]}' }),
      [`error ${at}.jwks`],
    ],
    [
      'a key of garbled members',
      rule({ jwks: JSON.stringify({ keys: [{ ...key, n: 'a b' }] }) }),
      [`error ${at}.jwks`],
    ],
    ['a type that only objects have', rule({ jwks: '{"keys":[{"kty":"constructor"}]}' }), [`error ${at}.jwks`]],
    ['a private key', rule({ jwks: JSON.stringify({ keys: [{ ...key, d: 'AQAB' }] }) }), [`warning ${at}.jwks`]],
    ['neither issuer nor keys', { jwtRules: [{ audiences: ['a'] }] }, [`error ${at}`]],
    ['keys without issuer', { jwtRules: [{ jwksUri: 'https://idp.example/keys' }] }, []],
    ['keys by a relative URL', rule({ jwksUri: '/keys' }), [`error ${at}.jwksUri`]],
    ['keys by a URL without host', rule({ jwksUri: 'https://' }), []],
    ['keys by what is no URL', rule({ jwksUri: 'https://a b/c' }), [`error ${at}.jwksUri`]],
    ['a timeout', rule({ timeout: '5s' }), []],
    ['a timeout below a millisecond', rule({ timeout: '500us' }), [`error ${at}.timeout`]],
    [
      'a header with a colon',
      rule({ outputClaimToHeaders: [{ header: 'a:b', claim: 'c' }] }),
      [`error ${at}.outputClaimToHeaders[0].header`],
    ],
    ['two ways to attach', { selector: { matchLabels }, targetRef: { kind: 'Service', name: 'web' } }, ['error spec']],
    [
      'a reference without name, into another namespace',
      { targetRefs: [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', namespace: 'other' }] },
      ['error spec.targetRefs[0]', 'error spec.targetRefs[0].namespace'],
    ],
    [
      'a reference to a group of old',
      { targetRef: { kind: 'Gateway', group: 'networking.istio.io', name: 'a' } },
      ['error spec.targetRef.kind'],
    ],
    ['a ServiceEntry', { targetRef: { kind: 'ServiceEntry', group: 'networking.istio.io', name: 'a' } }, []],
  ];
  it.each(rows)('%s', async (_what, spec, expected) => {
    expect(await violationsOf('RequestAuthentication', spec)).toEqual(expected);
  });
});

describe('AuthorizationPolicy', () => {
  const source = (fields: object) => ({ rules: [{ from: [{ source: fields }] }] });
  const operation = (fields: object) => ({ rules: [{ to: [{ operation: fields }] }] });
  const when = (fields: object) => ({ rules: [{ when: [fields] }] });
  const inSource = 'error spec.rules[0].from[0].source';
  const inOperation = 'error spec.rules[0].to[0].operation';
  const inWhen = 'error spec.rules[0].when[0]';
  const provider = { name: 'authz' };
  const rows: readonly Row[] = [
    ['allow nothing', {}, []],
    ['deny nothing', { action: 'DENY' }, ['error spec.action']],
    ['deny everything', { action: 'DENY', rules: [{}] }, []],
    ['CUSTOM without rules', { action: 'CUSTOM', provider }, ['error spec.action']],
    ['CUSTOM without provider', { action: 'CUSTOM', rules: [{}] }, ['error spec.provider']],
    ['CUSTOM', { action: 'CUSTOM', provider, rules: [{ to: [{ operation: { paths: ['/a'] } }] }] }, []],
    [
      'CUSTOM by principals',
      { action: 'CUSTOM', provider, ...source({ principals: ['a'] }) },
      [`${inSource}.principals`],
    ],
    [
      'CUSTOM by claims',
      { action: 'CUSTOM', provider, ...when({ key: 'request.auth.claims[a]', values: ['b'] }) },
      [`${inWhen}.key`],
    ],
    ['an address and a range', source({ ipBlocks: ['::1', '10.0.0.0/8'] }), []],
    ['a range that is none', source({ notRemoteIpBlocks: ['10.0.0.0/33'] }), [`${inSource}.notRemoteIpBlocks[0]`]],
    ['service accounts beside namespaces', source({ serviceAccounts: ['a/b'], namespaces: ['c'] }), [inSource]],
    ['service accounts', source({ serviceAccounts: ['a/b', 'c'] }), []],
    [
      'service accounts that are none, one finding a field',
      source({ serviceAccounts: ['', 'a/b/c'], notServiceAccounts: ['a*'] }),
      [`${inSource}.serviceAccounts`, `${inSource}.notServiceAccounts`],
    ],
    ['too many service accounts', source({ serviceAccounts: Array(17).fill('a') }), [`${inSource}.serviceAccounts`]],
    [
      'service accounts in a condition',
      when({ key: 'source.serviceAccount', values: ['a/b'], notValues: ['/b'] }),
      [`${inWhen}.notValues`],
    ],
    ['a header within the request', when({ key: 'request.experimental.inline.headers[a]', values: ['b'] }), []],
    ['an empty segment beside a template', operation({ paths: ['/a//{*}'] }), [`${inOperation}.paths[0]`]],
    ['a path with templates', operation({ paths: ['/a/{*}/b/{**}', '/{**}/tail', '*', '/a*'] }), []],
    ['a template after {**}', operation({ paths: ['/{**}/{*}'] }), [`${inOperation}.paths[0]`]],
    ['a wildcard beside a template', operation({ notPaths: ['/a*/{*}'] }), [`${inOperation}.notPaths[0]`]],
    ['a template in a segment', operation({ paths: ['/ok', '/a{*}', '/b{*}'] }), [`${inOperation}.paths[1]`]],
    [
      'ports',
      operation({ ports: ['0', '65535', '65536', '', '8 0'] }),
      [2, 3, 4].map((i) => `${inOperation}.ports[${i}]`).concat(`${inOperation}.ports[3]`),
    ],
    [
      'headers without a name',
      when({ key: 'request.headers', values: ['a'] }),
      [`${inWhen}.values`, `${inWhen}.notValues`],
    ],
    [
      'an empty text in a condition',
      when({ key: 'source.namespace', values: ['a', ''], notValues: ['b'] }),
      [`${inWhen}.values`],
    ],
    ['a port in a condition', when({ key: 'destination.port', notValues: ['x'] }), [`${inWhen}.notValues`]],
    [
      'a key that only objects have',
      when({ key: 'constructor', values: ['x'] }),
      [`${inWhen}.values`, `${inWhen}.notValues`],
    ],
    ['deny by path', { action: 'DENY', ...operation({ paths: ['/admin'] }) }, ['warning spec.rules[0]']],
    ['deny by path and port', { action: 'DENY', ...operation({ paths: ['/admin'], ports: ['80'] }) }, []],
    [
      'deny by request principal',
      { action: 'DENY', ...source({ notRequestPrincipals: ['*'] }) },
      ['warning spec.rules[0]'],
    ],
    [
      'deny by path in one rule of two',
      {
        action: 'DENY',
        rules: [{ to: [{ operation: { ports: ['80'] } }] }, { to: [{ operation: { paths: ['/a'] } }] }],
      },
      ['warning spec.rules[1]'],
    ],
    ['deny by remote address', { action: 'DENY', ...source({ remoteIpBlocks: ['10.0.0.0/8'] }) }, []],
    ['deny by namespace', { action: 'DENY', ...source({ namespaces: ['a'] }) }, []],
  ];
  it.each(rows)('%s', async (_what, spec, expected) => {
    expect(await violationsOf('AuthorizationPolicy', spec)).toEqual(expected);
  });
});

describe('annotations', () => {
  const dryRun = 'istio.io/dry-run';
  const at = `error metadata.annotations["${dryRun}"]`;
  it.each([
    ['true', 'DENY', []],
    ['f', 'ALLOW', []],
    ['yes', 'DENY', [at]],
    ['true', 'AUDIT', [at]],
  ])('dry run %s of a policy with action %s', async (value, action, expected) => {
    expect(await violationsOf('AuthorizationPolicy', { action, rules: [{}] }, { [dryRun]: value })).toEqual(expected);
  });

  it('dry run of another kind', async () => {
    expect(await violationsOf('PeerAuthentication', {}, { [dryRun]: 'true' })).toEqual([at]);
  });

  it("Istio's own", async () => {
    expect(await violationsOf('PeerAuthentication', {}, { 'internal.istio.io/parents': 'a' })).toEqual([
      'error metadata.annotations["internal.istio.io/parents"]',
    ]);
  });
});

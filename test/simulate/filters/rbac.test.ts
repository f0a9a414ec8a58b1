import { describe, expect, it } from 'vitest';
import { rbac } from '../../../src/simulate/filters/rbac.js';
import type { HttpFilterInput } from '../../../src/simulate/filters/types.js';
import { askRbac } from '../../../src/simulate/rbac/engine.js';
import type { Subject } from '../../../src/simulate/rbac/subject.js';
import type { JsonMessage } from '../../../src/xds/json.js';
import { facts } from '../input.js';

const CALLER = 'spiffe://cluster.local/ns/shop/sa/web';
const http: NonNullable<Subject['http']> = {
  method: 'GET',
  scheme: 'https',
  authority: 'shop.example',
  path: '/api/items?id=1',
  headers: [['x-user', 'jason']],
};
const SUBJECT: Subject = {
  connection: {
    direction: 'inbound',
    destination: { address: '10.1.2.3', port: 8080 },
    tls: 'mtls',
    sni: 'Shop.Example',
    source: { ip: '192.0.2.7', principal: CALLER },
  },
  http,
  remoteIp: '198.51.100.9',
  metadata: { 'envoy.filters.http.jwt_authn': { payload: { iss: 'a', groups: ['x', 'y'], nested: { k: 'v' } } } },
  regex: facts.regex,
};
const NAME = 'ns[shop]-policy[only]-rule[2]';
const fits = (permission: JsonMessage, principal: JsonMessage, subject = SUBJECT) => {
  const policies = { [NAME]: { permissions: [permission], principals: [principal] } };
  return askRbac({ rules: { policies } }, subject).allowed;
};
const ANY = { any: true };
const payload = (path: readonly string[], value: JsonMessage): JsonMessage => ({
  metadata: { filter: 'envoy.filters.http.jwt_authn', path: ['payload', ...path].map((key) => ({ key })), value },
});
const template = (pathTemplate: string): JsonMessage => ({ uriTemplate: { name: 't', typedConfig: { pathTemplate } } });

describe('a header with several values', () => {
  const twice: Subject = {
    ...SUBJECT,
    http: {
      ...http,
      headers: [
        ['x-user', 'jason'],
        ['x-user', 'closed'],
      ],
    },
  };
  it.each([
    ['closed', true],
    ['jason', true],
    ['jason,closed', false],
  ])('is %s: %s', (exact, expected) => {
    expect(fits(ANY, { header: { name: 'x-user', stringMatch: { exact } } }, twice)).toBe(expected);
  });
});

describe('a permission', () => {
  it.each<[JsonMessage, boolean]>([
    [{ urlPath: { path: { exact: '/api/items' } } }, true],
    [{ urlPath: { path: { exact: '/api/items?id=1' } } }, false],
    [{ urlPath: { path: { suffix: 'items' } } }, true],
    [template('/api/*'), true],
    [template('/*'), false],
    [template('/**'), true],
    [{ header: { name: ':method', stringMatch: { exact: 'GET' } } }, true],
    [{ header: { name: ':authority', stringMatch: { exact: 'SHOP.example', ignoreCase: true } } }, true],
    [{ header: { name: 'x-user', stringMatch: { prefix: 'jas' } } }, true],
    [{ header: { name: 'x-other', presentMatch: true } }, false],
    [{ destinationPort: 8080 }, true],
    [{ destinationPort: 80 }, false],
    [{ destinationPortRange: { start: 8000, end: 8080 } }, false],
    [{ destinationIp: { addressPrefix: '10.1.0.0', prefixLen: 16 } }, true],
    [{ destinationIp: { addressPrefix: '10.2.0.0', prefixLen: 16 } }, false],
    [{ requestedServerName: { exact: 'shop.example' } }, true],
    [{ requestedServerName: { exact: 'other.example' } }, false],
    [{ notRule: ANY }, false],
    [{ andRules: { rules: [ANY, { destinationPort: 80 }] } }, false],
    [{ orRules: { rules: [{ notRule: ANY }, { destinationPort: 8080 }] } }, true],
    [{ matcher: { name: 'unknown' } }, false],
  ])('%j', (permission, expected) => {
    expect(fits(permission, ANY)).toBe(expected);
  });
});

describe('a principal', () => {
  it.each<[JsonMessage, boolean]>([
    [{ authenticated: { principalName: { exact: CALLER } } }, true],
    [{ authenticated: { principalName: { safeRegex: { regex: '.*/ns/shop/.*' } } } }, true],
    [{ authenticated: { principalName: { prefix: 'spiffe://other/' } } }, false],
    [{ authenticated: {} }, true],
    [{ directRemoteIp: { addressPrefix: '192.0.2.0', prefixLen: 24 } }, true],
    [{ directRemoteIp: { addressPrefix: '198.51.100.0', prefixLen: 24 } }, false],
    [{ remoteIp: { addressPrefix: '198.51.100.0', prefixLen: 24 } }, true],
    [{ remoteIp: { addressPrefix: '2001:db8::', prefixLen: 32 } }, false],
    [payload(['iss'], { stringMatch: { exact: 'a' } }), true],
    [payload(['groups'], { listMatch: { oneOf: { stringMatch: { exact: 'y' } } } }), true],
    [
      payload(['nested', 'k'], {
        orMatch: { valueMatchers: [{ stringMatch: { exact: 'u' } }, { stringMatch: { exact: 'v' } }] },
      }),
      true,
    ],
    [payload(['none'], { stringMatch: { safeRegex: { regex: '.+' } } }), false],
    [{ header: { name: 'x-user', stringMatch: { exact: 'jason' } } }, true],
    [{ notId: { authenticated: {} } }, false],
    [{ andIds: { ids: [ANY, { orIds: { ids: [] } }] } }, false],
  ])('%j', (principal, expected) => {
    expect(fits(ANY, principal)).toBe(expected);
  });

  it('has no identity in plain text, and nothing of a request in bytes', () => {
    const { http: _, ...rest } = SUBJECT;
    const plain = { ...SUBJECT, connection: { ...SUBJECT.connection, tls: 'none' as const } };
    expect(fits(ANY, { authenticated: {} }, plain)).toBe(false);
    const bytes = { ...rest, http: undefined };
    expect(fits({ urlPath: { path: { prefix: '/' } } }, ANY, bytes)).toBe(false);
    expect(fits({ notRule: { urlPath: { path: { prefix: '/' } } } }, ANY, bytes)).toBe(true);
  });
});

describe('the filter', () => {
  const ALL = { permissions: [ANY], principals: [ANY] };
  const { metadata, http, connection } = SUBJECT;
  const ask = (config: JsonMessage, perRoute?: JsonMessage) => {
    if (!http) throw new Error('no request');
    const input: HttpFilterInput = { config, perRoute, manager: {}, forwards: true, http, connection, metadata, facts };
    return rbac(input);
  };

  it.each<[string, JsonMessage, number | undefined, string | undefined]>([
    ['allows what fits', { policies: { [NAME]: ALL } }, undefined, undefined],
    ['denies what does not fit', { policies: {} }, 403, 'envoy.filters.http.rbac'],
    ['denies what fits', { action: 'DENY', policies: { [NAME]: ALL } }, 403, NAME],
    ['names the first of several', { action: 'DENY', policies: { b: ALL, a: ALL } }, 403, 'a'],
    ['allows what is not denied', { action: 'DENY' }, undefined, undefined],
    ['only logs', { action: 'LOG', policies: { [NAME]: ALL } }, undefined, undefined],
  ])('%s', (_, rules, status, deniedBy) => {
    const result = ask({ rules });
    expect(result.kind === 'stop' ? [result.status, result.outcome.deniedBy] : []).toEqual(
      status === undefined ? [] : [status, deniedBy],
    );
  });

  it('says who allowed it, and by which part of the configuration', () => {
    const result = ask({ rules: { policies: { [NAME]: ALL } } });
    expect(result).toMatchObject({
      kind: 'continue',
      outcome: { allowedBy: [NAME] },
      decision: 'allowed by shop/only rule 2',
    });
    expect(result.object).toBe(ALL);
  });

  it('leaves what rules that are only tried would have done', () => {
    const result = ask({ shadowRules: { action: 'DENY', policies: { p: ALL } }, shadowRulesStatPrefix: 'try_' });
    const left = { try_shadow_effective_policy_id: 'p', try_shadow_engine_result: 'denied' };
    expect(result).toMatchObject({ kind: 'continue', metadata: { 'envoy.filters.http.rbac': left } });
  });

  it('can be switched off by a route', () => {
    expect(ask({ rules: { policies: {} } }, { '@type': 'any' }).kind).toBe('continue');
  });
});

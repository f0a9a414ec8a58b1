import { describe, expect, it } from 'vitest';
import { routeOf, routesOf } from './input.js';

const A = 'route: [{destination: {host: a}}]';
const CLUSTER = 'outbound|80||a.ns.svc.cluster.local';

function destinationRule(spec: string): string {
  return `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: a, namespace: ns}
spec: {host: a, ${spec}}`;
}

describe('matches', () => {
  it.each([
    ['', { prefix: '/' }],
    ['match: [{uri: {exact: /a}}]', { path: '/a', caseSensitive: true }],
    ['match: [{uri: {prefix: /a}, ignoreUriCase: true}]', { prefix: '/a', caseSensitive: false }],
    ['match: [{uri: {regex: "/a.*"}}]', { safeRegex: { regex: '/a.*' }, caseSensitive: true }],
    [
      'match: [{headers: {b: {exact: "1"}, c: {}}, withoutHeaders: {a: {}, d: {prefix: x}, e: {regex: "*"}}, method: {exact: GET}}]',
      {
        prefix: '/',
        caseSensitive: true,
        headers: [
          { name: 'a', presentMatch: true, invertMatch: true },
          { name: 'b', stringMatch: { exact: '1' } },
          { name: 'c', presentMatch: true },
          { name: 'd', stringMatch: { prefix: 'x' }, invertMatch: true, treatMissingHeaderAsEmpty: true },
          { name: 'e', presentMatch: true, invertMatch: true },
          { name: ':method', stringMatch: { exact: 'GET' } },
        ],
      },
    ],
    [
      'match: [{queryParams: {q: {regex: "1|2"}}}]',
      {
        prefix: '/',
        caseSensitive: true,
        queryParameters: [{ name: 'q', stringMatch: { safeRegex: { regex: '1|2' } } }],
      },
    ],
  ])('{%s}', (match, expected) => {
    expect(routeOf(match ? `${match}, ${A}` : A).match).toEqual(expected);
  });

  it('about the client and the port are settled beforehand', () => {
    const of = (match: string) => routesOf(`{match: [${match}], name: hit, ${A}}`).map((r) => r.name);
    expect(of('{port: 80}')).toEqual(['hit']);
    expect(of('{port: 81}')).toEqual(['default']);
    expect(of('{sourceLabels: {tier: front}}')).toEqual(['hit']);
    expect(of('{sourceLabels: {tier: back}}')).toEqual(['default']);
    expect(of('{sourceNamespace: far}')).toEqual(['default']);
    expect(of('{gateways: [edge]}')).toEqual(['default']);
    // A match that names gateways doesn't ask who the client is.
    expect(of('{gateways: [mesh], sourceLabels: {tier: back}}')).toEqual(['hit']);
  });

  it.each([
    ['{uri: {prefix: /}}', 1],
    ['{uri: {regex: ".*"}}', 1],
    ['{port: 80}', 1],
    ['{uri: {regex: "/.*"}}', 2],
    ['{method: {exact: GET}}', 2],
    ['{queryParams: {q: {}}}', 2],
  ])('%s leaves %i route(s) of two', (match, count) => {
    expect(routesOf(`{match: [${match}], ${A}}, {${A}}`)).toHaveLength(count);
  });

  it('name routes', () => {
    const names = routesOf(
      `{name: r, match: [{name: m, uri: {exact: /1}}, {uri: {exact: /2}}], ${A}}, {match: [{name: m}], ${A}}`,
    ).map((r) => r.name);
    expect(names).toEqual(['r.m', 'r', '.m']);
  });
});

describe('actions', () => {
  it('forward to one destination, or by weight to those that have one', () => {
    expect(routeOf('route: [{destination: {host: a}, weight: 0}]').route?.cluster).toBe(CLUSTER);
    expect(routeOf('route: [{destination: {host: A}}]').route?.cluster).toBe('outbound|80||A.ns.svc.cluster.local');
    const weighted = routeOf(
      'route: [{destination: {host: a, subset: v1}, weight: 90}, {destination: {host: b, port: {number: 81}}}, {destination: {host: x.far}, weight: 10}]',
    ).route?.weightedClusters?.clusters;
    expect(weighted).toEqual([
      { name: 'outbound|80|v1|a.ns.svc.cluster.local', weight: 90 },
      { name: 'outbound|80||x.far', weight: 10 },
    ]);
  });

  it.each([
    ['retries: {attempts: 0}', undefined],
    [
      'retries: {attempts: 3, retryOn: "5xx, 503,429"}',
      { numRetries: 3, retryOn: '5xx,retriable-status-codes', retriableStatusCodes: [503, 429] },
    ],
    ['retries: {attempts: 1, retryOn: "503"}', { retryOn: ',retriable-status-codes', retriableStatusCodes: [503] }],
    [
      'retries: {attempts: 1, perTryTimeout: 250ms, backoff: 1s}',
      { perTryTimeout: '0.250s', retryBackOff: { baseInterval: '1s' } },
    ],
  ])('retry as {%s} asks', (rule, expected) => {
    const policy = routeOf(rule).route?.retryPolicy;
    if (expected) expect(policy).toMatchObject(expected);
    else expect(policy).toBeUndefined();
  });

  it('retry as the mesh asks where the rule says nothing', () => {
    const config = { defaultHttpRetryPolicy: { attempts: 7 } };
    expect(routeOf(A, [], config).route?.retryPolicy).toMatchObject({ numRetries: 7 });
    expect(routeOf('retries: {attempts: 1}', [], config).route?.retryPolicy).toMatchObject({ numRetries: 1 });
  });

  it.each([
    ['headers: {request: {set: {host: b.com}}}', 'b.com'],
    ['headers: {request: {add: {":authority": c.com}}}, rewrite: {authority: d.com}', 'd.com'],
    ['route: [{destination: {host: a}, headers: {request: {set: {Host: e.com}}}}]', 'e.com'],
  ])('rewrite the host for {%s} to %s', (rule, host) => {
    const route = routeOf(rule);
    expect(route.route?.hostRewriteLiteral).toBe(host);
    expect(route.requestHeadersToAdd).toBeUndefined();
  });

  it('change headers of the rule first, then of the destination; set before added, by name', () => {
    const route = routeOf(
      'headers: {request: {add: {z: "1"}, set: {c: "2", b: "3"}, remove: [q, p]}}, route: [{destination: {host: a}, headers: {request: {add: {a: "4"}}}}]',
    );
    expect(route.requestHeadersToAdd?.map((h) => [h.header.key, h.appendAction])).toEqual([
      ['b', 'OVERWRITE_IF_EXISTS_OR_ADD'],
      ['c', 'OVERWRITE_IF_EXISTS_OR_ADD'],
      ['z', undefined],
      ['a', undefined],
    ]);
    expect(route.requestHeadersToRemove).toEqual(['q', 'p']);
  });

  it.each([
    ['{uri: /b}', { pathRedirect: '/b' }],
    [
      '{authority: b.com, redirectCode: 308}',
      { pathRedirect: '', hostRedirect: 'b.com', responseCode: 'PERMANENT_REDIRECT' },
    ],
    ['{port: 80}', { pathRedirect: '' }],
    ['{port: 443}', { pathRedirect: '', portRedirect: 443 }],
    ['{scheme: https, port: 443}', { pathRedirect: '', schemeRedirect: 'https' }],
    ['{uri: /b, redirectCode: 305}', undefined],
    ['{scheme: https, derivePort: FROM_REQUEST_PORT}', { pathRedirect: '', schemeRedirect: 'https', portRedirect: 80 }],
  ])('redirect to %s', (redirect, expected) => {
    const route = routeOf(`redirect: ${redirect}`);
    expect(route.redirect).toEqual(expected);
    expect(route.decorator?.operation).toBe('vs:80/*');
  });

  it('mirror to `mirror` first; nothing for zero percent', () => {
    const mirror = (rule: string) =>
      routeOf(rule).route?.requestMirrorPolicies?.map((m) => [m['cluster'], m['runtimeFraction']]);
    expect(
      mirror(
        'mirrors: [{destination: {host: c}, percentage: {value: 0.5}}, {destination: {host: d}, percentage: {value: 0}}], mirror: {host: b}',
      ),
    ).toEqual([
      ['outbound|80||b.ns.svc.cluster.local', { defaultValue: { numerator: 100 } }],
      ['outbound|80||c.ns.svc.cluster.local', { defaultValue: { numerator: 5000, denominator: 'MILLION' } }],
    ]);
    expect(mirror('mirror: {host: b}, mirrorPercent: 0')).toBeUndefined();
    expect(mirror('mirror: {host: b}, mirrorPercent: 7')?.[0]?.[1]).toEqual({ defaultValue: { numerator: 7 } });
  });

  it('inject faults and answer preflights through filters', () => {
    const route = routeOf(
      'fault: {delay: {fixedDelay: 2s}, abort: {grpcStatus: UNAVAILABLE, percentage: {value: 100}}}, corsPolicy: {allowOrigin: [b.com], maxAge: 1m, unmatchedPreflights: IGNORE}',
    );
    expect(route.typedPerFilterConfig).toMatchObject({
      'envoy.filters.http.fault': {
        delay: { fixedDelay: '2s', percentage: {} },
        abort: { grpcStatus: 14, percentage: { numerator: 1000000, denominator: 'MILLION' } },
      },
      'envoy.filters.http.cors': {
        allowOriginStringMatch: [{ exact: 'b.com' }],
        forwardNotMatchingPreflights: false,
        maxAge: '60',
      },
    });
  });

  it('inject no fault that has no time or status', () => {
    const route = routeOf('fault: {delay: {percentage: {value: 5}}, abort: {percentage: {value: 5}}}');
    expect(Object.keys(route.typedPerFilterConfig?.['envoy.filters.http.fault'] ?? {})).toEqual(['@type']);
  });
});

describe('hash policies', () => {
  const hash = (header: string) => `loadBalancer: {consistentHash: {httpHeaderName: ${header}}}`;
  const rule = destinationRule(
    `trafficPolicy: {${hash('top')}, portLevelSettings: [{port: {number: 80}, ${hash('port')}}]}, ` +
      `subsets: [{name: v1, trafficPolicy: {${hash('sub')}}}, {name: v2, trafficPolicy: {loadBalancer: {simple: RANDOM}}}]`,
  );
  const headerOf = (destination: string) =>
    routeOf(`route: [{destination: {${destination}}}]`, [rule]).route?.hashPolicy?.map((p) => p['header']);

  it.each([
    ['host: a', 'top'],
    ['host: a, port: {number: 80}', 'port'],
    ['host: a, subset: v1', 'sub'],
    ['host: a, subset: v2', 'top'],
  ])('of {%s} are by %s', (destination, header) => {
    expect(headerOf(destination)).toEqual([{ headerName: header }]);
  });

  it.each([
    ['useSourceIp: true', [{ connectionProperties: { sourceIp: true } }]],
    ['useSourceIp: false', [{ connectionProperties: {} }]],
    ['ringHash: {}', undefined],
  ])('by {%s} are %j', (key, expected) => {
    const own = destinationRule(`trafficPolicy: {loadBalancer: {consistentHash: {${key}}}}`);
    expect(routeOf('timeout: 1s', [own]).route?.hashPolicy).toEqual(expected);
    expect(routeOf('timeout: 1s', [own]).route?.retryPolicy?.['retryHostPredicate']).toBeUndefined();
  });

  it('are those of the name that is written, if it is a service', () => {
    const alias = `
apiVersion: v1
kind: Service
metadata: {name: other, namespace: ns}
spec: {type: ExternalName, externalName: a.ns.svc.cluster.local, ports: [{name: http, port: 80}]}`;
    const stranger = rule.replace('name: a', 'name: x').replace('host: a', 'host: x');
    expect(routeOf('route: [{destination: {host: x}}]', [stranger]).route?.hashPolicy).toBeUndefined();
    const aliased = routeOf('route: [{destination: {host: other}}]', [alias, rule]).route;
    expect([aliased?.cluster, aliased?.hashPolicy]).toEqual(['outbound|80||a.ns.svc.cluster.local', undefined]);
  });

  it('let a retry go to the same host again, unless there is a choice by weight', () => {
    const predicate = (route: string) =>
      routeOf(`route: [${route}]`, [rule]).route?.retryPolicy?.['retryHostPredicate'];
    expect(predicate('{destination: {host: a}}')).toBeUndefined();
    expect(predicate('{destination: {host: a}, weight: 1}, {destination: {host: b}, weight: 1}')).toBeDefined();
  });
});

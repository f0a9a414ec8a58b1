import { describe, expect, it } from 'vitest';
import { type Row, violationsOf } from './violations.js';

const to = (fields: object = {}) => ({ destination: { host: 'a', ...fields } });
const route = [to()];
const http = (...rules: readonly object[]) => ({ hosts: ['a'], http: rules });
const rule = (fields: object) => http({ route, ...fields });
const matching = (match: object) => rule({ match: [match] });
const at = 'spec.http[0]';

function table(name: string, rows: readonly Row[]): void {
  describe(`VirtualService: ${name}`, () => {
    it.each(rows)('%s', async (_what, spec, expected) => {
      expect(await violationsOf('VirtualService', spec)).toEqual(expected);
    });
  });
}

table('hosts and gateways', [
  [
    'names, wildcards with a gateway, addresses',
    { ...rule({}), gateways: ['ns/g'], hosts: ['*.x.io', '10.0.0.9'] },
    [],
  ],
  ['* with a gateway', { ...rule({}), gateways: ['g'], hosts: ['*'] }, []],
  ['* with mesh too', { ...rule({}), gateways: ['ns/g', 'mesh'], hosts: ['*'] }, ['error spec.hosts[0]']],
  [
    'names that are none',
    { ...rule({}), hosts: ['a..b', 'ok', 'a.1'] },
    ['error spec.hosts[0]', 'error spec.hosts[2]'],
  ],
  ['a host twice', { ...rule({}), hosts: ['a', 'b', 'a'] }, ['error spec.hosts[2]']],
  ['a host under a wildcard', { ...rule({}), hosts: ['a.x.io', '*.x.io'] }, ['error spec.hosts[1]']],
  ['a host and its domain', { ...rule({}), hosts: ['x.io', '*.x.io'] }, []],
  ['no twins are looked for among bad hosts', { ...rule({}), hosts: ['-', 'a', 'a'] }, ['error spec.hosts[0]']],
  ['a gateway by its old name', { ...rule({}), gateways: ['g.ns.svc.cluster.local'] }, ['warning spec.gateways[0]']],
  ['a gateway with empty parts', { ...rule({}), gateways: ['/'] }, Array(3).fill('error spec.gateways[0]')],
  ['a gateway in a namespace that is none', { ...rule({}), gateways: ['n_s/g'] }, ['error spec.gateways[0]']],
  ['nothing is read after a name without slash', { ...rule({}), gateways: ['g', 'n_s/g'] }, []],
  ['no rules', { hosts: ['a'] }, ['error spec']],
  ['exported twice', { ...rule({}), exportTo: ['.', 'app'] }, ['error spec.exportTo[1]']],
  ['exported nowhere', { ...rule({}), exportTo: ['~'] }, ['error spec.exportTo[0]']],
  ['exported to what is no namespace', { ...rule({}), exportTo: ['a.b'] }, ['error spec.exportTo[0]']],
  ['exported everywhere and elsewhere', { ...rule({}), exportTo: ['*', 'x'] }, ['error spec.exportTo']],
]);

table('delegates', [
  ['one', { http: [{ route }] }, []],
  [
    'one with more than http',
    { gateways: ['ns/g'], http: [{ route }], tcp: [{ route }], tls: [{ match: [{ sniHosts: ['10.0.0.1'] }], route }] },
    ['error spec.gateways', 'error spec.tls', 'error spec.tcp', 'warning spec.tls[0].match[0].sniHosts[0]'],
  ],
  ['one that has one', { http: [{ route, delegate: { name: 'b' } }] }, [`error ${at}.delegate`]],
  ['a root', http({ delegate: { name: 'b' } }), []],
  [
    'a root that acts itself',
    rule({ delegate: { name: 'b' }, redirect: {} }),
    [`error ${at}.redirect`, `error ${at}.route`, `error ${at}.redirect`],
  ],
]);

table('matches', [
  [
    'of all kinds',
    matching({ uri: { prefix: '' }, headers: { ':authority': { exact: 'a' }, 'x-a': {} }, port: 80 }),
    [],
  ],
  ['an empty header name', matching({ headers: { '': { exact: 'a' } } }), [`error ${at}.match[0].headers[""]`]],
  [
    'a header name with a space',
    matching({ withoutHeaders: { 'a b': {} } }),
    [`error ${at}.match[0].withoutHeaders["a b"]`],
  ],
  ['an empty prefix of a method', matching({ method: { prefix: '' } }), [`error ${at}.match[0].method.prefix`]],
  [
    'an empty prefix of a header',
    matching({ headers: { a: { prefix: '' } } }),
    [`error ${at}.match[0].headers.a.prefix`],
  ],
  ['an empty regex', matching({ uri: { regex: '' } }), [`error ${at}.match[0].uri.regex`]],
  ['a regex of 1025 characters', matching({ uri: { regex: 'a'.repeat(1025) } }), [`error ${at}.match[0].uri.regex`]],
  ['a regex of another dialect', matching({ uri: { regex: '(?=a)' } }), [`error ${at}.match[0].uri.regex`]],
  [
    'a regex in a parameter',
    matching({ queryParams: { q: { regex: '[' } } }),
    [`error ${at}.match[0].queryParams.q.regex`],
  ],
  ['a good regex with all sorts', matching({ uri: { regex: '(?i)^/x/\\d{1,3}(/.*)?$' } }), []],
  ['a star in place of a regex', matching({ withoutHeaders: { a: { regex: '*' } } }), []],
  ['a port that is none', matching({ port: 70000 }), [`error ${at}.match[0].port`]],
  [
    'labels that are none',
    matching({ sourceLabels: { 'a b': 'c d' } }),
    Array(2).fill(`error ${at}.match[0].sourceLabels["a b"]`),
  ],
  ['a namespace that is none', matching({ sourceNamespace: 'a.b' }), [`error ${at}.match[0].sourceNamespace`]],
  ['gateways', matching({ gateways: ['n_s/g'] }), [`error ${at}.match[0].gateways[0]`]],
  ['gateways by their old names', matching({ gateways: ['g.n'] }), []],
  [
    'a claim at a gateway and in sidecars',
    { ...matching({ headers: { '@request.auth.claims.a': {} } }), gateways: ['n/g', 'mesh'] },
    [`error ${at}.match[0].headers["@request.auth.claims.a"]`],
  ],
  [
    'a claim without gateway',
    matching({ headers: { '@request.auth.claims.a': {} } }),
    [`error ${at}.match[0].headers["@request.auth.claims.a"]`],
  ],
  ['a claim at a gateway', { ...matching({ headers: { '@request.auth.claims[a][b]': {} } }), gateways: ['n/g'] }, []],
]);

table('actions', [
  ['nothing to do', http({ match: [{ uri: { prefix: '/' } }] }), [`error ${at}`]],
  [
    'redirect with the rest',
    rule({ redirect: { uri: '/' }, fault: { delay: {} }, rewrite: { uri: '/' }, directResponse: { status: 200 } }),
    [`error ${at}.route`, `error ${at}.fault`, `error ${at}.rewrite`, `error ${at}.directResponse`],
  ],
  [
    'answer with the rest',
    rule({ directResponse: { status: 200 }, fault: { delay: {} }, rewrite: { uri: '/' } }),
    [`error ${at}.route`, `error ${at}.fault`, `error ${at}.rewrite`],
  ],
  ['redirect to nothing', http({ redirect: { redirectCode: 200 } }), [`error ${at}.redirect`]],
  [
    'redirect by a code that is none',
    http({ redirect: { uri: '/', redirectCode: 200 } }),
    [`error ${at}.redirect.redirectCode`],
  ],
  ['redirect to another scheme', http({ redirect: { scheme: 'ftp' } }), [`error ${at}.redirect.scheme`]],
  ['redirect to a port', http({ redirect: { port: 8443 } }), []],
  ['redirect to a port that is none', http({ redirect: { port: 70000 } }), [`error ${at}.redirect.port`]],
  ['answer with 199', http({ directResponse: { status: 199 } }), [`error ${at}.directResponse.status`]],
  [
    'a large answer',
    http({ directResponse: { status: 200, body: { string: 'x'.repeat(102401) } } }),
    [`warning ${at}.directResponse.body`],
  ],
  [
    'a larger answer',
    http({ directResponse: { status: 200, body: { string: 'ü'.repeat(600000) } } }),
    [`error ${at}.directResponse.body`],
  ],
  ['rewrite of nothing', rule({ rewrite: {} }), [`error ${at}.rewrite`]],
  ['rewrite in two ways', rule({ rewrite: { uri: '/', uriRegexRewrite: {} } }), [`error ${at}.rewrite`]],
  [
    'rewrite by half an expression',
    rule({ rewrite: { uriRegexRewrite: { match: 'a' } } }),
    [`error ${at}.rewrite.uriRegexRewrite`],
  ],
  [
    'rewrite by no expression',
    rule({ rewrite: { uriRegexRewrite: { match: '(', rewrite: 'b' } } }),
    [`error ${at}.rewrite.uriRegexRewrite.match`],
  ],
  [
    'the authority twice',
    rule({ rewrite: { authority: 'a' }, headers: { request: { set: { Host: 'b' } } } }),
    [`error ${at}.headers.request.set.Host`],
  ],
  ['a timeout of zero', rule({ timeout: '0s' }), [`error ${at}.timeout`]],
  ['a timeout within a millisecond', rule({ timeout: '1.0005s' }), [`error ${at}.timeout`]],
  ['retries below zero', rule({ retries: { attempts: -1 } }), [`error ${at}.retries.attempts`]],
  ['retries that are off', rule({ retries: { attempts: 0 } }), []],
  ['retries that are off with conditions', rule({ retries: { retryOn: '5xx' } }), [`error ${at}.retries`]],
  [
    'retries on what is nothing',
    rule({ retries: { attempts: 1, retryOn: '5xx, reset,599,418' } }),
    [`error ${at}.retries.retryOn`, `error ${at}.retries.retryOn`],
  ],
]);

table('policies of a rule', [
  [
    'origins',
    rule({ corsPolicy: { allowOrigins: [{}, { exact: 'a' }, { regex: '(' }] } }),
    [`error ${at}.corsPolicy.allowOrigins[0]`, `error ${at}.corsPolicy.allowOrigins[2].regex`],
  ],
  ['methods', rule({ corsPolicy: { allowMethods: ['*', 'GET', 'get'] } }), [`error ${at}.corsPolicy.allowMethods[2]`]],
  [
    'headers',
    rule({ corsPolicy: { allowHeaders: ['*'], exposeHeaders: [''] } }),
    [`error ${at}.corsPolicy.exposeHeaders[0]`],
  ],
  ['age', rule({ corsPolicy: { maxAge: '1.5s' } }), [`error ${at}.corsPolicy.maxAge`]],
  ['an empty fault', rule({ fault: {} }), [`error ${at}.fault`]],
  ['an abort without status', rule({ fault: { abort: { percentage: { value: 10 } } } }), []],
  ['a gRPC status', rule({ fault: { abort: { grpcStatus: 'UNAVAILABLE' } } }), []],
  [
    'a gRPC status that is none',
    rule({ fault: { abort: { grpcStatus: 'nope' } } }),
    [`error ${at}.fault.abort.grpcStatus`],
  ],
  ['an HTTP/2 error', rule({ fault: { abort: { http2Error: 'x' } } }), [`error ${at}.fault.abort.http2Error`]],
  [
    'a tiny share',
    rule({ fault: { delay: { percentage: { value: 0.00001 }, fixedDelay: '1s' } } }),
    [`error ${at}.fault.delay.percentage.value`],
  ],
  ['a percentage of the elder kind', rule({ fault: { delay: { percent: 101, fixedDelay: '1s' } } }), []],
  [
    'a delay that grows',
    rule({ fault: { delay: { exponentialDelay: '1s' } } }),
    [`error ${at}.fault.delay.exponentialDelay`],
  ],
  ['mirrors of both kinds', rule({ mirror: { host: 'm' }, mirrors: [to()] }), [`error ${at}.mirrors`]],
  [
    'mirrors that lead nowhere',
    rule({ mirrors: [{ percentage: { value: -1 } }, { ...to(), percentage: { value: -1 } }] }),
    [`error ${at}.mirrors[0]`, `error ${at}.mirrors[1].percentage.value`],
  ],
  [
    'mirrorPercent',
    rule({ mirror: { host: 'm' }, mirrorPercent: 101 }),
    [`error ${at}.mirrorPercent`, `warning ${at}.mirrorPercent`],
  ],
]);

table('headers', [
  ['set and removed', rule({ headers: { request: { set: { ':authority': 'a' } }, response: { remove: ['x'] } } }), []],
  [
    'pseudo headers',
    rule({ headers: { request: { add: { ':path': '/' } }, response: { set: { ':status': '200' } } } }),
    [`error ${at}.headers.request.add[":path"]`, `error ${at}.headers.response.set[":status"]`],
  ],
  [
    'Host in a response',
    rule({ headers: { response: { remove: ['host'] } } }),
    [`error ${at}.headers.response.remove[0]`],
  ],
  ['commands', rule({ headers: { request: { set: { a: '%REQ(:path)% 100%% %START_TIME(%s)%' } } } }), []],
  ['commands of any name', rule({ headers: { request: { set: { a: '%a b%%F(["x", "y\\""])%' } } } }), []],
  [
    'a command with something after its arguments',
    rule({ headers: { request: { set: { a: '%REQ(x):10%' } } } }),
    [`error ${at}.headers.request.set.a`],
  ],
  [
    'a command without end',
    rule({ headers: { request: { set: { a: '%REQ(x%' } } } }),
    [`error ${at}.headers.request.set.a`],
  ],
  ['a lone percent sign', rule({ headers: { request: { set: { a: '50%' } } } }), [`error ${at}.headers.request.set.a`]],
  ['a line end', rule({ headers: { request: { set: { a: 'b\nc' } } } }), [`error ${at}.headers.request.set.a`]],
  [
    'of a destination',
    http({ route: [{ ...to(), headers: { request: { remove: [''] } } }] }),
    [`error ${at}.route[0].headers.request.remove[0]`],
  ],
]);

table('destinations', [
  ['none', http({ route: [{}] }), [`error ${at}.route[0]`]],
  ['no host', http({ route: [{ destination: {} }] }), [`error ${at}.route[0].destination.host`]],
  ['a subset that is none', http({ route: [to({ subset: 'a_b' })] }), [`error ${at}.route[0].destination.subset`]],
  ['a port without number', http({ route: [to({ port: {} })] }), [`error ${at}.route[0].destination.port.number`]],
  ['one of weight 0', http({ route: [{ ...to(), weight: 0 }] }), []],
  ['all of weight 0', http({ route: [to(), to()] }), [`error ${at}.route`]],
  ['weights that are not 100', http({ route: [{ ...to(), weight: 3 }, to()] }), []],
]);

table('tls and tcp', [
  ['no match, no route', { hosts: ['a'], tls: [{}] }, ['error spec.tls[0]', 'error spec.tls[0]']],
  ['no sniHosts', { hosts: ['a'], tls: [{ match: [{ port: 443 }], route }] }, ['error spec.tls[0].match[0]']],
  [
    'sniHosts elsewhere',
    { hosts: ['a', '*.b.io'], tls: [{ match: [{ sniHosts: ['x.b.io', '*.b.io', 'c'] }], route }] },
    ['error spec.tls[0].match[0].sniHosts[2]'],
  ],
  [
    'the SNI of a cluster at a gateway',
    {
      hosts: ['outbound_.80_._.a.b', '*.c'],
      gateways: ['n/g'],
      tls: [{ match: [{ sniHosts: ['outbound_.80_._.a.b', 'outbound_.80_.v1_.b.c'] }], route }],
    },
    [],
  ],
  [
    'the SNI of a cluster without gateways',
    { hosts: ['*.b'], tls: [{ match: [{ sniHosts: ['outbound_.80_._.a.b'] }], route }] },
    [],
  ],
  [
    'the SNI of a cluster among sidecars',
    { hosts: ['*.b'], gateways: ['mesh'], tls: [{ match: [{ sniHosts: ['outbound_.80_._.a.b'] }], route }] },
    ['error spec.tls[0].match[0].sniHosts[0]'],
  ],
  [
    'tcp',
    { hosts: ['a'], tcp: [{ match: [{ destinationSubnets: ['10.0.0.0/8', '10.0.0.1', 'x', '10.0.0.0/33'] }], route }] },
    ['error spec.tcp[0].match[0].destinationSubnets[2]', 'error spec.tcp[0].match[0].destinationSubnets[3]'],
  ],
  [
    'tcp to nowhere',
    { hosts: ['a'], tcp: [{ match: [{ port: 99999, sourceSubnet: 'x' }] }] },
    ['error spec.tcp[0].match[0].port', 'error spec.tcp[0]'],
  ],
  [
    'old names of gateways, told of tls alone',
    {
      hosts: ['a'],
      tls: [{ match: [{ sniHosts: ['a'], gateways: ['g.n'] }], route }],
      tcp: [{ match: [{ gateways: ['g.n'] }], route }],
    },
    ['warning spec.tls[0].match[0].gateways[0]'],
  ],
]);

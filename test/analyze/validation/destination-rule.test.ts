import { describe, expect, it } from 'vitest';
import { type Row, violationsOf } from './violations.js';

const policy = (trafficPolicy: object) => ({ host: 'a', trafficPolicy });
const at = 'spec.trafficPolicy';

function table(name: string, rows: readonly Row[]): void {
  describe(`DestinationRule: ${name}`, () => {
    it.each(rows)('%s', async (_what, spec, expected) => {
      expect(await violationsOf('DestinationRule', spec)).toEqual(expected);
    });
  });
}

table('host, subsets, export', [
  ['a host alone', { host: '*.local' }, []],
  ['no host', {}, ['error spec.host']],
  [
    'subsets',
    { host: 'a', subsets: [{ name: 'v1', labels: { version: 'v1' } }, {}, { name: 'v1' }] },
    ['error spec.subsets[1].name', 'error spec.subsets[2].name'],
  ],
  [
    'labels that are none',
    { host: 'a', subsets: [{ name: 'v', labels: { '/a': 'b', c: '-', 'A.io/d': 'e' } }] },
    ['error spec.subsets[0].labels["/a"]', 'error spec.subsets[0].labels.c'],
  ],
  [
    'a subset with an empty policy',
    { host: 'a', subsets: [{ name: 'v', trafficPolicy: {} }] },
    ['error spec.subsets[0].trafficPolicy'],
  ],
  ['for workloads, exported here', { host: 'a', exportTo: ['.'], workloadSelector: { matchLabels: { a: 'b' } } }, []],
  [
    'for workloads, exported elsewhere',
    { host: 'a', exportTo: ['x'], workloadSelector: { matchLabels: { a: 'b' } } },
    ['error spec.exportTo'],
  ],
  [
    'for workloads, exported further',
    { host: 'a', exportTo: ['.', 'x'], workloadSelector: { matchLabels: { a: 'b' } } },
    ['error spec.exportTo'],
  ],
]);

table('traffic policy', [
  ['only a retry budget', policy({ retryBudget: { percent: 10 } }), []],
  ['an empty list of ports', policy({ portLevelSettings: [] }), [`error ${at}`]],
  [
    'tunnel and proxy protocol, before the rest',
    policy({ tunnel: { targetHost: 'a.b' }, proxyProtocol: {}, connectionPool: {} }),
    [`error ${at}.tunnel`],
  ],
  [
    'what is deprecated, told of the whole host alone',
    {
      host: 'a',
      trafficPolicy: {
        outlierDetection: { consecutiveErrors: 1 },
        portLevelSettings: [{ port: { number: 1 }, outlierDetection: { consecutiveErrors: 1 } }],
      },
      subsets: [{ name: 'v', trafficPolicy: { outlierDetection: { consecutiveErrors: 1 } } }],
    },
    [`warning ${at}.outlierDetection.consecutiveErrors`],
  ],
  [
    'timeouts and probes of TCP',
    policy({ connectionPool: { tcp: { idleTimeout: '1.5ms', tcpKeepalive: { time: '0s', interval: '1us' } } } }),
    [
      `error ${at}.connectionPool.tcp.idleTimeout`,
      `error ${at}.connectionPool.tcp.tcpKeepalive.time`,
      `error ${at}.connectionPool.tcp.tcpKeepalive.interval`,
    ],
  ],
  ['no timeout of TCP', policy({ connectionPool: { tcp: { idleTimeout: '0s' } } }), []],
  [
    'a tunnel to nowhere',
    policy({ tunnel: { protocol: 'GET', targetHost: '*.x' } }),
    [`error ${at}.tunnel.protocol`, `error ${at}.tunnel.targetHost`, `error ${at}.tunnel.targetPort`],
  ],
  ['an empty pool', policy({ connectionPool: {} }), [`error ${at}.connectionPool`]],
  ['a pool of zeros', policy({ connectionPool: { http: { http2MaxRequests: 0 } } }), []],
  [
    'a pool below zero',
    policy({
      connectionPool: { http: { maxConcurrentStreams: -1, idleTimeout: '0s' }, tcp: { maxConnectionDuration: '1us' } },
    }),
    [
      `error ${at}.connectionPool.http.maxConcurrentStreams`,
      `error ${at}.connectionPool.http.idleTimeout`,
      `error ${at}.connectionPool.tcp.maxConnectionDuration`,
    ],
  ],
  [
    'outliers',
    policy({ outlierDetection: { minHealthPercent: -1, baseEjectionTime: '1us', consecutiveLocalOriginFailures: 0 } }),
    [`error ${at}.outlierDetection.baseEjectionTime`, `error ${at}.outlierDetection.minHealthPercent`],
  ],
  [
    'a port without number',
    policy({ portLevelSettings: [{ port: {}, tls: { mode: 'MUTUAL' } }] }),
    [`error ${at}.portLevelSettings[0].tls`, `error ${at}.portLevelSettings[0].tls`],
  ],
]);

const balancer = (loadBalancer: object) => policy({ loadBalancer });
const hash = (consistentHash: object) => balancer({ consistentHash });

table('load balancer', [
  ['simple', balancer({ simple: 'RANDOM' }), []],
  [
    'a cookie with attributes',
    hash({ httpCookie: { name: 'a', attributes: [{ name: 'b' }, { name: 'b' }, {}] } }),
    [
      `error ${at}.loadBalancer.consistentHash.httpCookie.attributes[1].name`,
      `error ${at}.loadBalancer.consistentHash.httpCookie.attributes[2].name`,
    ],
  ],
  [
    'maglev without size',
    hash({ maglev: {} }),
    Array(2).fill(`error ${at}.loadBalancer.consistentHash.maglev.tableSize`),
  ],
  ['maglev of a prime', hash({ maglev: { tableSize: 65537 } }), []],
  [
    'maglev beyond the limit',
    hash({ maglev: { tableSize: 5000011 } }),
    [`error ${at}.loadBalancer.consistentHash.maglev.tableSize`],
  ],
  [
    'two ring sizes',
    hash({ minimumRingSize: 1, ringHash: { minimumRingSize: 2 } }),
    [
      `warning ${at}.loadBalancer.consistentHash.minimumRingSize`,
      `error ${at}.loadBalancer.consistentHash.minimumRingSize`,
    ],
  ],
  [
    'warmup',
    balancer({ warmup: { minimumPercent: 101, aggression: 0.5 } }),
    [
      `error ${at}.loadBalancer.warmup`,
      `error ${at}.loadBalancer.warmup.minimumPercent`,
      `error ${at}.loadBalancer.warmup.aggression`,
    ],
  ],
]);

const locality = (localityLbSetting: object) => policy({ loadBalancer: { localityLbSetting }, outlierDetection: {} });
const local = `${at}.loadBalancer.localityLbSetting`;

table('localities', [
  ['shares', locality({ distribute: [{ from: 'a/*', to: { 'a/b': 60, 'c/d/e': 40 } }] }), []],
  ['both ways', locality({ distribute: [{ from: 'a' }], failover: [{ from: 'a', to: 'b' }] }), [`error ${local}`]],
  [
    'a share of nothing',
    locality({ distribute: [{ from: 'a', to: { b: 0, c: 100 } }] }),
    [`error ${local}.distribute[0].to`],
  ],
  [
    'shares that are not all',
    locality({ distribute: [{ from: 'a', to: { b: 99 } }] }),
    [`error ${local}.distribute[0].to`],
  ],
  [
    'shares that overlap',
    locality({ distribute: [{ from: 'a', to: { 'b/*': 50, 'b/c': 50 } }] }),
    [`error ${local}.distribute[0].to`],
  ],
  [
    'sources that overlap',
    locality({
      distribute: [
        { from: '*', to: { b: 100 } },
        { from: 'a', to: { b: 100 } },
      ],
    }),
    [`error ${local}.distribute`],
  ],
  [
    'a star for what is left',
    locality({
      distribute: [
        { from: 'a/b', to: { b: 100 } },
        { from: 'a/*', to: { b: 100 } },
        { from: '*', to: { b: 100 } },
      ],
    }),
    [],
  ],
  [
    'a place within one that is taken',
    locality({ distribute: [{ from: 'a', to: { 'b/c': 50, 'b/c/d': 50 } }] }),
    [`error ${local}.distribute[0].to`],
  ],
  ['alike beginnings', locality({ distribute: [{ from: 'a', to: { b: 50, b2: 50 } }] }), []],
  ['an empty part', locality({ distribute: [{ from: 'a//c', to: { b: 100 } }] }), [`error ${local}.distribute`]],
  ['a star in the middle', locality({ distribute: [{ from: '*/c', to: { b: 100 } }] }), [`error ${local}.distribute`]],
  [
    'failover to itself, to a zone, to all',
    locality({
      failover: [
        { from: 'a', to: 'a' },
        { from: 'a', to: 'b/c' },
        { from: 'a', to: '*' },
      ],
    }),
    [`error ${local}.failover[0]`, `error ${local}.failover[1]`, `error ${local}.failover[2]`],
  ],
  [
    'failover with its own label',
    locality({ failover: [{ from: 'a', to: 'b' }], failoverPriority: ['topology.kubernetes.io/region'] }),
    [`error ${local}.failoverPriority`],
  ],
  [
    'failover without ejection',
    balancer({ localityLbSetting: { failover: [{ from: 'a', to: 'b' }] } }),
    [`warning ${local}.failover`],
  ],
]);

const tls = (fields: object) => policy({ tls: fields });

table('TLS', [
  ['by a credential', tls({ mode: 'MUTUAL', credentialName: 'c' }), []],
  [
    'by a credential and files',
    tls({ mode: 'SIMPLE', credentialName: 'c', caCertificates: 'a', privateKey: 'b' }),
    [`error ${at}.tls.caCertificates`],
  ],
  ['unverified', tls({ mode: 'SIMPLE', insecureSkipVerify: true }), []],
  [
    'unverified with what verifies',
    tls({ mode: 'SIMPLE', insecureSkipVerify: true, caCertificates: 'a', subjectAltNames: ['b'] }),
    [`error ${at}.tls.caCertificates`],
  ],
  ['unverified with a credential', tls({ mode: 'MUTUAL', insecureSkipVerify: true, credentialName: 'c' }), []],
  ['a ConfigMap of this namespace', tls({ mode: 'SIMPLE', credentialName: 'configmap://app/ca' }), []],
  [
    'a ConfigMap of another one',
    tls({ mode: 'SIMPLE', credentialName: 'configmap://x/ca' }),
    [`error ${at}.tls.credentialName`],
  ],
]);

import { describe, expect, it } from 'vitest';
import { type Row, violationsOf } from './violations.js';

const port = (number: number, protocol = 'HTTP') => ({ number, protocol });
const ingress = (...listeners: readonly object[]) => ({ ingress: listeners.map((l) => ({ port: port(80), ...l })) });
const egress = (...listeners: readonly object[]) => ({ egress: listeners.map((l) => ({ hosts: ['./*'], ...l })) });

describe('Sidecar', () => {
  const rows: readonly Row[] = [
    ['nothing', {}, ['error spec']],
    ['nothing for some', { workloadSelector: { labels: { a: '*' } } }, ['error spec.workloadSelector.labels.a']],
    ['nothing for all', { workloadSelector: {} }, ['error spec']],
    ['a pool', { inboundConnectionPool: { tcp: { maxConnections: 1 } } }, []],
    ['a port twice', ingress({}, {}), ['error spec.ingress[1].port.number']],
    ['port 0', ingress({ port: port(0) }), ['error spec.ingress[0].port.number']],
    ['endpoints', ingress({ defaultEndpoint: '[::1]:80' }, { port: port(81), defaultEndpoint: ':80' }), []],
    [
      'an endpoint without port',
      ingress({ defaultEndpoint: '127.0.0.1' }),
      Array(2).fill('error spec.ingress[0].defaultEndpoint'),
    ],
    [
      'an endpoint with a port that is none',
      ingress({ defaultEndpoint: '0.0.0.0:0' }),
      ['error spec.ingress[0].defaultEndpoint'],
    ],
    [
      'HTTP limits of TCP',
      ingress({ port: port(80, 'TCP'), connectionPool: { http: { maxRetries: 1 } } }),
      ['warning spec.ingress[0].connectionPool.http'],
    ],
    ['a bind that is none', ingress({ bind: 'x' }), ['error spec.ingress[0].bind']],
    ['listeners without port', egress({}, {}), ['error spec.egress[0]']],
    ['a port of both listeners', egress({ port: port(80) }, { port: port(80) }), ['error spec.egress[1].port.number']],
    ['a socket', egress({ port: port(0), bind: 'unix:///a' }), []],
    [
      'a socket twice, taken by iptables',
      egress(...Array(2).fill({ port: port(0), bind: 'unix:///a', captureMode: 'IPTABLES' })),
      ['error spec.egress[0].captureMode', 'error spec.egress[1].captureMode', 'error spec.egress[1].bind'],
    ],
    ['hosts', egress({ hosts: ['~/*', '*/a.b', 'x/*.b', './a.b'] }), []],
    [
      'hosts twice',
      egress({ hosts: ['app/*', './a.b', 'x/a.b', 'x/a.b', 'y/a.b', 'y/*'] }),
      ['warning spec.egress[0].hosts[1]', 'warning spec.egress[0].hosts[3]', 'warning spec.egress[0].hosts[5]'],
    ],
    ['all hosts and one', egress({ hosts: ['*/*', 'x/a.b'] }), ['warning spec.egress[0].hosts']],
    [
      'an egress proxy',
      { outboundTrafficPolicy: { mode: 'ALLOW_ANY', egressProxy: { host: 'a.b', port: { number: 1 } } } },
      [],
    ],
    [
      'an egress proxy in vain',
      { outboundTrafficPolicy: { egressProxy: { host: '*.b' } } },
      ['error spec.outboundTrafficPolicy.egressProxy'],
    ],
    [
      'an egress proxy without port',
      { outboundTrafficPolicy: { mode: 'ALLOW_ANY', egressProxy: { host: '*.b' } } },
      ['error spec.outboundTrafficPolicy.egressProxy.host', 'error spec.outboundTrafficPolicy.egressProxy'],
    ],
  ];
  it.each(rows)('%s', async (_what, spec, expected) => {
    expect(await violationsOf('Sidecar', spec)).toEqual(expected);
  });
});

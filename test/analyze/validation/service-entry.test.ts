import { describe, expect, it } from 'vitest';
import { type Row, violationsOf } from './violations.js';

const http = { number: 80, name: 'http', protocol: 'HTTP' };
const tcp = { number: 9000, name: 'tcp', protocol: 'TCP' };
const entry = (fields: object) => ({ hosts: ['a.b'], ports: [http], resolution: 'DNS', ...fields });
const fixed = (endpoint: object, fields: object = {}) =>
  entry({ resolution: 'STATIC', endpoints: [endpoint], ...fields });

describe('ServiceEntry', () => {
  const rows: readonly Row[] = [
    ['by DNS', entry({}), []],
    ['no hosts', { resolution: 'DNS' }, ['error spec']],
    ['wildcards by DNS', entry({ hosts: ['*.b'] }), ['error spec.hosts[0]']],
    ['a partial wildcard', entry({ hosts: ['*a.b'], resolution: 'NONE' }), ['warning spec.hosts[0]']],
    ['blocks by DNS', entry({ addresses: ['10.0.0.1', '10.0.0.0/8'] }), ['error spec.addresses[1]']],
    ['TCP with an allocated address', entry({ ports: [tcp] }), []],
    [
      'TCP as it comes',
      entry({ ports: [tcp, { ...tcp, number: 1, name: 'x', protocol: '' }], resolution: 'NONE' }),
      ['warning spec.ports[0]', 'warning spec.ports[1]'],
    ],
    ['several hosts', entry({ hosts: ['a.b', 'c.d'] }), []],
    ['several hosts over TCP', entry({ hosts: ['a.b', 'c.d'], ports: [http, tcp] }), ['error spec.ports[1]']],
    [
      'several hosts over TCP, as they come',
      entry({ hosts: ['a.b', 'c.d'], ports: [tcp], addresses: ['10.0.0.1'], resolution: 'NONE' }),
      [],
    ],
    [
      'several hosts over TCP, by DNS',
      entry({ hosts: ['a.b', 'c.d'], ports: [tcp], addresses: ['10.0.0.1'] }),
      ['error spec.ports[0]', 'warning spec.ports[0]'],
    ],
    ['TCP in lower case', entry({ ports: [{ ...tcp, protocol: 'tcp' }], resolution: 'NONE' }), []],
    [
      'a selector that refuses, and more',
      { workloadSelector: { labels: { a: '*' } } },
      ['error spec.workloadSelector.labels.a'],
    ],
    [
      'endpoints that cannot be looked up',
      entry({ endpoints: [{ network: 'n' }, { address: 'unix:///a' }, { address: '10.0.0.1' }] }),
      ['error spec.endpoints[0].address', 'error spec.endpoints[1].address'],
    ],
    [
      'endpoints as they come',
      entry({ resolution: 'NONE', endpoints: [{ address: '10.0.0.1' }] }),
      ['error spec.endpoints'],
    ],
    [
      'workloads as they come',
      entry({ resolution: 'NONE', workloadSelector: { labels: { a: 'b' } } }),
      ['warning spec.workloadSelector'],
    ],
    ['a name among addresses', fixed({ address: 'a.b' }), ['error spec.endpoints[0].address']],
    ['an endpoint elsewhere', fixed({ network: 'n' }), ['warning spec.endpoints[0]']],
    ['an endpoint nowhere', fixed({ ports: { x: 0 } }), ['error spec.endpoints[0]']],
    ['a socket', fixed({ address: 'unix:///a' }), []],
    [
      'a socket with two ports',
      fixed({ address: 'unix:///a' }, { ports: [http, { ...http, number: 1, name: 'b' }] }),
      ['error spec.ports'],
    ],
    [
      'ports of an endpoint',
      fixed({ address: '10.0.0.1', ports: { http: 0, x: 1 } }),
      ['error spec.endpoints[0].ports.http', 'error spec.endpoints[0].ports.x'],
    ],
    [
      'in turns',
      entry({ resolution: 'DNS_ROUND_ROBIN', endpoints: [{ address: 'a.b' }, { address: 'c.d' }] }),
      ['error spec.endpoints'],
    ],
    ['looked up by request', entry({ hosts: ['*.b'], resolution: 'DYNAMIC_DNS' }), []],
    [
      'looked up by request, in vain',
      entry({ resolution: 'DYNAMIC_DNS', ports: [tcp], addresses: ['10.0.0.1'] }),
      ['error spec.hosts[0]', 'error spec.addresses', 'error spec.ports[0].protocol'],
    ],
    ['exported nowhere', entry({ exportTo: ['~'] }), []],
    ['exported nowhere and somewhere', entry({ exportTo: ['~', '.'] }), ['error spec.exportTo']],
  ];
  it.each(rows)('%s', async (_what, spec, expected) => {
    expect(await violationsOf('ServiceEntry', spec)).toEqual(expected);
  });
});

describe('WorkloadEntry', () => {
  const rows: readonly Row[] = [
    ['a name', { address: 'a.b' }, []],
    ['a port name', { address: '10.0.0.1', ports: { a_b: 1 } }, ['error spec.ports.a_b']],
    ['a socket that is a folder', { address: 'unix:///a/' }, ['error spec.address']],
  ];
  it.each(rows)('%s', async (_what, spec, expected) => {
    expect(await violationsOf('WorkloadEntry', spec)).toEqual(expected);
  });
});

describe('WorkloadGroup', () => {
  const template = {};
  const probe = (fields: object) => ({ template, probe: fields });
  const rows: readonly Row[] = [
    ['no template', { probe: {} }, ['error spec']],
    ['a template', { template }, []],
    [
      'labels, all in one',
      { template, metadata: { labels: { 'a b': 'c d' } }, probe: {} },
      ['error spec.metadata.labels["a b"]'],
    ],
    ['no method', probe({ periodSeconds: -1 }), ['error spec.probe.periodSeconds', 'error spec.probe']],
    ['by HTTP', probe({ httpGet: { port: 1, scheme: 'HTTPS', httpHeaders: [{ name: 'a' }] } }), []],
    [
      'by HTTP, wrongly',
      probe({ httpGet: { scheme: 'http', httpHeaders: [{}] } }),
      [
        'error spec.probe.httpGet.port',
        'error spec.probe.httpGet.scheme',
        'error spec.probe.httpGet.httpHeaders[0].name',
      ],
    ],
    [
      'by HTTP with a header that Kubernetes does not take',
      probe({ httpGet: { port: 1, httpHeaders: [{ name: 'a_b' }] } }),
      ['error spec.probe.httpGet.httpHeaders[0].name'],
    ],
    ['by TCP', probe({ tcpSocket: {} }), ['error spec.probe.tcpSocket.port']],
    ['by a command', probe({ exec: { command: [] } }), ['error spec.probe.exec']],
    ['by gRPC', probe({ grpc: { port: 80 } }), []],
  ];
  it.each(rows)('%s', async (_what, spec, expected) => {
    expect(await violationsOf('WorkloadGroup', spec)).toEqual(expected);
  });
});

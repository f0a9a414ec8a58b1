import { describe, expect, it } from 'vitest';
import { checkOperator } from '../../../src/analyze/validation/operator.js';
import { formatPath } from '../../../src/model/resource.js';

const found = (spec: object) => checkOperator({ spec }).map(({ severity, path }) => `${severity} ${formatPath(path)}`);
const proxy = (fields: object) => ({ values: { global: { proxy: fields } } });
const ingress = (ports: readonly object[], fields: object = {}) => ({
  components: { ingressGateways: [{ name: 'a', k8s: { service: { ports } } }] },
  ...fields,
});
const port = 'spec.components.ingressGateways[0].k8s.service.ports[0].targetPort';

describe('IstioOperator', () => {
  const rows: readonly (readonly [string, object, readonly string[]])[] = [
    ['nothing', {}, []],
    ['images', { hub: 'registry.example:5000/istio', tag: '1.30.3-distroless' }, []],
    ['images of the hub of a name alone', { hub: 'istio', tag: 1.3 }, []],
    ['images that are none', { hub: 'a b', tag: 'a b' }, ['error spec.hub', 'error spec.tag']],
    ['a revision', { revision: '1-30' }, []],
    ['a revision that is none', { revision: '1.30' }, ['error spec.revision']],
    [
      'names of gateways',
      { components: { egressGateways: [{ name: 'a.b' }, {}, { name: 'A' }] } },
      ['error spec.components.egressGateways[2].name'],
    ],
    [
      'ranges and ports',
      proxy({ includeIPRanges: '10.0.0.0/8,::/0', excludeIPRanges: '*', includeInboundPorts: '80,*' }),
      [],
    ],
    [
      'ranges and ports that are none',
      proxy({ excludeIPRanges: '10.0.0.1,*', excludeInboundPorts: '80,65536' }),
      [
        'error spec.values.global.proxy.excludeIPRanges',
        'error spec.values.global.proxy.excludeIPRanges',
        'error spec.values.global.proxy.excludeInboundPorts',
      ],
    ],
    [
      'a gateway on a free port',
      ingress([{ port: 80, targetPort: 8080 }, { port: 8080 }, { port: 80, targetPort: 'web' }]),
      [],
    ],
    ['a gateway on a low port', ingress([{ port: 80 }]), [`error ${port}`]],
    [
      'a gateway on a low port as root',
      ingress([{ port: 80 }], { values: { gateways: { 'istio-ingressgateway': { runAsRoot: true } } } }),
      [],
    ],
    [
      'ports among the values',
      { values: { gateways: { 'istio-ingressgateway': { ingressPorts: [{ port: 80, targetPort: 80 }] } } } },
      ['error spec.values.gateways.istio-ingressgateway.ingressPorts[0].targetPort'],
    ],
    [
      'replicas beside an autoscaler',
      {
        components: { pilot: { k8s: { replicaCount: 2 } }, egressGateways: [{ k8s: { replicaCount: 1 } }] },
        values: { pilot: { autoscaleEnabled: true }, gateways: { 'istio-egressgateway': { autoscaleEnabled: true } } },
      },
      ['warning spec.components.pilot.k8s.replicaCount', 'warning spec.components.egressGateways[0].k8s.replicaCount'],
    ],
    [
      'nft in an image without it',
      { values: { global: { nativeNftables: true, variant: 'distroless' } } },
      ['warning spec.values.global.nativeNftables'],
    ],
    [
      'warnings beside an error',
      { revision: '1.30', values: { global: { nativeNftables: true, variant: 'distroless' } } },
      ['error spec.revision'],
    ],
  ];
  it.each(rows)('%s', (_what, spec, expected) => {
    expect(found(spec)).toEqual(expected);
  });
});

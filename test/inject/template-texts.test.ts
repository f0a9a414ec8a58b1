import { describe, expect, it } from 'vitest';
import { kubernetesType } from '../../src/inject/go-types.js';
import { messageValue } from '../../src/inject/proto-types.js';
import { fromTyped, sliceOf, stringMapOf } from '../../src/inject/template/index.js';
import { multusNetworks, otelAttributes, tcpPorts } from '../../src/inject/template-texts.js';

const containersOf = (...containers: readonly object[]) => fromTyped(sliceOf(kubernetesType('Container')), containers);

describe('texts of templates', () => {
  it.each([
    ['', 'default/istio-cni'],
    ['a', 'a, default/istio-cni'],
    ['a,default/istio-cni', 'a,default/istio-cni'],
    ['[{"name": "a"}]', '[{"name": "a"}, {"name": "default/istio-cni"}]'],
    ['[{"name": "default/istio-cni"}]', '[{"name": "default/istio-cni"}]'],
    ['[broken]', '[broken]'],
  ])('networks %j become %j', (existing, expected) => {
    expect(multusNetworks(existing, 'default/istio-cni')).toBe(expected);
  });

  it('have the ports that speak TCP', () => {
    const containers = containersOf(
      { name: 'a', ports: [{ containerPort: 80 }, { containerPort: 53, protocol: 'UDP' }] },
      { name: 'istio-proxy', ports: [{ containerPort: 90, protocol: 'TCP' }] },
    );
    expect(tcpPorts(containers, () => true)).toBe('80,90');
    expect(tcpPorts(containers, (name) => name !== 'istio-proxy')).toBe('80');
  });
});

describe('attributes for OpenTelemetry', () => {
  const wanted = {
    extensionProviders: [{ name: 'otel', opentelemetry: { serviceAttributeEnrichment: 'OTEL_SEMANTIC_CONVENTIONS' } }],
  };
  const attributes = (containers: readonly object[], annotations: Record<string, string> = {}, mesh: object = wanted) =>
    otelAttributes({
      mesh: messageValue('MeshConfig', { ...mesh }),
      annotations: stringMapOf(Object.entries(annotations)),
      labels: stringMapOf([]),
      namespace: 'shop',
      containers: containersOf(...containers),
    });

  it.each([
    [
      [{ name: 'a', image: 'r:5000/a:1.2@sha256:ab' }],
      'service.namespace=shop,service.version=1.2@sha256:ab,service.instance.id=$(POD_NAMESPACE).$(POD_NAME).a',
    ],
    [
      [{ name: 'a', image: 'r:5000/a' }, { name: 'istio-proxy' }],
      'service.namespace=shop,service.instance.id=$(POD_NAMESPACE).$(POD_NAME).a',
    ],
    [
      [
        { name: 'a', image: 'a:1' },
        { name: 'b', image: 'b:1' },
      ],
      'service.namespace=shop,service.instance.id=$(POD_NAMESPACE).$(POD_NAME)',
    ],
  ])('%j: %s', (containers, expected) => expect(attributes(containers)).toBe(expected));

  it('are what annotations say', () => {
    const said = {
      'resource.opentelemetry.io/service.version': '7',
      'resource.opentelemetry.io/service.namespace': 'x',
    };
    expect(attributes([{ name: 'a', image: 'a:1' }], said)).toContain('service.namespace=x,service.version=7,');
  });

  it('are none where no provider wants them', () => {
    expect(attributes([{ name: 'a' }], {}, { extensionProviders: [{ name: 'otel', opentelemetry: {} }] })).toBe('');
  });
});

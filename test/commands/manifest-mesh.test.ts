import { describe, expect, it } from 'vitest';
import { at, textAt } from '../../src/install/values/tree.js';
import { parseDocument } from '../../src/sources/yaml-values.js';
import { generate, one } from './manifest-run.js';

async function mesh(...sets: readonly string[]): Promise<unknown> {
  const objects = await generate('profile=minimal', ...sets);
  const map = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && /^istio(-a)?$/.test(metadata.name));
  return parseDocument(textAt(map ?? one(objects, 'ConfigMap', 'istio'), 'data', 'mesh'));
}

describe('the settings of a mesh', () => {
  const telemetry = 'values.telemetry';
  const providers: readonly (readonly [string, readonly string[], unknown])[] = [
    ['Prometheus', [], { metrics: ['prometheus'] }],
    ['none without telemetry', [`${telemetry}.enabled=false`], undefined],
    ['none without its second version', [`${telemetry}.v2.enabled=false`], undefined],
    ['none without Prometheus', [`${telemetry}.v2.prometheus.enabled=false`], undefined],
    [
      'Stackdriver for metrics and logs',
      [`${telemetry}.v2.stackdriver.enabled=true`],
      { metrics: ['prometheus', 'stackdriver'], accessLogging: ['stackdriver'] },
    ],
    ['those that are chosen', ['meshConfig.defaultProviders.tracing[0]=otel'], { tracing: ['otel'] }],
  ];
  it.each(providers)('default providers: %s', async (_name, sets, expected) => {
    expect(at(await mesh(...sets), 'defaultProviders')).toEqual(expected);
  });

  const proxy = 'values.global.proxy.tracer';
  const tracers: readonly (readonly [string, readonly string[], unknown])[] = [
    ['none', [], undefined],
    ['zipkin', [`${proxy}=zipkin`], { zipkin: { address: 'zipkin.istio-system:9411' } }],
    [
      'zipkin elsewhere, with a rate',
      [`${proxy}=zipkin`, 'values.global.tracer.zipkin.address=z:1', 'meshConfig.defaultConfig.tracing.sampling=5'],
      { zipkin: { address: 'z:1' }, sampling: 5 },
    ],
    ['datadog', [`${proxy}=datadog`], { datadog: { address: '$(HOST_IP):8126' } }],
    [
      'stackdriver',
      [`${proxy}=stackdriver`, 'values.global.tracer.stackdriver.maxNumberOfAttributes=7'],
      {
        stackdriver: {
          debug: false,
          maxNumberOfAttributes: 7,
          maxNumberOfAnnotations: 200,
          maxNumberOfMessageEvents: 200,
        },
      },
    ],
  ];
  it.each(tracers)('tracer: %s', async (_name, sets, expected) => {
    expect(at(await mesh(...sets), 'defaultConfig', 'tracing')).toEqual(expected);
  });

  it('a control plane that is elsewhere has one address for all revisions', async () => {
    const remote = await mesh('revision=a', 'values.global.remotePilotAddress=10.0.0.1');
    expect(at(remote, 'defaultConfig', 'discoveryAddress')).toBe('istiod.istio-system.svc:15012');
    expect(at(await mesh('revision=a'), 'defaultConfig', 'discoveryAddress')).toBe('istiod-a.istio-system.svc:15012');
  });
});

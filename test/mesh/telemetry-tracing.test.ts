import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { indexProviderHosts } from '../../src/mesh/provider-hosts.js';
import { decideTracing } from '../../src/mesh/telemetry-tracing.js';
import { meshOf, pod, proxyOf, service } from './input.js';

const ZIPKIN = { name: 'zip', zipkin: { service: 'zipkin.ns.svc.cluster.local', port: 9411, maxTagLength: 9 } };

function telemetry(name: string, tracing: string, namespace = 'ns', selector = ''): string {
  return `
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: {name: ${name}, namespace: ${namespace}}
spec: {tracing: ${tracing}${selector}}`;
}

function decided(side: 'CLIENT' | 'SERVER', config: object, ...resources: string[]) {
  const zipkin = service('zipkin', 'name: http, port: 9411', '10.1.0.1');
  const mesh = meshOf([pod('w', '10.0.0.1'), zipkin, ...resources], { extensionProviders: [ZIPKIN], ...config });
  const { tracing, samplesByRequestId } = decideTracing(
    mesh,
    indexProviderHosts(mesh.services),
    proxyOf(mesh, 'w'),
    side,
  );
  return { to: tracing?.reportsTo?.host, sampling: tracing?.sampling, tags: tracing?.tags, samplesByRequestId };
}

const NOTHING = { to: undefined, sampling: undefined, tags: undefined, samplesByRequestId: true };
const UNREPORTED = { to: undefined, sampling: 1, tags: {}, samplesByRequestId: true };
const REPORTED = { ...UNREPORTED, to: 'zipkin.ns.svc.cluster.local' };

describe('tracing', () => {
  it.each([
    ['MeshConfig alone', {}, [], UNREPORTED],
    ['MeshConfig switching it off', { enableTracing: false }, [], NOTHING],
    ['a default provider', { defaultProviders: { tracing: ['zip'] } }, [], REPORTED],
    ['a provider of Telemetry', { enableTracing: false }, [telemetry('t', '[{providers: [{name: zip}]}]')], REPORTED],
    ['an unknown provider', {}, [telemetry('t', '[{providers: [{name: none}]}]')], NOTHING],
    ['switched off', {}, [telemetry('t', '[{disableSpanReporting: true}]')], NOTHING],
    ['the other side alone', {}, [telemetry('t', '[{match: {mode: SERVER}, randomSamplingPercentage: 9}]')], NOTHING],
    ['Telemetry that names nobody', {}, [telemetry('t', '[{randomSamplingPercentage: 7}]')], NOTHING],
    ['a name in another case', {}, [telemetry('t', '[{providers: [{name: ZIP}]}]')], REPORTED],
    [
      'a percentage of 0',
      { defaultProviders: { tracing: ['zip'] } },
      [telemetry('t', '[{randomSamplingPercentage: 0}]')],
      { ...REPORTED, sampling: 0 },
    ],
  ])('of a client by %s', (_, config, resources, expected) => {
    expect(decided('CLIENT', config, ...resources)).toEqual(expected);
  });

  it('takes each field from the nearest level that has it, tags as a whole', () => {
    const levels = [
      telemetry(
        'mesh',
        '[{providers: [{name: zip}], randomSamplingPercentage: 3, customTags: {a: {literal: {value: m}}}}]',
        'istio-system',
      ),
      telemetry('own', '[{customTags: {b: {literal: {value: own}}}, useRequestIdForTraceSampling: false}]'),
      telemetry('w', '[{randomSamplingPercentage: 7}]', 'ns', ', selector: {matchLabels: {app: w}}'),
      telemetry('other', '[{randomSamplingPercentage: 8}]', 'ns', ', selector: {matchLabels: {app: x}}'),
    ];
    expect(decided('SERVER', {}, ...levels)).toEqual({
      to: 'zipkin.ns.svc.cluster.local',
      sampling: 7,
      tags: { b: { literal: { value: 'own' } } },
      samplesByRequestId: false,
    });
  });

  it("asks ProxyConfig about Istio's own tags only where no Telemetry traces", () => {
    const config = {
      defaultConfig: { tracing: { enableIstioTags: false, customTags: { a: { literal: { value: 'm' } } } } },
    };
    const tagsOf = (...resources: string[]) => {
      const zipkin = service('zipkin', 'name: http, port: 9411', '10.1.0.1');
      const mesh = meshOf([pod('w', '10.0.0.1'), zipkin, ...resources], { extensionProviders: [ZIPKIN], ...config });
      const { tracing } = decideTracing(mesh, indexProviderHosts(mesh.services), proxyOf(mesh, 'w'), 'CLIENT');
      return [tracing?.istioTags, tracing?.tags];
    };
    const tags = { a: { literal: { value: 'm' } } };
    expect(tagsOf()).toEqual([false, tags]);
    expect(tagsOf(telemetry('t', '[{providers: [{name: zip}], customTags: {}}]'))).toEqual([true, tags]);
  });

  it.each([
    ['one that is there', '{service: dt.ns.svc.cluster.local, port: 1}', 'http: {}', 'dt.ns.svc.cluster.local'],
    ['one that is missing', '{service: gone.ns.svc.cluster.local, port: 1}', 'http: {}', undefined],
    ['that of the spans', undefined, 'http: {}', 'zipkin.ns.svc.cluster.local'],
    ['that of the spans, which is no HTTP', undefined, 'grpc: {}', undefined],
  ])('has a sampler ask a service: %s', (_, httpService, exporter, expected) => {
    const sampler = { tenant: 't', ...(httpService && { httpService: parse(httpService) }) };
    const otel = {
      name: 'otel',
      opentelemetry: { service: 'zipkin.ns.svc.cluster.local', ...parse(`{${exporter}}`), dynatraceSampler: sampler },
    };
    const services = [service('zipkin', 'name: http, port: 9411', '10.1.0.1'), service('dt', 'port: 1', '10.1.0.2')];
    const mesh = meshOf([pod('w', '10.0.0.1'), ...services], {
      extensionProviders: [otel],
      defaultProviders: { tracing: ['otel'] },
    });
    const { tracing } = decideTracing(mesh, indexProviderHosts(mesh.services), proxyOf(mesh, 'w'), 'CLIENT');
    expect(tracing?.reportsTo?.samplerHost ?? tracing?.reportsTo?.host).toBe(expected);
  });
});

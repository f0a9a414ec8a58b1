import { describe, expect, it } from 'vitest';
import type { TracingProvider } from '../../../src/mesh/tracing-providers.js';
import { tracer } from '../../../src/translate/filters/tracers.js';
import { meshOf, pod, proxyOf } from '../../mesh/input.js';

function configOf(provider: TracingProvider, labels = 'app: w') {
  const proxy = proxyOf(meshOf([pod('w-1', '10.0.0.1', labels)]), 'w-1');
  return tracer(proxy, { provider, host: 'h.ns' })?.['typedConfig'];
}

const otel = (fields: object): TracingProvider => ({ name: 'o', opentelemetry: { port: 1, ...fields } });

describe('tracers', () => {
  it.each([
    ['app: w', 'w'],
    ['app: w, app.kubernetes.io/name: called', 'called'],
    ['app: w, app.kubernetes.io/name: called, app.kubernetes.io/instance: i', 'i'],
  ])('call a workload with {%s} by convention %s', (labels, serviceName) => {
    const provider = otel({ serviceAttributeEnrichment: 'OTEL_SEMANTIC_CONVENTIONS' });
    expect(configOf(provider, labels)).toMatchObject({ serviceName });
  });

  it.each([
    [undefined, 'h.ns'],
    ['v1/traces', 'h.ns/v1/traces'],
    ['//v1//traces/', 'h.ns/v1/traces/'],
  ])('join the path %s to the host', (path, uri) => {
    expect(configOf(otel({ http: { path } }))).toMatchObject({ httpService: { httpUri: { uri } } });
  });

  it('have a sampler ask the service of the spans, with its headers', () => {
    const http = { path: '/v1', timeout: '3s', headers: [{ name: 'a', value: 'b' }, { name: 'from-environment' }] };
    expect(configOf(otel({ http, dynatraceSampler: { tenant: 't', clusterId: 0 } }))).toMatchObject({
      sampler: {
        typedConfig: {
          tenant: 't',
          httpService: {
            httpUri: { uri: 'h.ns/api/v2/samplingConfiguration', cluster: 'outbound|1||h.ns', timeout: '3s' },
            requestHeadersToAdd: [
              { appendAction: 'OVERWRITE_IF_EXISTS_OR_ADD', header: { key: 'a', value: 'b' } },
              { appendAction: 'OVERWRITE_IF_EXISTS_OR_ADD', header: { key: 'from-environment' } },
            ],
          },
        },
      },
    });
  });
});

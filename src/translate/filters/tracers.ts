import type { Tracing } from '../../mesh/telemetry-tracing.js';
import type { TracingProvider } from '../../mesh/tracing-providers.js';
import type { MeshProxy } from '../../mesh/types.js';
import { type JsonMessage, present, typeUrl } from '../../xds/json.js';
import { outboundClusterName } from '../names.js';

type ReportsTo = NonNullable<Tracing['reportsTo']>;
type Headers = readonly { readonly name?: string; readonly value?: string }[] | undefined;
type OpenTelemetry = NonNullable<TracingProvider['opentelemetry']>;

const DETECTORS = 'envoy.extensions.tracers.opentelemetry.resource_detectors.v3';
const OTEL_CONVENTIONS = 'OTEL_SEMANTIC_CONVENTIONS';

/** The tracer of a provider. https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/trace/trace */
export function tracer(proxy: MeshProxy, { provider, host }: ReportsTo): JsonMessage | undefined {
  const { zipkin, datadog, skywalking, opentelemetry } = provider;
  if (zipkin) return extension('zipkin', 'Zipkin', zipkinFields(zipkin, host));
  if (skywalking) return extension('skywalking', 'SkyWalking', { grpcService: grpcService(skywalking.port, host) });
  if (datadog) {
    return extension('datadog', 'Datadog', {
      collectorCluster: outboundClusterName(datadog.port ?? 0, host),
      collectorHostname: host,
      serviceName: serviceName(proxy),
    });
  }
  return opentelemetry && extension('opentelemetry', 'OpenTelemetry', otelFields(proxy, opentelemetry, host));
}

function extension(name: string, message: string, fields: JsonMessage): JsonMessage {
  const type = typeUrl(`envoy.config.trace.v3.${message}Config`);
  return { name: `envoy.tracers.${name}`, typedConfig: { '@type': type, ...fields } };
}

/** What Envoy's bootstrap calls the workload: its app label, or the proxy's own name, and namespace. */
function serviceName(proxy: MeshProxy): string {
  return `${proxy.labels['app'] || 'istio-proxy'}.${proxy.namespace}`;
}

function grpcService(port: number | undefined, host: string): JsonMessage {
  return { envoyGrpc: { clusterName: outboundClusterName(port ?? 0, host), authority: host } };
}

function zipkinFields(zipkin: NonNullable<TracingProvider['zipkin']>, host: string): JsonMessage {
  const path = zipkin.path || '/api/v2/spans';
  return present<JsonMessage>({
    collectorEndpointVersion: 'HTTP_JSON',
    collectorService: httpService(`http://${host}${path}`, { ...zipkin, host, timeout: zipkin.timeout ?? '5s' }),
    traceId128bit: zipkin.enable64bitTraceId ? undefined : true,
    sharedSpanContext: false,
    traceContextOption: zipkin.traceContextOption === 'USE_B3' ? undefined : zipkin.traceContextOption,
  });
}

interface HttpTarget {
  readonly host: string;
  readonly port?: number;
  readonly timeout?: string;
  readonly headers?: Headers;
}

function httpService(uri: string, { host, port, timeout, headers }: HttpTarget): JsonMessage {
  return present<JsonMessage>({
    httpUri: present<JsonMessage>({ uri, cluster: outboundClusterName(port ?? 0, host), timeout }),
    requestHeadersToAdd: headers?.length ? headers.map(headerToAdd) : undefined,
  });
}

function headerToAdd({ name = '', value = '' }: NonNullable<Headers>[number]): JsonMessage {
  return { appendAction: 'OVERWRITE_IF_EXISTS_OR_ADD', header: { key: name, value } };
}

function otelFields(proxy: MeshProxy, otel: OpenTelemetry, host: string): JsonMessage {
  const conventions = otel.serviceAttributeEnrichment === OTEL_CONVENTIONS;
  const { environment = conventions ? {} : undefined, dynatrace } = otel.resourceDetectors ?? {};
  const detectors = [
    ...(environment ? [detector('environment', 'Environment')] : []),
    ...(dynatrace ? [detector('dynatrace', 'Dynatrace')] : []),
  ];
  const metadata = otel.grpc?.initialMetadata?.map(({ name = '', value = '' }) => ({ key: name, value }));
  return present<JsonMessage>({
    grpcService: otel.http
      ? undefined
      : present<JsonMessage>({
          ...grpcService(otel.port, host),
          timeout: otel.grpc?.timeout,
          initialMetadata: metadata?.length ? metadata : undefined,
        }),
    httpService: otel.http && httpService(`${host}${rooted(otel.http.path)}`, { ...otel.http, host, ...portOf(otel) }),
    serviceName: conventions ? proxy.labels['app'] || proxy.workloadName : serviceName(proxy),
    resourceDetectors: detectors.length > 0 ? detectors : undefined,
    sampler: otel.dynatraceSampler && dynatraceSampler(otel.dynatraceSampler),
  });
}

function portOf({ port }: { readonly port?: number }): { readonly port?: number } {
  return port === undefined ? {} : { port };
}

function rooted(path: string | undefined): string {
  return !path || path.startsWith('/') ? (path ?? '') : `/${path}`;
}

function detector(name: string, message: string): JsonMessage {
  return {
    name: `envoy.tracers.opentelemetry.resource_detectors.${name}`,
    typedConfig: { '@type': typeUrl(`${DETECTORS}.${message}ResourceDetectorConfig`) },
  };
}

function dynatraceSampler(sampler: NonNullable<OpenTelemetry['dynatraceSampler']>): JsonMessage {
  const { httpService: service } = sampler;
  const host = service?.service?.split('/').at(-1) ?? '';
  return {
    name: 'envoy.tracers.opentelemetry.samplers.dynatrace',
    typedConfig: present({
      '@type': typeUrl('envoy.extensions.tracers.opentelemetry.samplers.v3.DynatraceSamplerConfig'),
      tenant: sampler.tenant,
      clusterId: sampler.clusterId,
      rootSpansPerMinute: sampler.rootSpansPerMinute,
      httpService:
        service && httpService(`${host}${rooted(service.http?.path)}`, { ...service.http, host, ...portOf(service) }),
    }),
  };
}

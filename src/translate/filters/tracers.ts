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
export function tracer(proxy: MeshProxy, reportsTo: ReportsTo): JsonMessage | undefined {
  const { provider, host } = reportsTo;
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
  return opentelemetry && extension('opentelemetry', 'OpenTelemetry', otelFields(proxy, opentelemetry, reportsTo));
}

function extension(name: string, message: string, fields: JsonMessage): JsonMessage {
  const type = typeUrl(`envoy.config.trace.v3.${message}Config`);
  return { name: `envoy.tracers.${name}`, typedConfig: { '@type': type, ...fields } };
}

/** What Envoy's bootstrap calls the workload: its app label, or the proxy's own name, and namespace. */
function serviceName(proxy: MeshProxy): string {
  return `${proxy.labels['app'] || 'istio-proxy'}.${proxy.namespace}`;
}

/** https://opentelemetry.io/docs/specs/semconv/non-normative/k8s-attributes/#how-servicename-should-be-calculated */
function conventionalName({ labels, workloadName }: MeshProxy): string {
  const said = labels['app.kubernetes.io/instance'] || labels['app.kubernetes.io/name'];
  return said || labels['app'] || workloadName;
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

function headerToAdd(header: NonNullable<Headers>[number]): JsonMessage {
  return { appendAction: 'OVERWRITE_IF_EXISTS_OR_ADD', header: headerValue(header) };
}

/** Values that are to come from an environment variable come from istiod's own, where nobody has set any. */
function headerValue({ name = '', value }: NonNullable<Headers>[number]): JsonMessage {
  return present<JsonMessage>({ key: name, value: value || undefined });
}

function otelFields(proxy: MeshProxy, otel: OpenTelemetry, { host, samplerHost }: ReportsTo): JsonMessage {
  const conventions = otel.serviceAttributeEnrichment === OTEL_CONVENTIONS;
  const { environment = conventions ? {} : undefined, dynatrace } = otel.resourceDetectors ?? {};
  const detectors = [
    ...(environment ? [detector('environment', 'Environment')] : []),
    ...(dynatrace ? [detector('dynatrace', 'Dynatrace')] : []),
  ];
  const metadata = otel.grpc?.initialMetadata?.map(headerValue);
  return present<JsonMessage>({
    grpcService: otel.http
      ? undefined
      : present<JsonMessage>({
          ...grpcService(otel.port, host),
          timeout: otel.grpc?.timeout,
          initialMetadata: metadata?.length ? metadata : undefined,
        }),
    httpService: otel.http && httpService(joined(host, otel.http.path), { ...otel.http, host, ...portOf(otel) }),
    serviceName: conventions ? conventionalName(proxy) : serviceName(proxy),
    resourceDetectors: detectors.length > 0 ? detectors : undefined,
    sampler: otel.dynatraceSampler && dynatraceSampler(otel, otel.dynatraceSampler, samplerHost ?? host),
  });
}

function portOf({ port }: { readonly port?: number }): { readonly port?: number } {
  return port === undefined ? {} : { port };
}

/** Host and path with one slash between them and none twice; the last one stays. https://pkg.go.dev/net/url#JoinPath */
function joined(host: string, path = ''): string {
  const parts = `${host}/${path}`.split('/').filter((part) => part !== '' && part !== '.');
  return parts.join('/') + (path.endsWith('/') ? '/' : '');
}

function detector(name: string, message: string): JsonMessage {
  return {
    name: `envoy.tracers.opentelemetry.resource_detectors.${name}`,
    typedConfig: { '@type': typeUrl(`${DETECTORS}.${message}ResourceDetectorConfig`) },
  };
}

const SAMPLER_PATH = 'api/v2/samplingConfiguration';

/** Without a service of its own the sampler asks the one that spans go to, with the same headers and patience. */
function dynatraceSampler(
  otel: OpenTelemetry,
  sampler: NonNullable<OpenTelemetry['dynatraceSampler']>,
  host: string,
): JsonMessage {
  const { httpService: own } = sampler;
  const { http, port } = own ?? otel;
  const path = own ? http?.path : SAMPLER_PATH;
  return {
    name: 'envoy.tracers.opentelemetry.samplers.dynatrace',
    typedConfig: present({
      '@type': typeUrl('envoy.extensions.tracers.opentelemetry.samplers.v3.DynatraceSamplerConfig'),
      tenant: sampler.tenant || undefined,
      clusterId: sampler.clusterId || undefined,
      rootSpansPerMinute: sampler.rootSpansPerMinute || undefined,
      httpService: httpService(joined(host, path), {
        ...http,
        host,
        ...portOf({ ...(port !== undefined && { port }) }),
      }),
    }),
  };
}

import {
  boolean,
  type Decoded,
  type DecodeProblem,
  type Decoder,
  durationText,
  integer,
  list,
  object,
  string,
} from '../model/decode.js';
import { protoDuration } from '../model/duration.js';
import { extensionProviders } from './extension-providers.js';
import type { MeshConfig } from './mesh-config.js';

/*
 * Extension providers that spans are reported to.
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ExtensionProvider
 */
/** A duration in protobuf spelling. */
const duration: Decoder<string> = (value, context) => {
  const text = durationText(value, context);
  return text === undefined ? undefined : protoDuration(text);
};
const headers = list(object({ name: string, value: string }));
const httpService = object({ path: string, timeout: duration, headers });
const target = { service: string, port: integer, maxTagLength: integer };
const shape = object({
  name: string,
  zipkin: object({
    ...target,
    enable64bitTraceId: boolean,
    path: string,
    timeout: duration,
    headers,
    traceContextOption: string,
  }),
  datadog: object(target),
  skywalking: object(target),
  opentelemetry: object({
    ...target,
    http: httpService,
    grpc: object({ timeout: duration, initialMetadata: headers }),
    resourceDetectors: object({ environment: object({}), dynatrace: object({}) }),
    serviceAttributeEnrichment: string,
    dynatraceSampler: object({
      tenant: string,
      clusterId: integer,
      rootSpansPerMinute: integer,
      httpService: object({ service: string, port: integer, http: httpService }),
    }),
  }),
});
export type TracingProvider = Decoded<typeof shape>;

/** A provider by name, in whatever case, if it is one for spans; what can't be decoded of it is left out. */
export function tracingProvider(config: MeshConfig, name: string): TracingProvider | undefined {
  const written = extensionProviders(config).get(name.toLowerCase());
  const provider = written && shape(written, { path: [], problems: [] as DecodeProblem[] });
  return provider && tracingTarget(provider) ? provider : undefined;
}

/** Where a provider's spans go. */
export function tracingTarget(provider: TracingProvider) {
  return provider.zipkin ?? provider.datadog ?? provider.skywalking ?? provider.opentelemetry;
}

import {
  boolean,
  type Decoded,
  type DecodeProblem,
  integer,
  isObject,
  type JsonValue,
  list,
  map,
  object,
  string,
} from '../model/decode.js';
import type { MeshConfig } from './mesh-config.js';

/*
 * Extension providers that observe: access logs and metrics.
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ExtensionProvider
 */
const fileLog = object({
  path: string,
  omitEmptyValues: boolean,
  logFormat: object({ text: string, labels: map(string) }),
});
const grpcLog = object({
  service: string,
  port: integer,
  logName: string,
  filterStateObjectsToLog: list(string),
  additionalRequestHeadersToLog: list(string),
  additionalResponseHeadersToLog: list(string),
  additionalResponseTrailersToLog: list(string),
});
const otelLog = object({
  service: string,
  port: integer,
  logName: string,
  logFormat: object({ text: string, labels: map(string) }),
});
const shape = object({
  name: string,
  envoyFileAccessLog: fileLog,
  envoyHttpAls: grpcLog,
  envoyTcpAls: grpcLog,
  envoyOtelAls: otelLog,
  prometheus: object({}),
  stackdriver: object({}),
});

export type TelemetryProvider = Decoded<typeof shape>;
export type FileLogProvider = Decoded<typeof fileLog>;
export type GrpcLogProvider = Decoded<typeof grpcLog>;
export type OtelLogProvider = Decoded<typeof otelLog>;

/** Providers that are there without being configured; one of the same name takes their place. */
const BUILT_IN: readonly TelemetryProvider[] = [
  { name: 'prometheus', prometheus: {} },
  { name: 'stackdriver', stackdriver: {} },
  { name: 'envoy', envoyFileAccessLog: { path: '/dev/stdout' } },
];

/** Providers by name. What can't be decoded is as if it weren't there. */
export function telemetryProviders(config: MeshConfig): ReadonlyMap<string, TelemetryProvider> {
  const problems: DecodeProblem[] = [];
  const own = (config.extensionProviders ?? []).flatMap((value: JsonValue) =>
    isObject(value) ? (shape(value, { path: [], problems }) ?? []) : [],
  );
  return new Map([...BUILT_IN, ...own].map((provider) => [provider.name ?? '', provider]));
}

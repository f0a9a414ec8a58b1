import {
  anything,
  boolean,
  type Decoded,
  type DecodeProblem,
  integer,
  list,
  map,
  object,
  string,
} from '../model/decode.js';
import { extensionProviders } from './extension-providers.js';
import type { MeshConfig } from './mesh-config.js';

/*
 * Extension providers that observe: access logs and metrics.
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ExtensionProvider
 */
const fileLog = object({
  path: string,
  omitEmptyValues: boolean,
  logFormat: object({ text: string, labels: map(anything) }),
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
  logFormat: object({ text: string, labels: map(anything) }),
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

/** Finds a provider by its name, in whatever case. What can't be decoded is as if it weren't there. */
export function telemetryProviders(config: MeshConfig): (name: string) => TelemetryProvider | undefined {
  const problems: DecodeProblem[] = [];
  const values = extensionProviders(config);
  const byName = new Map([...values].map(([name, value]) => [name, shape(value, { path: [], problems })]));
  return (name) => byName.get(name.toLowerCase());
}

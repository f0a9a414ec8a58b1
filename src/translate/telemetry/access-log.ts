import { findProviderHost } from '../../mesh/provider-hosts.js';
import type { AccessLogDecision } from '../../mesh/telemetry-logs.js';
import {
  type FileLogProvider,
  type GrpcLogProvider,
  type OtelLogProvider,
  type TelemetryProvider,
  telemetryProviders,
} from '../../mesh/telemetry-providers.js';
import { isMessage } from '../../xds/dump/field-names.js';
import { type Any, type Json, type JsonMessage, present, typeUrl } from '../../xds/json.js';
import type { Extension } from '../../xds/types.js';
import { outboundClusterName } from '../names.js';
import { providerHosts } from '../provider-hosts.js';
import type { Translation } from '../translation.js';
import { DEFAULT_JSON, DEFAULT_TEXT, formatters, jsonFormat, textFormat } from './log-format.js';

/** Kind of place that a log is written at: requests, connections, or connections that no chain took. */
export type LogPlace = 'http' | 'tcp' | 'listener';

export interface AccessLog extends Extension {
  readonly filter?: JsonMessage;
}

const NO_ROUTE: JsonMessage = { responseFlagFilter: { flags: ['NR'] } };
const PEERS = ['upstream_peer', 'downstream_peer'];
const WASM_PEERS = [
  ...PEERS,
  'wasm.upstream_peer',
  'wasm.upstream_peer_id',
  'wasm.downstream_peer',
  'wasm.downstream_peer_id',
];

/**
 * Logs of one kind of place. Providers that don't exist, that write no logs or whose service isn't known are left out; where
 * none is left, not even one that is switched off, what MeshConfig asks for directly counts.
 */
export function accessLogs(t: Translation, decisions: readonly AccessLogDecision[], place: LogPlace): AccessLog[] {
  const find = telemetryProviders(t.mesh.config);
  const known = decisions.flatMap((decision) => {
    const provider = find(decision.provider);
    const log = provider && spellProvider(t, provider);
    return log ? [{ log, ...decision }] : [];
  });
  if (known.length === 0) return meshConfigLogs(t, place);
  return known.flatMap(({ log, filter, disabled }) => (disabled ? [] : [withFilter(log, filter, place)]));
}

function withFilter(log: Extension, expression: string | undefined, place: LogPlace): AccessLog {
  const cel = expression === undefined ? undefined : celFilter(expression);
  if (place !== 'listener') return cel ? { ...log, filter: cel } : log;
  return { ...log, filter: cel ? { andFilter: { filters: [NO_ROUTE, cel] } } : NO_ROUTE };
}

function celFilter(expression: string): JsonMessage {
  return {
    extensionFilter: {
      name: 'envoy.access_loggers.extension_filters.cel',
      typedConfig: { '@type': typeUrl('envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter'), expression },
    },
  };
}

function spellProvider(t: Translation, provider: TelemetryProvider): Extension | undefined {
  if (provider.envoyFileAccessLog) return fileProvider(t, provider.name ?? '', provider.envoyFileAccessLog);
  if (provider.envoyHttpAls) return grpcLog(t, provider.envoyHttpAls, 'http');
  if (provider.envoyTcpAls) return grpcLog(t, provider.envoyTcpAls, 'tcp');
  if (provider.envoyOtelAls) return otelLog(t, provider.envoyOtelAls);
  return undefined;
}

/** The built-in provider without a format of its own writes what MeshConfig says; others the default line. */
function fileProvider(t: Translation, name: string, provider: FileLogProvider): Extension {
  const { logFormat, omitEmptyValues, path } = provider;
  // Of this one istiod takes the path as it is, even none.
  if (name === 'envoy' && !logFormat && !omitEmptyValues) return fileLog(path, meshFormat(t));
  const format = ownFormat(logFormat);
  const all = format && { ...format, ...(omitEmptyValues && { omitEmptyValues }) };
  return fileLog(path || '/dev/stdout', all);
}

/** Without any format the default line; none at all, which leaves it to Envoy, where one is begun and nothing is said in it. */
function ownFormat(written: FileLogProvider['logFormat']): JsonMessage | undefined {
  if (!written) return textFormat(DEFAULT_TEXT);
  const { labels, text } = written;
  if (labels) return jsonFormat(Object.keys(labels).length > 0 ? labels : DEFAULT_JSON);
  return text === undefined ? undefined : textFormat(text || DEFAULT_TEXT);
}

function fileLog(path: string | undefined, logFormat: JsonMessage | undefined): Extension {
  return {
    name: 'envoy.access_loggers.file',
    typedConfig: {
      '@type': typeUrl('envoy.extensions.access_loggers.file.v3.FileAccessLog'),
      ...(path && { path }),
      ...(logFormat && { logFormat }),
    },
  };
}

/** The format that MeshConfig chooses. https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/ */
function meshFormat({ mesh: { config } }: Translation): JsonMessage {
  const written = config.accessLogFormat;
  if (config.accessLogEncoding !== 'JSON') return textFormat(written || DEFAULT_TEXT);
  return jsonFormat((written && parseFields(written)) || DEFAULT_JSON);
}

function parseFields(text: string): JsonMessage | undefined {
  try {
    const value: Json = JSON.parse(text);
    return isMessage(value) ? value : undefined;
  } catch {
    return undefined; // istiod takes the default fields then
  }
}

function grpcService(t: Translation, written: string, port: number): JsonMessage | undefined {
  const host = findProviderHost(providerHosts(t), written);
  return host === undefined
    ? undefined
    : { envoyGrpc: { clusterName: outboundClusterName(port, host), authority: host } };
}

function grpcLog(t: Translation, provider: GrpcLogProvider, kind: 'http' | 'tcp'): Extension | undefined {
  const service = grpcService(t, provider.service ?? '', provider.port ?? 0);
  return service && grpcLogger(kind, service, provider.logName || `${kind}_envoy_accesslog`, provider);
}

function grpcLogger(kind: 'http' | 'tcp', grpcService: JsonMessage, logName: string, own: GrpcLogProvider): Extension {
  const commonConfig = {
    logName,
    grpcService,
    transportApiVersion: 'V3',
    filterStateObjectsToLog: own.filterStateObjectsToLog?.length ? own.filterStateObjectsToLog : PEERS,
  };
  if (kind === 'tcp') {
    const type = typeUrl('envoy.extensions.access_loggers.grpc.v3.TcpGrpcAccessLogConfig');
    return { name: 'envoy.tcp_grpc_access_log', typedConfig: { '@type': type, commonConfig } };
  }
  const listed = (names: readonly string[] | undefined) => (names?.length ? names : undefined);
  return {
    name: 'envoy.access_loggers.http_grpc',
    typedConfig: present<Any>({
      '@type': typeUrl('envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig'),
      commonConfig,
      additionalRequestHeadersToLog: listed(own.additionalRequestHeadersToLog),
      additionalResponseHeadersToLog: listed(own.additionalResponseHeadersToLog),
      additionalResponseTrailersToLog: listed(own.additionalResponseTrailersToLog),
    }),
  };
}

function otelLog(t: Translation, provider: OtelLogProvider): Extension | undefined {
  const service = grpcService(t, provider.service ?? '', provider.port ?? 0);
  if (!service) return undefined;
  const text = provider.logFormat?.text || DEFAULT_TEXT;
  const labels = Object.entries(provider.logFormat?.labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const values = labels.map(([key, label]) => ({
    key,
    value: { stringValue: typeof label === 'string' ? label : '' },
  }));
  return {
    name: 'envoy.access_loggers.open_telemetry',
    typedConfig: {
      '@type': typeUrl('envoy.extensions.access_loggers.open_telemetry.v3.OpenTelemetryAccessLogConfig'),
      commonConfig: {
        logName: provider.logName || 'otel_envoy_accesslog',
        grpcService: service,
        transportApiVersion: 'V3',
        filterStateObjectsToLog: WASM_PEERS,
      },
      disableBuiltinLabels: true,
      body: { stringValue: text },
      ...(values.length > 0 && { attributes: { values } }),
      ...formatters(text + JSON.stringify(values)),
    },
  };
}

/** Logs that MeshConfig asks for directly, where no Telemetry does. */
function meshConfigLogs(t: Translation, place: LogPlace): AccessLog[] {
  const { accessLogFile, enableEnvoyAccessLogService } = t.mesh.config;
  const logs: Extension[] = [];
  if (accessLogFile) logs.push(fileLog(accessLogFile, meshFormat(t)));
  if (enableEnvoyAccessLogService) {
    const kind = place === 'http' ? 'http' : 'tcp';
    const service = { envoyGrpc: { clusterName: 'envoy_accesslog_service' } };
    const name = place === 'listener' ? 'listener_envoy_accesslog' : `${kind}_envoy_accesslog`;
    logs.push(grpcLogger(kind, service, name, { filterStateObjectsToLog: WASM_PEERS }));
  }
  return logs.map((log) => withFilter(log, undefined, place));
}

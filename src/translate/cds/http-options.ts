import { protoDuration } from '../../mesh/durations.js';
import type { MeshConfig } from '../../mesh/mesh-config.js';
import { classOf, isHttp2 } from '../../mesh/protocols.js';
import type { ConnectionPool } from '../../mesh/traffic-policy.js';
import type { Protocol } from '../../mesh/types.js';
import { type Any, type JsonMessage, present, typeUrl } from '../../xds/json.js';

const EXTENSION = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';

/** What the protocol options of a cluster depend on. */
export interface HttpClient {
  readonly config: MeshConfig;
  readonly protocol: Protocol;
  readonly pool: ConnectionPool | undefined;
  /** Protocols are detected (sidecars), so that the server gets the version that the client spoke. */
  readonly detects: boolean;
  /** Outbound clusters may be upgraded to HTTP/2. */
  readonly upgrades: boolean;
  /** Header names keep the case that the client wrote. */
  readonly preservesCase: boolean;
}

/** Which HTTP version a cluster speaks: one of the two, or that of the incoming request; undefined where nothing says so. */
export type HttpVersion = 'http2' | 'downstream' | undefined;

/** https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings-HTTPSettings */
export function httpVersion(client: HttpClient): HttpVersion {
  if (client.pool?.http?.useClientProtocol) return 'downstream';
  if (isHttp2(client.protocol)) return 'http2';
  if (client.detects && client.protocol === 'auto') return 'downstream';
  // HTTP/2 has no case to keep: what asks for one stays with HTTP/1.1.
  return client.upgrades && !keepsCase(client) && isUpgraded(client) ? 'http2' : undefined;
}

/** Whether the cluster keeps the case of header names: its requests may be of HTTP/1.1. */
function keepsCase({ preservesCase, protocol }: HttpClient): boolean {
  return preservesCase && !isHttp2(protocol) && classOf(protocol) !== 'tcp';
}

function isUpgraded({ config, pool, protocol }: HttpClient): boolean {
  const policy = pool?.http?.h2UpgradePolicy;
  if (policy === 'UPGRADE') return true;
  return policy !== 'DO_NOT_UPGRADE' && classOf(protocol) === 'http' && config.h2UpgradePolicy === 'UPGRADE';
}

/** Server names of TLS taken from the request, where a rule names none. */
export type AutoNames = JsonMessage | undefined;

/**
 * The typedExtensionProtocolOptions of a cluster, undefined where Envoy's defaults (HTTP/1.1) will do.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/extensions/upstreams/http/v3/http_protocol_options.proto
 */
export function httpProtocolOptions(
  client: HttpClient,
  autoNames: AutoNames,
): Readonly<Record<string, Any>> | undefined {
  const version = httpVersion(client);
  const common = commonOptions(client.pool);
  if (!version && !common && !autoNames && !keepsCase(client)) return undefined;
  return {
    [EXTENSION]: present<Any>({
      '@type': typeUrl(EXTENSION),
      ...versionOptions(version, client),
      commonHttpProtocolOptions: common,
      upstreamHttpProtocolOptions: autoNames,
    }),
  };
}

function versionOptions(version: HttpVersion, client: HttpClient): JsonMessage {
  const httpProtocolOptions = keepsCase(client) ? PRESERVE_CASE : {};
  if (version === 'downstream')
    return { useDownstreamProtocolConfig: { httpProtocolOptions, http2ProtocolOptions: {} } };
  if (version !== 'http2') return { explicitHttpConfig: { httpProtocolOptions } };
  const streams = client.pool?.http?.maxConcurrentStreams;
  return { explicitHttpConfig: { http2ProtocolOptions: streams ? { maxConcurrentStreams: streams } : {} } };
}

/** Header names as they came, instead of in lower case. */
export const PRESERVE_CASE: JsonMessage = {
  headerKeyFormat: {
    statefulFormatter: {
      name: 'preserve_case',
      typedConfig: {
        '@type': typeUrl('envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig'),
      },
    },
  },
};

function commonOptions(pool: ConnectionPool | undefined): JsonMessage | undefined {
  const idle = pool?.http?.idleTimeout ?? pool?.tcp?.idleTimeout;
  const duration = pool?.tcp?.maxConnectionDuration;
  const requests = pool?.http?.maxRequestsPerConnection;
  if (idle === undefined && duration === undefined && !requests && !pool?.http?.maxConcurrentStreams) return undefined;
  return present<JsonMessage>({
    idleTimeout: idle === undefined ? undefined : protoDuration(idle),
    maxConnectionDuration: duration === undefined ? undefined : protoDuration(duration),
    maxRequestsPerConnection: requests || undefined,
  });
}

/** Options of the passthrough clusters: any version, and connections that are dropped when idle. */
export function passthroughOptions(preservesCase: boolean): Readonly<Record<string, Any>> {
  return {
    [EXTENSION]: {
      '@type': typeUrl(EXTENSION),
      commonHttpProtocolOptions: { idleTimeout: '300s' },
      useDownstreamProtocolConfig: {
        httpProtocolOptions: preservesCase ? PRESERVE_CASE : {},
        http2ProtocolOptions: {},
      },
    },
  };
}

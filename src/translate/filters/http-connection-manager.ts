import { isHttp2 } from '../../mesh/protocols.js';
import { type Json, type JsonMessage, present, typeUrl } from '../../xds/json.js';
import type { Extension, RouteConfiguration } from '../../xds/types.js';
import { type HttpFilterSite, httpFilters } from './http-filters.js';
import type { ListenerContext } from './listener-context.js';

export interface HttpConnectionManagerOptions extends HttpFilterSite {
  readonly statPrefix: string;
  /** Routes by name from RDS, or inline; undefined for none at all. */
  readonly routes: string | RouteConfiguration | undefined;
}

const ADS = { ads: {}, initialFetchTimeout: '0s', resourceApiVersion: 'V3' };
const REQUEST_ID = {
  typedConfig: {
    '@type': typeUrl('envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig'),
    useRequestIdForTraceSampling: true,
  },
};
const CLIENT_CERT_DETAILS = { subject: true, dns: true, uri: true };
const UPGRADES = [{ upgradeType: 'websocket' }];

/**
 * An HTTP connection manager of a sidecar or gateway.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/http/http_conn_man/http_conn_man
 */
export function httpConnectionManager(context: ListenerContext, options: HttpConnectionManagerOptions): Extension {
  const inbound = options.side === 'inbound';
  const { routes } = options;
  return {
    name: 'envoy.filters.network.http_connection_manager',
    typedConfig: present({
      '@type': typeUrl('envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager'),
      statPrefix: options.statPrefix,
      rds: typeof routes === 'string' ? { configSource: ADS, routeConfigName: routes } : undefined,
      routeConfig: typeof routes === 'string' ? undefined : routes ? asJson(routes) : {},
      httpFilters: asJson(httpFilters(options)),
      tracing: context.tracing,
      httpProtocolOptions: http1Options(options),
      http2ProtocolOptions: inbound && isHttp2(options.protocol) ? {} : undefined,
      serverName: options.side === 'outbound' ? undefined : 'istio-envoy',
      streamIdleTimeout: '0s',
      ...clientDetails(context, options.side),
      proxy100Continue: true,
      upgradeConfigs: UPGRADES,
      ...context.pathNormalization,
      requestIdExtension: REQUEST_ID,
    }),
  };
}

function http1Options({ side, protocol }: HttpConnectionManagerOptions): JsonMessage | undefined {
  if (protocol === 'http-proxy') return { allowAbsoluteUrl: true };
  return side === 'gateway' ? {} : undefined;
}

/** How far the headers about the client are believed, and what is said about it. */
function clientDetails(context: ListenerContext, side: HttpFilterSite['side']): JsonMessage {
  if (side === 'outbound') return { useRemoteAddress: false };
  if (side === 'inbound') {
    return {
      useRemoteAddress: false,
      forwardClientCertDetails: 'APPEND_FORWARD',
      setCurrentClientCertDetails: CLIENT_CERT_DETAILS,
    };
  }
  const { numTrustedProxies, forwardClientCertDetails: written } = context.topology;
  const forward = !written || written === 'UNDEFINED' ? 'SANITIZE_SET' : written;
  const says = forward === 'SANITIZE_SET' || forward === 'APPEND_FORWARD';
  return present<JsonMessage>({
    useRemoteAddress: true,
    xffNumTrustedHops: numTrustedProxies || undefined,
    forwardClientCertDetails: forward === 'SANITIZE' ? undefined : forward,
    setCurrentClientCertDetails: says ? { ...CLIENT_CERT_DETAILS, cert: true } : undefined,
  });
}

/** xDS messages are JSON; their types only lack the index signature to say so. */
function asJson(value: RouteConfiguration): JsonMessage;
function asJson(value: readonly Extension[]): readonly JsonMessage[];
function asJson(value: object): Json {
  return value as JsonMessage;
}

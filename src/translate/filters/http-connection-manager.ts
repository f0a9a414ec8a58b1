import { isHttp2 } from '../../mesh/protocols.js';
import type { ProxyHeaders } from '../../mesh/proxy-headers.js';
import { type Json, type JsonMessage, present, typeUrl } from '../../xds/json.js';
import type { Extension, RouteConfiguration } from '../../xds/types.js';
import { type HttpFilterSite, httpFilters } from './http-filters.js';
import type { ListenerContext } from './listener-context.js';

export interface HttpConnectionManagerOptions extends HttpFilterSite {
  readonly statPrefix: string;
  /** Routes by name from RDS, or inline; undefined for none at all. */
  readonly routes: string | RouteConfiguration | undefined;
  /** Requests may name the whole URL, as those to a proxy do. */
  readonly absoluteUrls?: boolean;
}

const ADS = { ads: {}, initialFetchTimeout: '0s', resourceApiVersion: 'V3' };
const REQUEST_ID = { '@type': typeUrl('envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig') };
const UPGRADES = [{ upgradeType: 'websocket' }];

/**
 * An HTTP connection manager of a sidecar or gateway.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/http/http_conn_man/http_conn_man
 */
export function httpConnectionManager(context: ListenerContext, options: HttpConnectionManagerOptions): Extension {
  const inbound = options.side === 'inbound';
  const { routes } = options;
  const observed = context.tracing[inbound ? 'SERVER' : 'CLIENT'];
  return {
    name: 'envoy.filters.network.http_connection_manager',
    typedConfig: present({
      '@type': typeUrl('envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager'),
      statPrefix: options.statPrefix,
      rds: typeof routes === 'string' ? { configSource: ADS, routeConfigName: routes } : undefined,
      routeConfig: typeof routes === 'string' ? undefined : routes ? asJson(routes) : {},
      httpFilters: asJson(httpFilters({ ...options, headers: filterHeaders(context.headers, options) })),
      tracing: observed.config,
      httpProtocolOptions: http1Options(context, options),
      http2ProtocolOptions: inbound && isHttp2(options.protocol) ? {} : undefined,
      ...headerFields(context.headers, options.side),
      streamIdleTimeout: '0s',
      ...clientDetails(context, options.side),
      proxy100Continue: true,
      upgradeConfigs: UPGRADES,
      ...context.pathNormalization,
      requestIdExtension: {
        typedConfig: { ...REQUEST_ID, useRequestIdForTraceSampling: observed.samplesByRequestId },
      },
    }),
  };
}

/** The HTTP proxy of the whole mesh tells of itself wherever requests go. */
function filterHeaders(headers: ProxyHeaders, { absoluteUrls }: HttpConnectionManagerOptions): ProxyHeaders {
  if (!absoluteUrls) return headers;
  const { metadataExchangeHeaders: _, ...rest } = headers;
  return rest;
}

const PRESERVE_CASE: JsonMessage = {
  statefulFormatter: {
    name: 'preserve_case',
    typedConfig: {
      '@type': typeUrl('envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig'),
    },
  },
};

function http1Options(
  { headers, acceptsHttp10 }: ListenerContext,
  { side, absoluteUrls }: HttpConnectionManagerOptions,
): JsonMessage | undefined {
  // istiod puts this in place of what else there would be to say.
  if (headers.preserveHttp1HeaderCase) return { headerKeyFormat: PRESERVE_CASE };
  if (!acceptsHttp10 && !absoluteUrls && side !== 'gateway') return undefined;
  return present<JsonMessage>({
    allowAbsoluteUrl: absoluteUrls || undefined,
    acceptHttp10: acceptsHttp10 || undefined,
  });
}

/** https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig-ProxyHeaders */
function headerFields({ server, requestId, xForwardedPort }: ProxyHeaders, side: HttpFilterSite['side']): JsonMessage {
  const ownName = side === 'outbound' ? undefined : 'istio-envoy';
  return present<JsonMessage>({
    serverName: server?.disabled ? undefined : server?.value || ownName,
    serverHeaderTransformation: server?.disabled ? 'PASS_THROUGH' : undefined,
    generateRequestId: requestId?.disabled ? false : undefined,
    appendXForwardedPort: xForwardedPort?.enabled || undefined,
  });
}

/** How far the headers about the client are believed, and what is said about it. */
function clientDetails({ headers, topology }: ListenerContext, side: HttpFilterSite['side']): JsonMessage {
  if (side === 'outbound') return { useRemoteAddress: false };
  if (side === 'inbound') {
    return present<JsonMessage>({
      useRemoteAddress: false,
      forwardClientCertDetails: forwardMode(headers.forwardedClientCert, 'APPEND_FORWARD'),
      setCurrentClientCertDetails: certDetails(headers),
    });
  }
  const { numTrustedProxies, forwardClientCertDetails: written } = topology;
  const forward = forwardMode(written, 'SANITIZE_SET');
  const says = forward === 'SANITIZE_SET' || forward === 'APPEND_FORWARD';
  return present<JsonMessage>({
    useRemoteAddress: true,
    xffNumTrustedHops: numTrustedProxies || undefined,
    forwardClientCertDetails: forward,
    setCurrentClientCertDetails: says ? GATEWAY_CERT_DETAILS : undefined,
  });
}

/** SANITIZE is what Envoy does unasked. */
function forwardMode(written: string | undefined, otherwise: string): string | undefined {
  const mode = !written || written === 'UNDEFINED' ? otherwise : written;
  return mode === 'SANITIZE' ? undefined : mode;
}

/** What is said about the client is a matter of sidecars' settings only. */
const GATEWAY_CERT_DETAILS: JsonMessage = { subject: true, cert: true, dns: true, uri: true };

function certDetails({ setCurrentClientCertDetails: own = {} }: ProxyHeaders): JsonMessage {
  return present<JsonMessage>({
    subject: own.subject ?? true,
    cert: own.cert || undefined,
    chain: own.chain || undefined,
    dns: (own.dns ?? true) || undefined,
    uri: (own.uri ?? true) || undefined,
  });
}

/** xDS messages are JSON; their types only lack the index signature to say so. */
function asJson(value: RouteConfiguration): JsonMessage;
function asJson(value: readonly Extension[]): readonly JsonMessage[];
function asJson(value: object): Json {
  return value as JsonMessage;
}

import { isMessage } from '../dump/field-names.js';
import type { Json, JsonMessage } from '../json.js';
import type { MessageTest } from './message-rules.js';

const PREFIX = 'type.googleapis.com/';
const STRUCT = /\/(udpa|xds)\.type\.v[13]\.TypedStruct$/;

/** Messages of filters that only Istio's build of Envoy has. https://github.com/istio/proxy */
export const ISTIO_TYPE = /^(io\.istio\.|istio\.|stats\.PluginConfig$|envoy\.tcp\.metadataexchange\.)/;

/** Full name of the message that configures an extension, also where it is written as a struct; empty where there is none. */
export function configType(extension: JsonMessage): string {
  const config = extension['typedConfig'];
  if (!isMessage(config)) return '';
  return nameOf(config['typeUrl'] !== undefined && isStruct(config) ? config['typeUrl'] : config['@type']);
}

/** Whether a message says its type and fields as data. */
export function isStruct(message: JsonMessage): boolean {
  const type = message['@type'];
  return typeof type === 'string' && STRUCT.test(type);
}

function nameOf(url: Json | undefined): string {
  return typeof url === 'string' ? url.slice(url.lastIndexOf('/') + 1) : '';
}

/** Kinds of filters, by what their types begin with. */
const FILTERS = 'envoy.extensions.filters.';

/** An extension is found by the type of its configuration. */
function extension(family?: string): MessageTest {
  return (message) => {
    if (message['typedConfig'] === undefined) {
      return message['configDiscovery'] === undefined ? [{ code: 'configuration-missing' }] : [];
    }
    const type = configType(message);
    if (type === '') return [{ code: 'configuration-missing', at: ['typedConfig'] }];
    if (family === undefined || !type.startsWith(FILTERS) || type.startsWith(family)) return [];
    return [{ code: 'wrong-place', at: ['typedConfig'], args: { type } }];
  };
}

/** Filters without configuration for single routes, or with a message of its own for it. */
const NOT_FOR_ROUTES = new Set(
  [
    'router.v3.Router',
    'grpc_stats.v3.FilterConfig',
    'grpc_web.v3.GrpcWeb',
    'wasm.v3.Wasm',
    'set_metadata.v3.Config',
    'original_src.v3.OriginalSrc',
    'cache.v3.CacheConfig',
    'buffer.v3.Buffer',
    'ext_authz.v3.ExtAuthz',
    'ext_proc.v3.ExternalProcessor',
    'jwt_authn.v3.JwtAuthentication',
    'oauth2.v3.OAuth2',
    'stateful_session.v3.StatefulSession',
  ].map((name) => `${PREFIX}${FILTERS}http.${name}`),
);
const ROUTE_FILTER = `${PREFIX}envoy.config.route.v3.FilterConfig`;

const routeConfigs: MessageTest = ({ typedPerFilterConfig: configs }) => {
  if (!isMessage(configs)) return [];
  return Object.keys(configs).flatMap((name) => {
    const config = configs[name];
    if (!isMessage(config)) return [];
    const type = String(config['@type']);
    const at = ['typedPerFilterConfig', name];
    if (NOT_FOR_ROUTES.has(type)) return [{ code: 'not-for-routes', at, args: { type: type.slice(PREFIX.length) } }];
    const isEmpty = type === ROUTE_FILTER && config['disabled'] !== true && config['config'] === undefined;
    return isEmpty ? [{ code: 'field-missing', at: [...at, 'config'] }] : [];
  });
};

/** Messages that hold an extension, or configure some. */
export const EXTENSION_RULES: Readonly<Record<string, MessageTest>> = {
  'envoy.config.core.v3.TransportSocket': extension(),
  'envoy.config.listener.v3.Filter': extension(`${FILTERS}network.`),
  'envoy.config.listener.v3.ListenerFilter': extension(`${FILTERS}listener.`),
  'envoy.config.cluster.v3.Filter': extension(`${FILTERS}network.`),
  'envoy.config.accesslog.v3.AccessLog': extension(),
  'envoy.config.accesslog.v3.ExtensionFilter': extension(),
  'envoy.config.trace.v3.Tracing.Http': extension(),
  'envoy.config.route.v3.RetryPolicy.RetryHostPredicate': extension(),
  'envoy.config.route.v3.RetryPolicy.RetryPriority': extension(),
  'envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter': extension(`${FILTERS}http.`),
  'envoy.config.route.v3.Route': routeConfigs,
  'envoy.config.route.v3.VirtualHost': routeConfigs,
  'envoy.config.route.v3.RouteConfiguration': routeConfigs,
  'envoy.config.route.v3.WeightedCluster.ClusterWeight': routeConfigs,
};

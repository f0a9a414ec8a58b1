/*
 * Which types of Envoy a `typed_config` can name: those of API v3.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/api
 */

/** Filters by what they are in; the package of each is its name and `v3` (or `v3alpha`). */
const FILTERS: Readonly<Record<string, string>> = {
  http: `a2a adaptive_concurrency admission_control alternate_protocols_cache api_key_auth aws_lambda aws_request_signing
    bandwidth_limit basic_auth buffer cache cache_v2 cdn_loop checksum composite compressor connect_grpc_bridge cors
    credential_injector csrf custom_response decompressor dynamic_forward_proxy dynamic_modules dynamo ext_authz ext_proc fault
    file_server file_system_buffer gcp_authn geoip golang grpc_field_extraction grpc_http1_bridge grpc_http1_reverse_bridge
    grpc_json_reverse_transcoder grpc_json_transcoder grpc_stats grpc_web gzip header_mutation header_to_metadata health_check
    ip_tagging json_to_metadata jwt_authn kill_request language local_ratelimit lua mcp mcp_json_rest_bridge mcp_router oauth2
    on_demand original_src peak_ewma peer_metadata proto_api_scrubber proto_message_extraction rate_limit_quota ratelimit rbac
    reverse_conn router set_filter_state set_metadata sse_to_metadata squash stateful_session sxg tap thrift_to_metadata transform
    upstream_codec wasm`,
  network: `client_ssl_auth connection_limit direct_response dubbo_proxy dynamic_modules echo ext_authz ext_proc generic_proxy
    geoip golang http_connection_manager kafka_broker kafka_mesh local_ratelimit match_delegate metadata_exchange mongo_proxy
    mysql_proxy peer_metadata postgres_inspector postgres_proxy ratelimit rbac redis_proxy reverse_tunnel rocketmq_proxy
    set_filter_state sip_proxy sni_cluster sni_dynamic_forward_proxy tcp_bandwidth_limit tcp_proxy thrift_proxy wasm
    zookeeper_proxy`,
  listener: `dynamic_modules http_inspector local_ratelimit original_dst original_src postgres_inspector proxy_protocol
    reverse_connection set_filter_state tls_inspector`,
};

/** Messages of packages that patches name most, where another one is a slip. */
const MESSAGES: Readonly<Record<string, string>> = {
  'http.buffer': 'Buffer BufferPerRoute',
  'http.cors': 'Cors CorsPolicy',
  'http.ext_authz': 'BufferSettings CheckSettings ExtAuthz ExtAuthzPerRoute',
  'http.fault': 'FaultAbort HTTPFault',
  'http.lua': 'Lua LuaPerRoute',
  'http.router': 'Router',
  'network.http_connection_manager':
    'EnvoyMobileHttpConnectionManager HttpConnectionManager HttpFilter LocalReplyConfig Rds RequestIDExtension ResponseMapper ScopedRds ScopedRoutes',
  'network.tcp_proxy': 'TcpProxy',
};

/** What messages of other owners begin with, as far as Istio is built with them. */
const OTHERS = /^(xds|udpa|google\.protobuf|google\.rpc|istio|io\.istio|stats|opencensus|opentelemetry)\./;

const OF_ENVOY =
  /^envoy\.(?:annotations|(?:admin|config|data|extensions|service|type|watchdog)(?:\.[a-z0-9_]+)*\.v3(?:alpha)?)\.([A-Z]\w*)(?:\.[A-Z]\w*)*$/;
const OF_FILTER = /^envoy\.extensions\.filters\.(http|network|listener)\.([a-z0-9_]+)\./;

/** Whether there is a message of this full name, as far as is known here. */
export function isEnvoyType(name: string): boolean {
  if (OTHERS.test(name)) return true;
  const message = OF_ENVOY.exec(name)?.[1];
  if (message === undefined) return false;
  const [, place, filter] = OF_FILTER.exec(name) ?? [];
  if (place === undefined || filter === undefined) return true;
  if (!words(FILTERS, place)?.has(filter)) return false;
  return words(MESSAGES, `${place}.${filter}`)?.has(message) ?? true;
}

const split = new Map<string, ReadonlySet<string>>();

function words(lists: Readonly<Record<string, string>>, key: string): ReadonlySet<string> | undefined {
  const known = split.get(key);
  if (known || !Object.hasOwn(lists, key)) return known;
  const made = new Set(lists[key]?.split(/\s+/));
  split.set(key, made);
  return made;
}

/*
 * Fields of the Envoy messages that an EnvoyFilter patches most. A field is a name, and a type where only one is possible: `b` a
 * boolean, `n` a number, `s` a text, `d` a duration, `m` a message, `l` a list, `=X` a message X, `*X` a list of messages X.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/api
 */
const HEADER_CHANGES =
  'request_headers_to_add:l request_headers_to_remove:l response_headers_to_add:l response_headers_to_remove:l';

const TEXTS = {
  Cluster: `transport_socket_matches:l name:s alt_stat_name:s type cluster_type:=CustomClusterType eds_cluster_config:m connect_timeout:d
    per_connection_buffer_limit_bytes:n lb_policy load_assignment:m health_checks:l max_requests_per_connection:n
    circuit_breakers:m upstream_http_protocol_options:m common_http_protocol_options:m http_protocol_options:m
    http2_protocol_options:m typed_extension_protocol_options:m dns_refresh_rate:d dns_jitter:d dns_failure_refresh_rate:m
    respect_dns_ttl:b dns_lookup_family dns_resolvers:l use_tcp_for_dns_lookups:b dns_resolution_config:m
    typed_dns_resolver_config:=TypedExtensionConfig wait_for_warm_on_init:b outlier_detection:m cleanup_interval:d upstream_bind_config:m
    lb_subset_config:m ring_hash_lb_config:m maglev_lb_config:m original_dst_lb_config:m least_request_lb_config:m
    round_robin_lb_config:m common_lb_config:m transport_socket:=TransportSocket metadata:m protocol_selection upstream_connection_options:m
    close_connections_on_host_health_failure:b ignore_health_on_host_removal:b filters:l load_balancing_policy:m lrs_server:m
    lrs_report_endpoint_metrics:l track_timeout_budgets:b upstream_config:=TypedExtensionConfig track_cluster_stats:m preconnect_policy:m
    connection_pool_per_downstream_connection:b`,
  Listener: `name:s address:m additional_addresses:l stat_prefix:s filter_chains:*FilterChain filter_chain_matcher:m
    use_original_dst:b default_filter_chain:=FilterChain per_connection_buffer_limit_bytes:n metadata:m deprecated_v1:m drain_type
    listener_filters:*ListenerFilter listener_filters_timeout:d continue_on_listener_filters_timeout:b transparent:b freebind:b
    socket_options:l tcp_fast_open_queue_length:n traffic_direction udp_listener_config:m api_listener:m
    connection_balance_config:m reuse_port:b enable_reuse_port:b access_log:l tcp_backlog_size:n
    max_connections_to_accept_per_socket_event:n bind_to_port:b internal_listener:m enable_mptcp:b ignore_global_conn_limit:b
    bypass_overload_manager:b fcds_config:m`,
  FilterChain: `filter_chain_match:m filters:*Filter use_proxy_proto:b metadata:m transport_socket:=TransportSocket
    transport_socket_connect_timeout:d name:s on_demand_configuration:m`,
  Filter: 'name:s typed_config:m config_discovery:m',
  ListenerFilter: 'name:s typed_config:m config_discovery:m filter_disabled:m',
  HttpFilter: 'name:s typed_config:m config_discovery:m is_optional:b disabled:b',
  TypedExtensionConfig: 'name:s typed_config:m',
  TransportSocket: 'name:s typed_config:m',
  CustomClusterType: 'name:s typed_config:m',
  RouteConfiguration: `name:s virtual_hosts:*VirtualHost vhds:m internal_only_headers:l ${HEADER_CHANGES}
    most_specific_header_mutations_wins:b validate_clusters:b max_direct_response_body_size_bytes:n cluster_specifier_plugins:l
    request_mirror_policies:l ignore_port_in_host_matching:b ignore_path_parameters_in_path_matching:b typed_per_filter_config:m
    metadata:m`,
  VirtualHost: `name:s domains:l routes:*Route matcher:m require_tls virtual_clusters:l rate_limits:l ${HEADER_CHANGES} cors:m
    typed_per_filter_config:m include_request_attempt_count:b include_attempt_count_in_response:b retry_policy:m
    retry_policy_typed_config:m hedge_policy:m include_is_timeout_retry_header:b per_request_buffer_limit_bytes:n
    request_body_buffer_limit:n request_mirror_policies:l metadata:m`,
  Route: `name:s match:m route:=RouteAction redirect:m direct_response:m filter_action:m non_forwarding_action:m metadata:m
    decorator:m typed_per_filter_config:m ${HEADER_CHANGES} tracing:m per_request_buffer_limit_bytes:n
    request_body_buffer_limit:n stat_prefix:s`,
  RouteAction: `cluster:s cluster_header:s weighted_clusters:m cluster_specifier_plugin:s inline_cluster_specifier_plugin:m
    cluster_not_found_response_code metadata_match:m prefix_rewrite:s regex_rewrite:m path_rewrite_policy:m path_rewrite:s
    host_rewrite_literal:s auto_host_rewrite:b host_rewrite_header:s host_rewrite_path_regex:m host_rewrite:s
    append_x_forwarded_host:b timeout:d idle_timeout:d flush_timeout:d early_data_policy:m retry_policy:m
    retry_policy_typed_config:m request_mirror_policies:l priority rate_limits:l include_vh_rate_limits:b hash_policy:l cors:m
    max_grpc_timeout:d grpc_timeout_offset:d upgrade_configs:l internal_redirect_policy:m internal_redirect_action
    max_internal_redirects:n hedge_policy:m max_stream_duration:m`,
  HttpConnectionManager: `codec_type stat_prefix:s rds:m route_config:=RouteConfiguration scoped_routes:m
    http_filters:*HttpFilter add_user_agent:b tracing:m common_http_protocol_options:m http1_safe_max_connection_duration:b
    http_protocol_options:m http2_protocol_options:m http3_protocol_options:m server_name:s server_header_transformation
    scheme_header_transformation:m max_request_headers_kb:n stream_idle_timeout:d stream_flush_timeout:d request_timeout:d
    request_headers_timeout:d drain_timeout:d delayed_close_timeout:d access_log:l access_log_flush_interval:d
    flush_access_log_on_new_request:b access_log_options:m use_remote_address:b xff_num_trusted_hops:n
    original_ip_detection_extensions:l early_header_mutation_extensions:l internal_address_config:m skip_xff_append:b via:s
    generate_request_id:b preserve_external_request_id:b always_set_request_id_in_response:b forward_client_cert_details
    set_current_client_cert_details:m forward_client_cert_matcher:m proxy_100_continue:b
    represent_ipv4_remote_address_as_ipv4_mapped_ipv6:b upgrade_configs:l normalize_path:b merge_slashes:b
    path_with_escaped_slashes_action request_id_extension:m local_reply_config:m strip_matching_host_port:b strip_any_host_port:b
    stream_error_on_invalid_http_message:b path_normalization_options:m strip_trailing_host_dot:b proxy_status_config:m
    typed_header_validation_config:m append_x_forwarded_port:b append_local_overload:b add_proxy_protocol_connection_state:b`,
} as const;

export type EnvoyMessage = keyof typeof TEXTS;

/** Messages by type URL that stand in a `typed_config`. */
export const TYPED_MESSAGES: Readonly<Record<string, EnvoyMessage>> = {
  'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager':
    'HttpConnectionManager',
};

export interface FieldType {
  readonly type?: 'b' | 'n' | 's' | 'd' | 'm' | 'l';
  /** The message that stands there, or that a list holds. */
  readonly message?: EnvoyMessage;
}

const parsed = new Map<EnvoyMessage, ReadonlyMap<string, FieldType>>();

/** Fields of a message by name, in snake_case. */
export function fieldsOf(message: EnvoyMessage): ReadonlyMap<string, FieldType> {
  let fields = parsed.get(message);
  if (!fields) {
    fields = new Map(TEXTS[message].split(/\s+/).map(parseField));
    parsed.set(message, fields);
  }
  return fields;
}

function parseField(text: string): [string, FieldType] {
  const [name = '', type = ''] = text.split(':');
  const message = isMessageName(type.slice(1)) ? { message: type.slice(1) as EnvoyMessage } : {};
  if (type.startsWith('=')) return [name, { type: 'm', ...message }];
  if (type.startsWith('*')) return [name, { type: 'l', ...message }];
  return [name, isScalarType(type) ? { type } : {}];
}

function isMessageName(name: string): name is EnvoyMessage {
  return Object.hasOwn(TEXTS, name);
}

function isScalarType(type: string): type is NonNullable<FieldType['type']> {
  return ['b', 'n', 's', 'd', 'm', 'l'].includes(type);
}

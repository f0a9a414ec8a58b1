import { isPackage, messageType } from './messages.js';

/** What messages of other owners begin with, as far as Istio is built with them. */
const OTHERS = /^(xds|udpa|google\.protobuf|google\.rpc|istio|io\.istio|stats|opencensus|opentelemetry)\./;
const OF_ENVOY =
  /^(envoy\.(?:annotations|(?:admin|config|data|extensions|service|type|watchdog)(?:\.[a-z0-9_]+)*\.v3(?:alpha)?))\.[A-Z]\w*(?:\.[A-Z]\w*)*$/;
const OF_FILTER = /^envoy\.extensions\.filters\.(?:http|network|listener)\.([a-z0-9_]+)\./;

/** Filters that a stock Envoy leaves out, and Istio's own. */
const MORE_FILTERS: ReadonlySet<string> = new Set(
  `checksum client_ssl_auth dynamo golang gzip kafka_broker kafka_mesh kill_request language match_delegate metadata_exchange
  mysql_proxy peak_ewma peer_metadata postgres_inspector postgres_proxy reverse_conn reverse_connection rocketmq_proxy sip_proxy
  squash sxg`.split(/\s+/),
);

/**
 * Whether istiod has a message of this full name, as far as is known here: it is built with more than a stock Envoy is, so that
 * beside filters only the packages of extensions that are known here are judged.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/api
 */
export function isKnownType(name: string): boolean {
  if (messageType(name) || OTHERS.test(name)) return true;
  const inPackage = OF_ENVOY.exec(name)?.[1];
  if (inPackage === undefined) return false;
  const filter = OF_FILTER.exec(name)?.[1];
  if (filter !== undefined) return MORE_FILTERS.has(filter);
  return !(inPackage.startsWith('envoy.extensions.') && isPackage(inPackage));
}

import { isMessage } from '../dump/field-names.js';
import { asJson, type Json, type JsonMessage } from '../json.js';
import type { Snapshot } from '../snapshot.js';
import type { Cluster } from '../types.js';
import { configType } from './extension-rules.js';
import type { Finding } from './finding.js';

type Say = (code: string, path: Finding['path'], args: Finding['args']) => void;

const HTTP_OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';
const SOCKETS = 'envoy.extensions.transport_sockets.';

/** What a cluster says of HTTP against its transport sockets and its kind. https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/extensions/upstreams/http/v3/http_protocol_options.proto */
export function checkOptions(cluster: Cluster, say: Say): void {
  const options = cluster.typedExtensionProtocolOptions?.[HTTP_OPTIONS];
  if (!options) return;
  const path = ['typedExtensionProtocolOptions', HTTP_OPTIONS];
  const sockets = [
    cluster.transportSocket,
    ...(cluster.transportSocketMatches ?? []).map((m) => m.transportSocket),
  ].map((socket) => (socket ? configType(asJson(socket)) : ''));
  const explicit = options['explicitHttpConfig'];
  if (isMessage(explicit) && explicit['http3ProtocolOptions'] && !sockets[0]?.startsWith(`${SOCKETS}quic.`)) {
    say('only-with', [...path, 'explicitHttpConfig', 'http3ProtocolOptions'], { field: 'a QUIC transport socket' });
  }
  // Sockets that wrap others may speak TLS inside.
  const cannotNegotiate = sockets.some((type) => type === '' || type === `${SOCKETS}raw_buffer.v3.RawBuffer`);
  if (options['autoConfig'] && cannotNegotiate) say('only-with', [...path, 'autoConfig'], { field: 'TLS' });
  const http = options['upstreamHttpProtocolOptions'];
  if (isMessage(http) && !(http['autoSni'] && http['autoSanValidation']) && isCarefulForwardProxy(cluster)) {
    say('forward-proxy-names', [...path, 'upstreamHttpProtocolOptions'], {});
  }
}

const FORWARD_PROXY = 'envoy.extensions.clusters.dynamic_forward_proxy.v3.ClusterConfig';

function isCarefulForwardProxy({ clusterType }: Cluster): boolean {
  if (!clusterType || configType(asJson(clusterType)) !== FORWARD_PROXY) return false;
  return clusterType.typedConfig?.['allowInsecureClusterOptions'] !== true;
}

/** Caches of names that several clusters share: each has to be configured in one way. */
export function checkNameCaches(snapshot: Snapshot): Finding[] {
  const seen = new Map<string, string>();
  const out: Finding[] = [];
  for (const cluster of snapshot.clusters) {
    const cache = cluster.clusterType?.typedConfig?.['dnsCacheConfig'];
    if (!isMessage(cache)) continue;
    const name = String(cache['name']);
    const text = sortedText(cache);
    const before = seen.get(name);
    seen.set(name, before ?? text);
    if (before === undefined || before === text) continue;
    out.push({
      code: 'name-cache-differs',
      effect: 'refused',
      resource: { type: 'cluster', name: cluster.name },
      path: ['clusterType', 'typedConfig', 'dnsCacheConfig'],
      args: { name },
      objects: [cluster],
    });
  }
  return out;
}

/** JSON that is equal for equal messages. */
function sortedText(message: JsonMessage): string {
  return JSON.stringify(message, (_, value: Json) =>
    isMessage(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );
}

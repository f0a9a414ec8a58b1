import { isIP } from 'node:net';
import { isList, isMessage } from '../dump/field-names.js';
import { asJson } from '../json.js';
import type { Snapshot } from '../snapshot.js';
import type { FilterChain, Listener } from '../types.js';
import { overlaps } from './chain-matches.js';
import { configType, ISTIO_TYPE } from './extension-rules.js';
import type { Finding } from './finding.js';
import { checkManager, type Known } from './managers.js';

const NETWORK = 'envoy.extensions.filters.network.';
const HTTP_MANAGER = `${NETWORK}http_connection_manager.v3.HttpConnectionManager`;
const SERVER_TLS = 'envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext';
const CLIENT_TLS = 'envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext';

const typesOf = (names: string): ReadonlySet<string> => new Set(names.split(' '));

/** Network filters that forward; a chain ends with one, and has no other. */
const TERMINAL = typesOf(
  'http_connection_manager tcp_proxy redis_proxy thrift_proxy dubbo_proxy generic_proxy direct_response echo',
);
/** Network filters that leave forwarding to others. What is in neither list may be a stranger. */
const PASSING = typesOf(
  'connection_limit ext_authz ext_proc geoip local_ratelimit mongo_proxy ratelimit rbac set_filter_state sni_cluster ' +
    'sni_dynamic_forward_proxy wasm zookeeper_proxy',
);

/** What Envoy would refuse about listeners. https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/listener/v3/listener.proto */
export function checkListeners(snapshot: Snapshot): Finding[] {
  const names = new Set<string>();
  const addresses = new Map<string, string>();
  const known = {
    routes: new Set(snapshot.routes.map((r) => r.name)),
    clusters: new Set(snapshot.clusters.map((c) => c.name)),
  };
  return snapshot.listeners.flatMap((listener) => {
    const findings = checkListener(listener, known);
    if (names.has(listener.name)) findings.push(finding(listener, 'duplicate-name', [], { name: listener.name }));
    names.add(listener.name);
    findings.push(...checkAddresses(listener, addresses));
    return findings;
  });
}

/** Addresses that are none, or that another listener has. Binding or not makes no difference. */
function checkAddresses(listener: Listener, taken: Map<string, string>): Finding[] {
  const places = [listener.address, ...(listener.additionalAddresses ?? []).map((a) => a.address)];
  const own = new Set<string>();
  const out: Finding[] = [];
  places.forEach((place, i) => {
    const path = i === 0 ? ['address'] : ['additionalAddresses', i - 1, 'address'];
    const { address, portValue = 0, protocol = 'TCP' } = place?.socketAddress ?? {};
    if (address !== undefined) {
      own.add(`${address}:${portValue}${protocol === 'UDP' ? ' (UDP)' : ''}`);
      if (isIP(address) === 0) out.push(finding(listener, 'malformed-ip', path, { address }));
    }
    if (!place && i > 0) out.push(finding(listener, 'field-missing', path, {}));
  });
  for (const address of own) {
    const other = taken.get(address);
    if (other === undefined) taken.set(address, listener.name);
    else out.push(finding(listener, 'duplicate-address', ['address'], { address, listener: other }));
  }
  return out;
}

function finding(
  listener: Listener,
  code: string,
  path: Finding['path'],
  args: Finding['args'],
  ...inner: object[]
): Finding {
  const effect = code === 'routes-unknown' || code === 'cluster-unknown' ? 'dangling' : 'refused';
  return {
    code,
    effect,
    resource: { type: 'listener', name: listener.name },
    path,
    args,
    objects: [listener, ...inner],
  };
}

function checkListener(listener: Listener, known: Known): Finding[] {
  const chains = listener.filterChains ?? [];
  const out: Finding[] = [];
  const { udpListenerConfig, internalListener } = asJson(listener);
  const isDatagram = listener.address?.socketAddress?.protocol === 'UDP';
  const isQuic = isMessage(udpListenerConfig) && udpListenerConfig['quicOptions'] !== undefined;
  if (chains.length === 0 && !listener.defaultFilterChain && !isDatagram) {
    out.push(finding(listener, 'no-filter-chains', [], {}));
  }
  if (chains.length > 0 && isDatagram && !isQuic) {
    out.push(finding(listener, 'only-with', ['filterChains'], { field: 'QUIC, on a UDP listener' }));
  }
  if (internalListener && listener.address) {
    out.push(finding(listener, 'choice-twice', ['address'], { choices: 'address, internalListener' }));
  }
  for (const { first, second, match } of overlaps(chains)) {
    const chain = chains[second];
    const names = { first: label(chains[first], first), second: label(chain, second), match };
    out.push(finding(listener, 'filter-chains-overlap', ['filterChains', second], names, ...(chain ? [chain] : [])));
  }
  chains.forEach((chain, i) => {
    out.push(...checkChain(listener, chain, ['filterChains', i], known));
  });
  const last = listener.defaultFilterChain;
  if (last) out.push(...checkChain(listener, last, ['defaultFilterChain'], known));
  return out;
}

function label(chain: FilterChain | undefined, index: number): string {
  return chain?.name ? `${index} (${chain.name})` : String(index);
}

function checkChain(listener: Listener, chain: FilterChain, path: Finding['path'], known: Known): Finding[] {
  const out: Finding[] = [];
  const say = (code: string, at: Finding['path'], args: Finding['args']) => {
    out.push(finding(listener, code, [...path, ...at], args, chain));
  };
  (chain.filterChainMatch?.serverNames ?? []).forEach((name, i) => {
    if (name.includes('*') && !name.startsWith('*.')) {
      say('partial-wildcard', ['filterChainMatch', 'serverNames', i], { name });
    }
  });
  const filters = chain.filters ?? [];
  // What Istio's build of Envoy adds forwards nothing, and says nothing about the filters of others.
  const types = filters.map((filter) => configType(asJson(filter)));
  const last = types.findLastIndex((type) => !ISTIO_TYPE.test(type));
  filters.forEach((filter, i) => {
    const isLast = i === filters.length - 1;
    const type = types[i] ?? '';
    const family = type.startsWith(NETWORK) ? type.slice(NETWORK.length, type.indexOf('.', NETWORK.length)) : '';
    const named = { filter: filter.name };
    if (TERMINAL.has(family) && !isLast) say('terminal-filter-not-last', ['filters', i], named);
    if (PASSING.has(family) && i === last) say('terminal-filter-missing', ['filters', i], named);
    if (type === HTTP_MANAGER) checkManager(asJson(filter), ['filters', i, 'typedConfig'], known, say);
  });
  const tls = chain.transportSocket ? configType(asJson(chain.transportSocket)) : '';
  if (tls === SERVER_TLS && !hasCertificate(chain)) say('no-server-certificate', ['transportSocket'], {});
  if (tls === CLIENT_TLS) say('wrong-place', ['transportSocket'], { type: tls });
  return out;
}

function hasCertificate(chain: FilterChain): boolean {
  const config = chain.transportSocket?.typedConfig;
  if (config?.['@type'] !== `type.googleapis.com/${SERVER_TLS}`) return true;
  const common = config?.['commonTlsContext'];
  if (!isMessage(common)) return false;
  const some = (name: string) => {
    const value = common[name];
    return isList(value) ? value.length > 0 : value !== undefined;
  };
  return [
    'tlsCertificates',
    'tlsCertificateSdsSecretConfigs',
    'tlsCertificateProviderInstance',
    'customTlsCertificateSelector',
  ].some(some);
}

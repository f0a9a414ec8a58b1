import { isList, isMessage } from '../dump/field-names.js';
import type { Json } from '../json.js';
import type { Snapshot } from '../snapshot.js';
import type { Extension, FilterChain, Listener } from '../types.js';
import { overlaps } from './chain-matches.js';
import type { Finding } from './finding.js';

const HTTP_MANAGER = 'envoy.filters.network.http_connection_manager';

/** Network filters that forward; a chain ends with one, and has no other. */
const TERMINAL: ReadonlySet<string> = new Set([
  HTTP_MANAGER,
  'envoy.filters.network.tcp_proxy',
  'envoy.filters.network.redis_proxy',
  'envoy.filters.network.thrift_proxy',
  'envoy.filters.network.dubbo_proxy',
  'envoy.filters.network.direct_response',
  'envoy.filters.network.echo',
]);
const ROUTER = 'envoy.filters.http.router';
const TLS = 'envoy.transport_sockets.tls';

/** What Envoy would refuse about listeners. https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/listener/v3/listener.proto */
export function checkListeners(snapshot: Snapshot): Finding[] {
  const names = new Set<string>();
  const addresses = new Map<string, string>();
  const served = new Set(snapshot.routes.map((r) => r.name));
  return snapshot.listeners.flatMap((listener) => {
    const findings = checkListener(listener, served);
    if (names.has(listener.name)) findings.push(finding(listener, 'duplicate-name', [], { name: listener.name }));
    names.add(listener.name);
    findings.push(...checkAddresses(listener, addresses));
    return findings;
  });
}

/** Addresses that another listener has. Binding or not makes no difference. */
function checkAddresses(listener: Listener, taken: Map<string, string>): Finding[] {
  const places = [listener.address, ...(listener.additionalAddresses ?? []).map((a) => a.address)];
  const own = new Set(
    places.flatMap((a) => (a?.socketAddress ? [`${a.socketAddress.address}:${a.socketAddress.portValue ?? 0}`] : [])),
  );
  const out: Finding[] = [];
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
  const effect = code === 'routes-unknown' ? 'dangling' : 'refused';
  return {
    code,
    effect,
    resource: { type: 'listener', name: listener.name },
    path,
    args,
    objects: [listener, ...inner],
  };
}

function checkListener(listener: Listener, served: ReadonlySet<string>): Finding[] {
  const chains = listener.filterChains ?? [];
  const out: Finding[] = [];
  if (chains.length === 0 && !listener.defaultFilterChain) out.push(finding(listener, 'no-filter-chains', [], {}));
  for (const { first, second, match } of overlaps(chains)) {
    const chain = chains[second];
    const names = { first: label(chains[first], first), second: label(chain, second), match };
    out.push(finding(listener, 'filter-chains-overlap', ['filterChains', second], names, ...(chain ? [chain] : [])));
  }
  chains.forEach((chain, i) => {
    out.push(...checkChain(listener, chain, ['filterChains', i], served));
  });
  const last = listener.defaultFilterChain;
  if (last) out.push(...checkChain(listener, last, ['defaultFilterChain'], served));
  return out;
}

function label(chain: FilterChain | undefined, index: number): string {
  return chain?.name ? `${index} (${chain.name})` : String(index);
}

function checkChain(
  listener: Listener,
  chain: FilterChain,
  path: Finding['path'],
  served: ReadonlySet<string>,
): Finding[] {
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
  filters.forEach((filter, i) => {
    const isLast = i === filters.length - 1;
    if (TERMINAL.has(filter.name) && !isLast) say('terminal-filter-not-last', ['filters', i], { filter: filter.name });
    if (filter.name === HTTP_MANAGER) checkManager(filter, ['filters', i, 'typedConfig'], served, say);
  });
  if (chain.transportSocket?.name === TLS && !hasCertificate(chain))
    say('no-server-certificate', ['transportSocket'], {});
  return out;
}

type Say = (code: string, at: Finding['path'], args: Finding['args']) => void;

function checkManager(manager: Extension, path: Finding['path'], served: ReadonlySet<string>, say: Say): void {
  const config = manager.typedConfig;
  const filters = config?.['httpFilters'];
  if (isList(filters)) {
    filters.forEach((filter, i) => {
      if (isRouter(filter) && i < filters.length - 1)
        say('terminal-filter-not-last', [...path, 'httpFilters', i], { filter: ROUTER });
    });
    const last = filters.at(-1);
    const type = isMessage(last) && isMessage(last['typedConfig']) ? last['typedConfig']['@type'] : undefined;
    const known = typeof type === 'string' && type.startsWith('type.googleapis.com/envoy.');
    if (isMessage(last) && known && !String(type).includes('.router.') && !filters.some(isRouter)) {
      say('terminal-filter-missing', [...path, 'httpFilters', filters.length - 1], { filter: String(last['name']) });
    }
  }
  const rds = config?.['rds'];
  const name = isMessage(rds) ? rds['routeConfigName'] : undefined;
  if (typeof name === 'string' && !served.has(name)) say('routes-unknown', [...path, 'rds'], { name });
}

function isRouter(filter: Json): boolean {
  if (!isMessage(filter)) return false;
  const config = filter['typedConfig'];
  return isMessage(config) ? String(config['@type']).endsWith('.router.v3.Router') : filter['name'] === ROUTER;
}

function hasCertificate(chain: FilterChain): boolean {
  const config = chain.transportSocket?.typedConfig;
  if (!String(config?.['@type']).endsWith('DownstreamTlsContext')) return true;
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

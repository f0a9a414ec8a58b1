// The way from a proxy to the workloads behind it, in one Envoy: listeners of the proxy, then those of the workloads with mutual TLS,
// then an echo server. The routes, policies and faults are the translated ones.
import { join } from 'node:path';
import { clustersOf, echoCluster, listenerOf, plainManager, routeConfigsOf } from '../simulate/envoy-routes.mjs';

const TLS = 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.';
const KEPT = [
  'envoy.filters.http.jwt_authn',
  'envoy.filters.http.rbac',
  'envoy.filters.http.fault',
  'envoy.filters.http.cors',
];

/** A manager that names the route it took, and says of its own answers why it gave them. */
function tellingManager({ manager, routes }) {
  const plain = plainManager(manager, routes);
  const kept = (manager.httpFilters ?? []).filter(({ name }) => KEPT.includes(name));
  // The router tells the upstream how long it waits.
  const told = { 'x-route': '%ROUTE_NAME%', 'x-timeout': '%REQ(x-envoy-expected-rq-timeout-ms)%' };
  const own = Object.entries(told).map(([key, value]) => ({
    header: { key, value },
    appendAction: 'OVERWRITE_IF_EXISTS_OR_ADD',
  }));
  const details = { header: { key: 'x-details', value: '%RESPONSE_CODE_DETAILS%' } };
  const any = { statusCodeFilter: { comparison: { op: 'GE', value: { defaultValue: 0, runtimeKey: 'any' } } } };
  return {
    ...plain,
    httpFilters: [...kept, plain.httpFilters.at(-1)],
    routeConfig: {
      ...plain.routeConfig,
      responseHeadersToAdd: [...plain.routeConfig.responseHeadersToAdd, ...own],
    },
    localReplyConfig: { mappers: [{ filter: any, headersToAdd: [details] }] },
  };
}

const files = ({ cert, key }) => ({ certificateChain: { filename: cert }, privateKey: { filename: key } });
const trusted = (ca) => ({ trustedCa: { filename: ca.cert } });

function serverTls(leaf, ca) {
  const commonTlsContext = { tlsCertificates: [files(leaf)], ...(ca && { validationContext: trusted(ca) }) };
  const typedConfig = {
    '@type': `${TLS}DownstreamTlsContext`,
    commonTlsContext,
    ...(ca && { requireClientCertificate: true }),
  };
  return { name: 'envoy.transport_sockets.tls', typedConfig };
}

function clientTls(leaf, ca) {
  const commonTlsContext = { tlsCertificates: [files(leaf)], validationContext: trusted(ca) };
  return {
    name: 'envoy.transport_sockets.tls',
    typedConfig: { '@type': `${TLS}UpstreamTlsContext`, commonTlsContext },
  };
}

const spiffe = (proxy) => `spiffe://cluster.local/ns/${proxy.namespace}/sa/${proxy.serviceAccount}`;

/** Where a cluster leads: the workload's socket and port, for services of the mesh. */
function workloadOf(cluster, proxies) {
  const [, port, subset, host = ''] = cluster.split('|');
  const [name, namespace] = host.split('.');
  const candidates = [`deployment/${name}-${subset || 'v1'}`, `deployment/${name}`];
  const found = proxies.find(({ proxy }) => proxy.namespace === namespace && candidates.includes(proxy.name));
  const target = found?.proxy.targets.find((t) => String(t.port.number) === port);
  return found && target && { ...found, port: target.targetPort };
}

/** Listener of a workload's port, as a socket file with mutual TLS. */
function inboundListener({ proxy, snapshot, port }, { authority, folder }) {
  const wanted = `inbound|${port}||`;
  const config = routeConfigsOf(snapshot).find(({ routes }) => routes.name === wanted);
  if (!config) return undefined;
  const path = join(folder, `in-${proxy.name.replace(/\W/g, '-')}-${port}`);
  const listener = listenerOf(tellingManager(config), path, { pipe: { path } });
  const [chain] = listener.filterChains;
  const tls = serverTls(authority.issue(spiffe(proxy)), authority.ca);
  return { path, listener: { ...listener, filterChains: [{ ...chain, transportSocket: tls }] } };
}

/**
 * The bootstrap of an Envoy that does what `client` and the workloads behind it do, and the sockets of its listeners by the name of
 * their route configuration (and host, of a gateway's TLS listeners).
 */
export function chainOf(client, proxies, { authority, folder, echo }) {
  const sockets = new Map();
  const listeners = new Map();
  const clusters = new Map();
  const configs = routeConfigsOf(client.snapshot).filter(({ routes }) => !routes.name.startsWith('inbound|'));
  for (const { manager, routes } of configs) {
    const path = join(folder, `out-${sockets.size}`);
    const listener = listenerOf(tellingManager({ manager, routes }), path, { pipe: { path } });
    const [chain] = listener.filterChains;
    const secure = routes.name.startsWith('https.');
    const transportSocket = secure ? { transportSocket: serverTls(authority.issue('gateway.example')) } : {};
    listeners.set(path, { ...listener, filterChains: [{ ...chain, ...transportSocket }] });
    sockets.set(routes.name, path);
    for (const name of clustersOf(routes)) clusters.set(name, undefined);
  }
  const own = client.proxy.targets.map((target) => ({ ...client, port: target.targetPort }));
  for (const one of own) open(one);
  for (const name of clusters.keys()) {
    const workload = workloadOf(name, proxies);
    const inbound = workload && open(workload);
    if (!inbound) continue;
    const tls = clientTls(authority.issue(spiffe(client.proxy)), authority.ca);
    clusters.set(name, { ...echoCluster(name, inbound.path), transportSocket: tls });
  }
  function open(workload) {
    const inbound = inboundListener(workload, { authority, folder });
    if (!inbound) return undefined;
    listeners.set(inbound.path, inbound.listener);
    const cluster = `inbound|${workload.port}||`;
    clusters.set(cluster, undefined);
    if (workload.proxy === client.proxy) sockets.set(cluster, inbound.path);
    return inbound;
  }
  const made = [...clusters].map(([name, cluster]) => cluster ?? echoCluster(name, echo));
  return { sockets, bootstrap: { staticResources: { listeners: [...listeners.values()], clusters: made } } };
}

/** The socket that a request goes to, by the route configuration that the proxy would take. */
export function socketFor({ url, inbound }, client, sockets) {
  const { protocol, hostname, port } = new URL(url);
  const number = Number(port || (protocol === 'https:' ? 443 : 80));
  if (inbound) {
    const target = client.proxy.targets.find((t) => t.port.number === number);
    return sockets.get(`inbound|${target?.targetPort}||`);
  }
  if (client.proxy.type !== 'router') return sockets.get(String(number));
  if (protocol === 'http:') return sockets.get('http.8080');
  const listener = client.snapshot.listeners.find((l) => l.address?.socketAddress?.portValue === 8443);
  const chain = listener?.filterChains?.find((c) => c.filterChainMatch?.serverNames?.includes(hostname));
  return sockets.get(chain?.filters?.at(-1)?.typedConfig?.rds?.routeConfigName);
}

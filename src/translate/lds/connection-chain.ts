import { connectionPolicy } from '../../mesh/connection-policy.js';
import type { ConnectionMatch, ConnectionRoute, ConnectionTarget } from '../../mesh/connection-routes.js';
import { bracketed } from '../../mesh/hosts.js';
import type { ConnectionChain } from '../../mesh/outbound-listeners.js';
import { fillStatName } from '../../mesh/stat-names.js';
import { isUnspecified, parseSubnet } from '../../mesh/subnets.js';
import type { MeshDestinationRule, ServicePort } from '../../mesh/types.js';
import { type JsonMessage, present } from '../../xds/json.js';
import type { CidrRange, Extension, FilterChain, FilterChainMatch } from '../../xds/types.js';
import { dnsCache, sniDynamicForwardProxy } from '../filters/dynamic-forward-proxy.js';
import { codecFilters, type TcpProxyOptions, tcpProxy } from '../filters/tcp-proxy.js';
import { configMetadata, outboundClusterName } from '../names.js';
import { madeBy, type Translation } from '../translation.js';

/** Time for the upstream's TLS handshake, as istiod sets it on every chain that leads to a service. */
export const HANDSHAKE_TIMEOUT = '15s';

/** A filter chain that forwards connections as they are. */
export function connectionChain(t: Translation, chain: ConnectionChain): FilterChain {
  const { route } = chain;
  const options = forwarding(t, route, chain.port);
  const made: FilterChain = present<FilterChain>({
    filterChainMatch: filterChainMatch(route.match),
    filters: [...nameLookup(t, chain), ...codecFilters(chain.protocol, options.statPrefix), tcpProxy(options)],
    transportSocketConnectTimeout: HANDSHAKE_TIMEOUT,
    metadata: route.named && route.virtualService ? configMetadata(route.virtualService.resource) : undefined,
  });
  return route.origin ? madeBy(t.shared, made, route.origin) : made;
}

/** Hosts of a wildcard service are resolved as they are asked for. */
function nameLookup(t: Translation, chain: ConnectionChain): readonly Extension[] {
  const { service, port, protocol, route } = chain;
  if (service.resolution !== 'dynamic-dns' || protocol !== 'tls' || route.virtualService) return [];
  return [sniDynamicForwardProxy(dnsCache(service.hostname, t.proxy.ipv4), port.number)];
}

type ListenedPort = Pick<ServicePort, 'name' | 'number'>;

/** Where the connections of a route go. The port is the listener's, as it stands in statistics. */
export function forwarding(t: Translation, route: ConnectionRoute, port: ListenedPort): TcpProxyOptions {
  const policy = policyOf(t, route);
  const [first, ...others] = route.targets;
  if (first && others.length === 0) {
    const cluster = nameOf(first);
    // istiod forgets the port's name where no rule is about it.
    const named = route.virtualService ? port : { number: port.number, name: '' };
    return { statPrefix: statName(t, named, first) ?? cluster, cluster, policy };
  }
  const { name = '', namespace = '' } = route.virtualService ?? {};
  const weightedClusters = route.targets
    .filter((target) => target.weight > 0)
    .map((target) => ({ name: nameOf(target), weight: target.weight }));
  return { statPrefix: `${name}.${namespace}`, weightedClusters, policy };
}

function nameOf(target: ConnectionTarget): string {
  return outboundClusterName(target.port, target.hostname, target.subset);
}

/** The name in statistics when MeshConfig has a pattern for it; ports are the listener's, not the target's. */
function statName(t: Translation, port: ListenedPort, target: ConnectionTarget): string | undefined {
  const pattern = t.mesh.config.outboundClusterStatName;
  const hostname = target.alias ?? target.hostname;
  const service = t.scope.service(hostname);
  if (!pattern || !service) return undefined;
  const { subset = '' } = target;
  return fillStatName(pattern, { hostname, service, port, subset });
}

/** The DestinationRule that says how the connections of a route are held: that of its first target. */
export function ruleOf(t: Translation, route: ConnectionRoute): MeshDestinationRule | undefined {
  const [first] = route.targets;
  return first && t.mesh.destinationRule(t.proxy, t.scope, first.alias ?? first.hostname);
}

function policyOf(t: Translation, route: ConnectionRoute): JsonMessage {
  const { idleTimeout, maxDuration, hashBySourceIp, tunnel } = connectionPolicy(ruleOf(t, route), route);
  return present<JsonMessage>({
    idleTimeout,
    maxDownstreamConnectionDuration: maxDuration,
    hashPolicy: hashBySourceIp ? [{ sourceIp: {} }] : undefined,
    tunnelingConfig:
      tunnel &&
      present<JsonMessage>({
        hostname: `${bracketed(tunnel.host)}:${tunnel.port}`,
        usePost: tunnel.post || undefined,
      }),
  });
}

/** Undefined when nothing is asked. Lists come sorted, as istiod sends them; the network of all addresses asks nothing. */
export function filterChainMatch({ serverNames, subnets }: ConnectionMatch): FilterChainMatch | undefined {
  if (!serverNames?.length && !subnets?.length) return undefined;
  const ranges = [...(subnets ?? [])].sort().flatMap(cidrRange);
  return present<FilterChainMatch>({
    prefixRanges: ranges.length > 0 ? ranges : undefined,
    serverNames: serverNames?.length ? [...serverNames].sort() : undefined,
  });
}

function cidrRange(text: string): readonly CidrRange[] {
  const subnet = parseSubnet(text);
  return subnet && !isUnspecified(subnet) ? [{ addressPrefix: subnet.address, prefixLen: subnet.length }] : [];
}

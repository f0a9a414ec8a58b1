import { protoDuration } from '../../mesh/durations.js';
import { type ConsistentHash, hashPolicyOf } from '../../mesh/hash-policy.js';
import { resolveDestinationHost } from '../../mesh/hosts.js';
import type { MeshService, MeshVirtualService } from '../../mesh/types.js';
import type { Destination, HttpRouteDestination, HttpRule } from '../../model/kinds/virtual-service.js';
import { type Draft, type JsonMessage, present } from '../../xds/json.js';
import type { ClusterWeight, RouteAction } from '../../xds/types.js';
import { outboundClusterName } from '../names.js';
import type { Translation } from '../translation.js';
import { forwardedHost } from './forwarded-host.js';
import { headerChanges, hostOf } from './headers.js';
import { fractionalPercent, wholePercent } from './per-filter.js';
import { retryPolicy } from './retry.js';

/** What routes of one VirtualService on one listener port have in common. */
export interface RouteContext {
  readonly t: Translation;
  readonly virtualService: MeshVirtualService;
  /** `mesh` for sidecars, else `namespace/name` of the Gateway. */
  readonly gateway: string;
  /** Requests came over TLS that ended here. */
  readonly tls: boolean;
  /** The listener's port; 0 where requests name the port themselves. */
  readonly port: number;
  /** The service of a hostname, of those that the listener knows. */
  readonly service: (hostname: string) => MeshService | undefined;
  /** What was found out about destinations; empty at first. */
  readonly resolved: Map<Destination | undefined, ResolvedDestination>;
}

/** Where a destination leads: host as the registry knows it, the cluster, and what its requests are hashed by. */
export interface ResolvedDestination {
  readonly host: string;
  readonly port: number;
  readonly cluster: string;
  readonly hash: ConsistentHash | undefined;
}

/**
 * A destination without port means the service's only port, of those that the listener knows (for a sidecar's shared port
 * that is the listener's own), else the listener's. Other names of a service (ExternalName) mean that service.
 */
export function resolveDestination(context: RouteContext, destination: Destination | undefined): ResolvedDestination {
  const known = context.resolved.get(destination);
  if (known) return known;
  const found = resolve(context, destination);
  context.resolved.set(destination, found);
  return found;
}

function resolve(
  { t, virtualService, port: listenerPort, service: lookUp }: RouteContext,
  destination: Destination | undefined,
): ResolvedDestination {
  const written = resolveDestinationHost(destination?.host ?? '', virtualService.namespace);
  const service = lookUp(written);
  const host = service?.resolution === 'alias' ? (service.externalName ?? written) : written;
  const only = service?.ports.length === 1 ? service.ports[0]?.number : undefined;
  const port = destination?.port?.number ?? only ?? listenerPort;
  const subset = destination?.subset;
  const hash = hashPolicyOf(t.mesh.destinationRule(t.proxy, t.scope, written), subset, destination?.port?.number);
  return { host, port, cluster: outboundClusterName(port, host, subset), hash };
}

/** Forwarding action of a rule. https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute */
export function routeAction(context: RouteContext, rule: HttpRule): RouteAction {
  const destinations = rule.route ?? [];
  const timeout = rule.timeout ? protoDuration(rule.timeout) : '0s';
  const hashes = destinations.map((d) => resolveDestination(context, d.destination).hash);
  const single = destinations.length === 1;
  const hashed = single && hashes[0] !== undefined;
  const hashPolicy = hashes.flatMap(spellHash);
  const action: Draft<RouteAction> = target(context, destinations);
  action.timeout = timeout;
  action.maxGrpcTimeout = timeout;
  const retries = retryPolicy(rule.retries, context.t.mesh.config.defaultHttpRetryPolicy, hashed);
  if (retries) action.retryPolicy = retries;
  if (rule.rewrite) Object.assign(action, rewrite(rule.rewrite));
  const { appendXForwardedHost } = forwardedHost(context.t);
  if (appendXForwardedHost !== undefined) action.appendXForwardedHost = appendXForwardedHost;
  const host = hostRewrite(rule, single ? destinations[0] : undefined);
  if (host !== undefined) action.hostRewriteLiteral = host;
  const copies = mirrors(context, rule);
  if (copies) action.requestMirrorPolicies = copies;
  if (hashPolicy.length > 0) action.hashPolicy = hashPolicy;
  return action;
}

function target(
  context: RouteContext,
  destinations: readonly HttpRouteDestination[],
): Draft<Pick<RouteAction, 'cluster' | 'weightedClusters'>> {
  const [only] = destinations;
  if (only && destinations.length === 1) return { cluster: resolveDestination(context, only.destination).cluster };
  const clusters: ClusterWeight[] = [];
  for (const { destination, weight, headers } of destinations) {
    if (!weight) continue;
    const { cluster: name } = resolveDestination(context, destination);
    const hostRewriteLiteral = hostOf(headers?.request);
    clusters.push(
      headers
        ? present<ClusterWeight>({ name, weight, ...headerChanges(headers), hostRewriteLiteral })
        : { name, weight },
    );
  }
  return { weightedClusters: { clusters } };
}

function rewrite({
  uri,
  uriRegexRewrite,
}: NonNullable<HttpRule['rewrite']>): Pick<RouteAction, 'prefixRewrite' | 'regexRewrite'> {
  if (uriRegexRewrite) {
    const { match, rewrite: substitution } = uriRegexRewrite;
    return { regexRewrite: { pattern: { regex: match ?? '' }, ...(substitution && { substitution }) } };
  }
  return uri ? { prefixRewrite: uri } : {};
}

function hostRewrite(rule: HttpRule, single: HttpRouteDestination | undefined): string | undefined {
  return rule.rewrite?.authority || hostOf(rule.headers?.request) || hostOf(single?.headers?.request);
}

/** `mirror` first, then `mirrors`; those of zero percent are left out. */
function mirrors(context: RouteContext, rule: HttpRule): readonly JsonMessage[] | undefined {
  const out: JsonMessage[] = [];
  const add = (destination: Destination | undefined, fraction: JsonMessage | undefined) => {
    if (!fraction) return;
    out.push({
      cluster: resolveDestination(context, destination).cluster,
      runtimeFraction: { defaultValue: fraction },
      traceSampled: false,
      disableShadowHostSuffixAppend: true,
    });
  };
  const whole = rule.mirrorPercent ?? rule.mirror_percent ?? 100;
  if (rule.mirror) add(rule.mirror, mirrorFraction(rule.mirrorPercentage, whole));
  for (const { destination, percentage } of rule.mirrors ?? []) add(destination, mirrorFraction(percentage, 100));
  return out.length > 0 ? out : undefined;
}

function mirrorFraction(percentage: { readonly value?: number } | undefined, whole: number): JsonMessage | undefined {
  const value = percentage ? (percentage.value ?? 0) : whole;
  if (value <= 0) return undefined;
  return percentage ? fractionalPercent(value) : wholePercent(value);
}

/**
 * What requests are hashed by: nothing where no key is named.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/route/v3/route_components.proto#config-route-v3-routeaction-hashpolicy
 */
export function spellHash(hash: ConsistentHash | undefined): readonly JsonMessage[] {
  if (!hash) return [];
  if (hash.httpHeaderName !== undefined) return [{ header: { headerName: hash.httpHeaderName } }];
  if (hash.httpCookie) return [{ cookie: spellCookie(hash.httpCookie) }];
  if (hash.httpQueryParameterName !== undefined) return [{ queryParameter: { name: hash.httpQueryParameterName } }];
  if (hash.useSourceIp === undefined) return [];
  return [{ connectionProperties: hash.useSourceIp ? { sourceIp: true } : {} }];
}

function spellCookie({ name, ttl, path, attributes }: NonNullable<ConsistentHash['httpCookie']>): JsonMessage {
  return {
    ...(name !== undefined && { name }),
    ...(ttl !== undefined && { ttl: protoDuration(ttl) }),
    ...(path && { path }),
    ...(attributes?.length && { attributes: attributes.map((a) => ({ ...a })) }),
  };
}

import type { PatchContext } from '../../mesh/envoy-filters.js';
import type { Route, RouteConfiguration, VirtualHost } from '../../xds/types.js';
import { asResource, mergeInto } from './merge.js';
import { isAddition, type Patch, type PatchSet, patchList, patchOne } from './patches.js';

/**
 * A route configuration after the patches for it, its virtual hosts and their routes. `portOf` gives the ports that stand
 * for the configuration's name where they are not in it (gateways).
 */
export function patchRouteConfiguration(
  original: RouteConfiguration,
  patches: PatchSet,
  context: PatchContext,
  ports: readonly number[] = portsOf(original.name),
): RouteConfiguration {
  const fits = (patch: Patch) => fitsConfiguration(patch, context, original.name, ports);
  const merged = patches
    .of('ROUTE_CONFIGURATION', context)
    .filter((p) => p.operation === 'MERGE' && fits(p))
    .reduce((config, p) => mergeInto(config, p.value, 'ROUTE_CONFIGURATION'), original);
  const hosts = patches.of('VIRTUAL_HOST', context).filter(fits);
  const routes = patches.of('HTTP_ROUTE', context).filter(fits);
  if (hosts.length === 0 && routes.length === 0) return merged;
  const removed = new Set<string>();
  const patched = (merged.virtualHosts ?? []).flatMap((host) => {
    const kept = patchHost(host, hosts);
    if (!kept) removed.add(host.name);
    return kept ? [patchRoutes(kept, routes)] : [];
  });
  const added = hosts.filter(isAddition).map((p) => asResource<VirtualHost>(p.value));
  // What is taken out is known by its name only, whoever else goes by it.
  const { virtualHosts: _, ...rest } = merged;
  const virtualHosts = [...patched, ...added].filter((host) => !removed.has(host.name));
  return virtualHosts.length > 0 ? { ...rest, virtualHosts } : rest;
}

/** `8080` and `inbound|8080||` stand for port 8080; names with a host in them stand for none. */
function portsOf(name: string): readonly number[] {
  const port = /^(\d+)$|^inbound\|(\d+)\|/.exec(name);
  const found = port?.[1] ?? port?.[2];
  return found === undefined ? [] : [Number(found)];
}

/** Port name and Gateway are known of a gateway's configurations for HTTPS only, and not asked about anywhere else. */
function fitsConfiguration(patch: Patch, context: PatchContext, name: string, ports: readonly number[]): boolean {
  const match = patch.match.routeConfiguration;
  if (!match) return true;
  if (match.name && match.name !== name) return false;
  if (match.portNumber && !ports.includes(match.portNumber)) return false;
  if (context !== 'GATEWAY' || (!match.portName && !match.gateway)) return true;
  const [scheme, , portName, gateway, namespace] = name.split('.');
  if (scheme !== 'https') return false;
  if (match.portName && match.portName !== portName) return false;
  return !match.gateway || match.gateway === `${namespace}/${gateway}`;
}

function fitsHost(patch: Patch, host: VirtualHost): boolean {
  const match = patch.match.routeConfiguration?.vhost;
  if (!match) return true;
  if (match.name && match.name !== host.name) return false;
  if (!match.domainName) return true;
  // A host that another patch has put in place may lack what the types promise.
  const { domains = [] }: Partial<VirtualHost> = host;
  return domains.includes(match.domainName);
}

function patchHost(original: VirtualHost, patches: readonly Patch[]): VirtualHost | undefined {
  let host = original;
  for (const patch of patches) {
    if (!fitsHost(patch, host)) continue;
    if (patch.operation === 'REMOVE') return undefined;
    if (patch.operation === 'MERGE') host = mergeInto(host, patch.value, 'VIRTUAL_HOST');
    if (patch.operation === 'REPLACE') host = asResource<VirtualHost>(patch.value);
  }
  return host;
}

function patchRoutes(host: VirtualHost, patches: readonly Patch[]): VirtualHost {
  const matching = patches.filter((p) => fitsHost(p, host));
  if (matching.length === 0) return host;
  const merged = (host.routes ?? []).flatMap((route) => patchRoute(route, matching) ?? []);
  const added = patchList(merged, matching.filter(isAddition), {
    applies: (patch) =>
      patch.operation !== 'INSERT_FIRST' || !routeMatch(patch) || merged.some((r) => fitsRoute(patch, r)),
    hasAnchor: (patch) => patch.operation !== 'INSERT_FIRST' && routeMatch(patch) !== undefined,
    names: fitsRoute,
    merge: (route) => route,
  });
  return { ...host, routes: added };
}

function patchRoute(original: Route, patches: readonly Patch[]): Route | undefined {
  return patchOne(original, patches, fitsRoute, (route, patch) => mergeInto(route, patch.value, 'HTTP_ROUTE'));
}

function routeMatch(patch: Patch) {
  return patch.match.routeConfiguration?.vhost?.route;
}

function fitsRoute(patch: Patch, route: Route): boolean {
  const match = routeMatch(patch);
  if (!match) return true;
  if (match.name && match.name !== route.name) return false;
  switch (match.action) {
    case 'ROUTE':
      return route.route !== undefined;
    case 'REDIRECT':
      return route.redirect !== undefined;
    case 'DIRECT_RESPONSE':
      return route.directResponse !== undefined;
    default:
      return true;
  }
}

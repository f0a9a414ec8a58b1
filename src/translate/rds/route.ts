import { decideHttpRoutes, type HttpRouteDecision } from '../../mesh/http-routes.js';
import { ROUTE_SEMANTICS } from '../../mesh/ingress.js';
import type { Provenance } from '../../mesh/types.js';
import { present } from '../../xds/json.js';
import type { Metadata, Route, RouteMatch } from '../../xds/types.js';
import { cached, madeBy } from '../translation.js';
import { type RouteContext, resolveDestination, routeAction } from './action.js';
import { headerChanges } from './headers.js';
import { MATCH_ALL, pathText, routeMatch } from './match.js';
import { perFilterConfig } from './per-filter.js';
import { directResponse, redirectAction } from './redirect.js';
import { routeKey } from './route-key.js';

/** Routes of a VirtualService for a client on a listener port; empty if none applies. Shared by clients that get the same. */
export function virtualServiceRoutes(context: RouteContext): readonly Route[] {
  return cached(context.t.shared, 'virtual-service-routes', routeKey(context), () => buildRoutes(context));
}

function buildRoutes(context: RouteContext): readonly Route[] {
  const { t, virtualService, port } = context;
  const client = { gateway: context.gateway, namespace: t.scope.namespace, labels: t.proxy.labels };
  const metadata = configMetadata(virtualService.namespace, virtualService.name);
  return decideHttpRoutes(virtualService, client, port).map((decision) => buildRoute(context, decision, metadata));
}

function buildRoute(context: RouteContext, decision: HttpRouteDecision, metadata: Metadata): Route {
  const { rule, origin } = decision;
  const byElement = context.virtualService.resource.metadata.annotations[ROUTE_SEMANTICS] !== undefined;
  const match = decision.match ? routeMatch(decision.match, byElement) : MATCH_ALL;
  const destinations = rule.route ?? [];
  const single = destinations.length === 1 ? destinations[0] : undefined;
  const forwards = !rule.redirect && !rule.directResponse;
  const route = present<Route>({
    name: decision.name,
    match,
    redirect: rule.redirect && redirectAction(rule.redirect, context.port, context.tls),
    directResponse: !rule.redirect && rule.directResponse ? directResponse(rule.directResponse) : undefined,
    route: forwards ? routeAction(context, rule) : undefined,
    decorator: { operation: operation(context, decision, match) },
    metadata,
    statPrefix: decision.match?.statPrefix || undefined,
    typedPerFilterConfig: perFilterConfig(rule),
    ...headerChanges(rule.headers, forwards ? single?.headers : undefined),
  });
  const root: Provenance = { resource: context.virtualService.resource, path: ['spec', 'http'] };
  return madeBy(context.t.shared, route, ...(origin.resource === root.resource ? [origin] : [root, origin]));
}

function operation(context: RouteContext, { rule }: HttpRouteDecision, match: RouteMatch): string {
  const destinations = rule.route ?? [];
  if (!rule.redirect && !rule.directResponse && destinations.length === 1) {
    const { host, port } = resolveDestination(context, destinations[0]?.destination);
    return `${host}:${port}${pathText(match)}`;
  }
  return `${context.virtualService.name}:${context.port}${pathText(match)}`;
}

function configMetadata(namespace: string, name: string): Metadata {
  const config = `/apis/networking.istio.io/v1/namespaces/${namespace}/virtual-service/${name}`;
  return { filterMetadata: { istio: { config } } };
}

import { decideHttpRoutes, type HttpRouteDecision } from '../../mesh/http-routes.js';
import { ROUTE_SEMANTICS } from '../../mesh/ingress.js';
import type { HttpRule } from '../../mesh/types.js';
import type { Draft } from '../../xds/json.js';
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
  const route: Draft<Route> = decision.name === undefined ? { match } : { name: decision.name, match };
  if (rule.redirect) Object.assign(route, redirected(rule.redirect, context));
  else if (rule.directResponse) route.directResponse = directResponse(rule.directResponse);
  else route.route = routeAction(context, rule);
  route.decorator = { operation: operation(context, decision, match) };
  route.metadata = metadata;
  if (decision.match?.statPrefix) route.statPrefix = decision.match.statPrefix;
  const filters = perFilterConfig(rule);
  if (filters) route.typedPerFilterConfig = filters;
  const ofSingle = forwards ? single?.headers : undefined;
  if (rule.headers || ofSingle) Object.assign(route, headerChanges(rule.headers, ofSingle));
  const { resource } = context.virtualService;
  if (origin.resource === resource) return madeBy(context.t.shared, route, origin);
  return madeBy(context.t.shared, route, { resource, path: ['spec', 'http'] }, origin);
}

function redirected(redirect: NonNullable<HttpRule['redirect']>, { port, tls }: RouteContext): Pick<Route, 'redirect'> {
  const action = redirectAction(redirect, port, tls);
  return action ? { redirect: action } : {};
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

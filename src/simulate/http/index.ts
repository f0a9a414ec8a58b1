import { asJson, type JsonMessage } from '../../xds/json.js';
import { reachCluster } from '../clusters.js';
import { HTTP_FILTERS } from '../filters/index.js';
import type { DynamicMetadata, HttpFilterResult, Stop } from '../filters/types.js';
import { messageField, messageList, numberField, stringField } from '../match/strings.js';
import type { HttpRequest, Outcome } from '../types.js';
import { forwardingOf, headerChanges, pickCluster, type RouteLevels } from './action.js';
import {
  type HttpWalk,
  namesOf,
  perRouteConfig,
  type Routing,
  routeRequest,
  tellRouting,
} from './connection-manager.js';
import { redirectOf, tlsRedirect } from './redirect.js';
import { acceptRequest } from './request.js';

/** A request on its way through the HTTP filters. */
interface Passage {
  readonly http: HttpRequest;
  readonly metadata: DynamicMetadata;
  readonly routing: Routing;
  readonly outcome: Partial<Outcome>;
}

/** Follows a request through an HTTP connection manager; the steps are added to the walk's. */
export function walkHttp(walk: HttpWalk, request: HttpRequest): Outcome {
  const accepted = acceptRequest(walk.manager, request, walk.connection);
  if ('refused' in accepted) {
    const decision = `refuses the request: ${accepted.refused}`;
    walk.steps.push({ kind: 'network-filter', name: 'http_connection_manager', decision, stops: true });
    return { kind: 'answered', status: 400, reason: accepted.refused };
  }
  const { http, forwardedProto } = accepted;
  const start: Passage = { http, metadata: {}, routing: routeRequest(walk, http, {}), outcome: {} };
  const passed = passFilters(walk, start);
  tellRouting(walk, passed.at.routing, passed.at.http);
  walk.steps.push(...passed.steps);
  const names = namesOf(walk, passed.at.routing);
  if (passed.stop) return { ...names, ...passed.at.outcome, ...passed.stop.outcome, status: passed.stop.status };
  return { ...names, ...passed.at.outcome, ...act(walk, passed.at, forwardedProto) };
}

interface Passed {
  readonly at: Passage;
  readonly steps: HttpWalk['steps'];
  readonly stop?: Stop;
}

/** Asks the HTTP filters in order, up to the router. */
function passFilters(walk: HttpWalk, start: Passage): Passed {
  const steps: HttpWalk['steps'] = [];
  let at = start;
  for (const filter of messageList(walk.manager['httpFilters'])) {
    const name = stringField(filter, 'name') ?? '';
    const config = messageField(filter, 'typedConfig');
    const decide = HTTP_FILTERS.get(stringField(config, '@type') ?? '');
    if (!config || !decide) continue;
    const perRoute = perRouteConfig(walk, at.routing, name);
    if (isDisabled(filter, perRoute)) continue;
    const { http, metadata } = at;
    const result = decide({
      config,
      manager: walk.manager,
      perRoute: unwrapped(perRoute),
      forwards: at.routing.choice.route?.route !== undefined,
      http,
      metadata,
      connection: walk.connection,
      facts: walk.facts,
    });
    const { decision, details, object = config } = result;
    const tail = { ...(details && { details }), ...(result.kind === 'stop' && { stops: true as const }) };
    if (decision !== undefined) steps.push({ kind: 'http-filter', name, object, decision, ...tail });
    if (result.kind === 'stop') return { at, steps, stop: result };
    at = advance(walk, at, result);
  }
  return { at, steps };
}

function isDisabled(filter: JsonMessage, perRoute: JsonMessage | undefined): boolean {
  if (isFilterConfig(perRoute) && typeof perRoute['disabled'] === 'boolean') return perRoute['disabled'];
  return filter['disabled'] === true && perRoute === undefined;
}

/** A per-route configuration may be wrapped, to switch a filter on or off. */
function unwrapped(perRoute: JsonMessage | undefined): JsonMessage | undefined {
  return isFilterConfig(perRoute) ? messageField(perRoute, 'config') : perRoute;
}

function isFilterConfig(perRoute: JsonMessage | undefined): perRoute is JsonMessage {
  return perRoute?.['@type'] === 'type.googleapis.com/envoy.config.route.v3.FilterConfig';
}

function advance(walk: HttpWalk, at: Passage, result: Exclude<HttpFilterResult, Stop>): Passage {
  const { headers = at.http.headers, path = at.http.path } = result;
  const http = headers === at.http.headers && path === at.http.path ? at.http : { ...at.http, headers, path };
  const metadata = result.metadata ? mergeMetadata(at.metadata, result.metadata) : at.metadata;
  const routing = result.clearRouteCache ? routeRequest(walk, http, metadata) : at.routing;
  return { http, metadata, routing, outcome: result.outcome ? { ...at.outcome, ...result.outcome } : at.outcome };
}

export function mergeMetadata(old: DynamicMetadata, added: DynamicMetadata): DynamicMetadata {
  const merged: Record<string, JsonMessage> = { ...old };
  for (const [namespace, values] of Object.entries(added)) merged[namespace] = { ...merged[namespace], ...values };
  return merged;
}

/** What the router does with the route that was chosen. */
function act(walk: HttpWalk, { http, routing }: Passage, forwardedProto: string): Outcome {
  const { host } = routing;
  const { route } = routing.choice;
  if (host && needsTls(host.host.requireTls, forwardedProto)) {
    const { status, location } = tlsRedirect(http);
    const step = { kind: 'route', name: 'TLS', object: host.host, decision: 'the virtual host wants TLS' } as const;
    walk.steps.push({ ...step, details: [`location: ${location}`], stops: true });
    return { kind: 'redirected', status, location };
  }
  if (!walk.routes || !host || !route) return { kind: 'not-found', status: 404, reason: 'route_not_found' };
  const levels = { routes: walk.routes, host: host.host, route };
  if (route.redirect || route.directResponse) return answer(walk, levels, http, forwardedProto);
  const { cluster, weights, chosen } = pickCluster(route.route ?? {}, http, walk.facts.random);
  const forwarding = forwardingOf(levels, chosen, http, walk.facts.regex);
  const upstream = reachCluster(walk.snapshot, cluster, walk.facts);
  walk.steps.push(...upstream.steps);
  return { ...forwarding, ...(weights && { weights }), ...upstream.outcome };
}

/** What the proxy says itself: a redirection or a response of the route. */
function answer(walk: HttpWalk, levels: RouteLevels, http: HttpRequest, forwardedProto: string): Outcome {
  const { route, host, routes } = levels;
  const responseHeaders = [route, host, routes].flatMap((level) => headerChanges(asJson(level), 'response'));
  const headers = responseHeaders.length > 0 ? { responseHeaders } : {};
  const redirect = redirectOf(route.redirect ?? {}, route, http, forwardedProto, walk.facts.regex);
  if (route.redirect) return { kind: 'redirected', ...redirect, ...headers };
  const body = stringField(route.directResponse?.body, 'inlineString');
  const status = numberField(asJson(route.directResponse ?? {}), 'status') ?? 200;
  // Created and redirections say where: at the URL asked for. https://datatracker.ietf.org/doc/html/rfc7231#section-7.1.2
  const here = status === 201 || (status >= 300 && status < 400);
  return {
    kind: 'answered',
    status,
    reason: 'direct_response',
    ...(here && { location: redirect.location }),
    ...(body !== undefined && { body }),
    ...headers,
  };
}

/** The connection manager's own services count as internal; simulated requests come from outside unless they say otherwise. */
function needsTls(requirement: string | undefined, forwardedProto: string): boolean {
  return (requirement === 'ALL' || requirement === 'EXTERNAL_ONLY') && forwardedProto !== 'https';
}

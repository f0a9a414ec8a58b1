import { asJson, type JsonMessage } from '../xds/json.js';
import type { Route, RouteMatch, VirtualHost } from '../xds/types.js';
import type { DynamicMetadata } from './filters/types.js';
import { headerMismatch, headerValue } from './match/headers.js';
import { metadataMismatch } from './match/metadata.js';
import { describePath, pathMismatch, pathOf } from './match/path.js';
import { fractionOf, happens } from './match/percent.js';
import { queryMismatch } from './match/query.js';
import { messageField, messageList } from './match/strings.js';
import type { Connection, HttpRequest, Mismatch, NearMiss, SimulationFacts } from './types.js';

/** What route matches look at. */
export interface RouteInput {
  readonly http: HttpRequest;
  readonly connection: Connection;
  readonly metadata: DynamicMetadata;
  readonly facts: SimulationFacts;
}

/** The route that takes a request, and those before it that don't. */
export interface RouteChoice {
  readonly route: Route | undefined;
  readonly nearMisses: readonly NearMiss[];
}

/** The first route of a virtual host that matches. https://www.envoyproxy.io/docs/envoy/v1.38.0/intro/arch_overview/http/http_routing */
export function chooseRoute(host: VirtualHost, input: RouteInput): RouteChoice {
  const nearMisses: NearMiss[] = [];
  const path = pathOf(input.http.path);
  for (const [i, route] of (host.routes ?? []).entries()) {
    // A dump leaves empty messages out.
    const why = routeMismatch(route.match ?? {}, path, input);
    if (!why) return { route, nearMisses };
    nearMisses.push({ name: routeName(route, i), object: route, why });
  }
  return { route: undefined, nearMisses };
}

/** A route's name, or its place and what it matches where it has none. */
export function routeName(route: Route, index: number): string {
  return route.name ? route.name : `#${index + 1} (${describePath(route.match)})`;
}

/** The first criterion that the request does not meet. */
function routeMismatch(match: RouteMatch, path: string, input: RouteInput): Mismatch | undefined {
  const { http, facts } = input;
  return (
    pathMismatch(match, path, http.method, facts.regex) ??
    (match.headers && headerMismatch(match.headers, http, facts.regex)) ??
    (match.queryParameters && queryMismatch(match.queryParameters, http.path, facts.regex)) ??
    (match.dynamicMetadata && metadataMismatch(messageList(match.dynamicMetadata), input.metadata, facts.regex)) ??
    rareMismatch(asJson(match), input)
  );
}

/** Criteria that Istio does not emit itself, and EnvoyFilters may. */
function rareMismatch(match: JsonMessage, { http, connection, facts }: RouteInput): Mismatch | undefined {
  const runtime = messageField(messageField(match, 'runtimeFraction'), 'defaultValue');
  if (runtime && !happens(fractionOf(runtime), facts.random)) {
    return { field: 'share of requests', expected: `${fractionOf(runtime) * 100} %`, actual: undefined };
  }
  if (match['grpc'] !== undefined) {
    const type = headerValue(http, 'content-type') ?? '';
    if (!/^application\/grpc($|[+;])/.test(type)) {
      return { field: 'header content-type', expected: 'application/grpc', actual: type || undefined };
    }
  }
  const presented = messageField(match, 'tlsContext')?.['presented'];
  if (typeof presented === 'boolean' && presented !== (connection.tls === 'mtls')) {
    return { field: 'client certificate', expected: presented ? 'present' : 'absent', actual: connection.tls };
  }
  return undefined;
}

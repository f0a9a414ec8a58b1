import { asJson, type JsonMessage } from '../../xds/json.js';
import type { Snapshot } from '../../xds/snapshot.js';
import type { RouteConfiguration } from '../../xds/types.js';
import type { DynamicMetadata } from '../filters/types.js';
import { headerValue } from '../match/headers.js';
import { describePath } from '../match/path.js';
import { messageField, stringField } from '../match/strings.js';
import { chooseRoute, type RouteChoice, routeName } from '../routes.js';
import type { Connection, HttpRequest, Outcome, SimulationFacts, Step } from '../types.js';
import { findVirtualHost, type VirtualHostChoice } from '../virtual-hosts.js';

/** What the parts of a connection manager share while a request goes through. */
export interface HttpWalk {
  readonly snapshot: Snapshot;
  readonly connection: Connection;
  readonly facts: SimulationFacts;
  /** The connection manager's configuration. */
  readonly manager: JsonMessage;
  readonly routes: RouteConfiguration | undefined;
  readonly steps: Step[];
}

/** The virtual host and route of a request as it stands at a filter. */
export interface Routing {
  readonly host: VirtualHostChoice | undefined;
  readonly choice: RouteChoice;
}

const routeIndexes = new WeakMap<Snapshot, ReadonlyMap<string, RouteConfiguration>>();

/** The route configuration of a connection manager: inline, or by name. */
export function routesOf(snapshot: Snapshot, manager: JsonMessage): RouteConfiguration | undefined {
  const inline = messageField(manager, 'routeConfig');
  // The fields of a route configuration that we read are checked when a dump is read, and made by us otherwise.
  if (inline) return inline as unknown as RouteConfiguration;
  const name = stringField(messageField(manager, 'rds'), 'routeConfigName');
  let index = routeIndexes.get(snapshot);
  if (!index) {
    index = new Map(snapshot.routes.map((routes) => [routes.name, routes]));
    routeIndexes.set(snapshot, index);
  }
  return name === undefined ? undefined : index.get(name);
}

/** Chooses virtual host and route. */
export function routeRequest(walk: HttpWalk, http: HttpRequest, metadata: DynamicMetadata): Routing {
  const host = walk.routes && findVirtualHost(walk.routes, http.authority);
  // A request whose scheme nobody knows has no route: an empty x-forwarded-proto that is believed.
  if (!host || headerValue(http, 'x-forwarded-proto') === '')
    return { host, choice: { route: undefined, nearMisses: [] } };
  const { connection, facts } = walk;
  return { host, choice: chooseRoute(host.host, { http, connection, metadata, facts }) };
}

/** Tells which virtual host and route were chosen. */
export function tellRouting({ steps, routes, manager }: HttpWalk, { host, choice }: Routing, http: HttpRequest): void {
  const wanted = stringField(messageField(manager, 'rds'), 'routeConfigName');
  if (!routes) {
    steps.push({
      kind: 'route-config',
      name: wanted ?? '',
      decision: 'there is no such route configuration',
      stops: true,
    });
    return;
  }
  const origin = wanted === undefined ? 'stands in the filter chain' : 'is the one that the filter chain names';
  steps.push({ kind: 'route-config', name: routes.name, object: routes, decision: origin });
  if (!host) {
    const decision = `no virtual host has a domain for ${http.authority}`;
    const details = describeDomains(routes);
    steps.push({ kind: 'virtual-host', name: '', decision, ...(details && { details: [details] }), stops: true });
    return;
  }
  const decision = `domain ${host.domain} matches ${http.authority}`;
  steps.push({ kind: 'virtual-host', name: host.host.name, object: host.host, decision });
  const { route, nearMisses } = choice;
  const tail = nearMisses.length > 0 ? { nearMisses } : {};
  if (route) {
    const name = routeName(route, nearMisses.length);
    steps.push({ kind: 'route', name, object: route, decision: `matches ${describePath(route.match)}`, ...tail });
  } else {
    steps.push({ kind: 'route', name: '', decision: 'no route matches', stops: true, ...tail });
  }
}

/** How many domains are told where none matches. */
const SHOWN = 8;

function describeDomains({ virtualHosts = [] }: RouteConfiguration): string | undefined {
  const first = virtualHosts.flatMap(({ domains = [] }) => domains.slice(0, 1));
  if (first.length === 0) return undefined;
  const rest = first.length > SHOWN ? ` and ${first.length - SHOWN} more` : '';
  return `there are ${first.slice(0, SHOWN).join(', ')}${rest}`;
}

/** Names of what was chosen so far, for the outcome. */
export function namesOf({ routes }: HttpWalk, { host, choice }: Routing): Partial<Outcome> {
  return {
    ...(routes && { routeConfig: routes.name }),
    ...(host && { virtualHost: host.host.name }),
    ...(choice.route && { route: routeName(choice.route, choice.nearMisses.length) }),
  };
}

/** The configuration that the most specific of weighted cluster, route, virtual host and route configuration has for a filter. */
export function perRouteConfig(walk: HttpWalk, { host, choice }: Routing, filter: string): JsonMessage | undefined {
  for (const level of [choice.route, host?.host, walk.routes]) {
    const config = level && messageField(messageField(asJson(level), 'typedPerFilterConfig'), filter);
    if (config) return config;
  }
  return undefined;
}

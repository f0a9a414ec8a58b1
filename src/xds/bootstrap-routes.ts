import { asJson, isMessage, type JsonMessage, mapMessage } from './json.js';
import type { Listener, RouteConfiguration } from './types.js';

/** Listeners whose HTTP connection managers hold their route configuration instead of asking for it by name. */
export function inlineRoutes(
  listeners: readonly Listener[],
  routes: readonly RouteConfiguration[],
  notes: Set<string>,
): readonly JsonMessage[] {
  const byName = new Map(routes.map((route) => [route.name, route]));
  return listeners.map((listener) => mapMessage(asJson(listener), (value) => inline(value, byName, notes)));
}

function inline(value: JsonMessage, routes: ReadonlyMap<string, RouteConfiguration>, notes: Set<string>): JsonMessage {
  const { rds, ...rest } = value;
  if (!isMessage(rds) || typeof rds['routeConfigName'] !== 'string') return value;
  const name = rds['routeConfigName'];
  const found = routes.get(name);
  if (!found) notes.add(`route configuration ${name} is asked for and not there: it is empty in the bootstrap`);
  return { ...rest, routeConfig: asJson(found ?? { name }) };
}

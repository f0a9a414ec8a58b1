import { UserError } from '../../model/errors.js';
import { suggest } from '../../model/suggest.js';
import { walkMessages } from '../../xds/diff/index.js';
import { isMessage } from '../../xds/json.js';
import type { Snapshot } from '../../xds/snapshot.js';
import type { RouteConfiguration, VirtualHost } from '../../xds/types.js';

/** What is to be explained, by name: a listener, a route configuration or a part of it, a cluster. */
export interface Target {
  readonly type: 'listener' | 'route' | 'cluster';
  readonly name: string;
  /** Name of a virtual host of a route configuration, or a domain of it. */
  readonly virtualHost?: string;
  /** Name or index of a route of a virtual host. */
  readonly route?: string;
}

const TYPES: Readonly<Record<string, Target['type']>> = {
  listener: 'listener',
  listeners: 'listener',
  route: 'route',
  routes: 'route',
  cluster: 'cluster',
  clusters: 'cluster',
};

/** Whether an argument is meant as a target rather than as a proxy. */
export function isTarget(text: string): boolean {
  return Object.hasOwn(TYPES, text.split('/', 1)[0] ?? '');
}

/**
 * Reads `listener/NAME`, `route/NAME[/VHOST[/ROUTE]]` or `cluster/NAME`.
 * @throws UserError (usage) for anything else
 */
export function parseTarget(text: string): Target {
  const [word = '', ...rest] = text.split('/');
  const type = Object.hasOwn(TYPES, word) ? TYPES[word] : undefined;
  if (!type || rest.join('/') === '') {
    throw new UserError(
      'usage',
      `${text}: no listener, route or cluster`,
      'write listener/NAME, route/NAME[/VHOST[/ROUTE]] or cluster/NAME',
    );
  }
  if (type !== 'route') return { type, name: rest.join('/') };
  const [name = '', virtualHost, ...route] = rest;
  return { type, name, ...(virtualHost && { virtualHost }), ...(route.length > 0 && { route: route.join('/') }) };
}

/**
 * The xDS object that a target names.
 * @throws UserError (usage) when the snapshot has none, with the nearest name
 */
export function findTarget(snapshot: Snapshot, target: Target): object {
  const { type, name } = target;
  const list =
    type === 'listener' ? snapshot.listeners : type === 'cluster' ? snapshot.clusters : routeConfigurations(snapshot);
  const found = list.find((resource) => resource.name === name);
  if (!found)
    throw unknown(
      type,
      name,
      list.map((resource) => resource.name),
    );
  if (target.virtualHost === undefined || !('virtualHosts' in found)) return found;
  return findVirtualHost(found, target.virtualHost, target.route);
}

/** The same, or nothing where it isn't there. */
export function lookForTarget(snapshot: Snapshot, target: Target): object | undefined {
  try {
    return findTarget(snapshot, target);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function findVirtualHost(config: RouteConfiguration, name: string, route: string | undefined): object {
  const hosts = config.virtualHosts ?? [];
  const found = hosts.find((host) => host.name === name) ?? hosts.find((host) => host.domains.includes(name));
  if (!found)
    throw unknown(
      'virtual host',
      name,
      hosts.flatMap((host) => [host.name, ...host.domains]),
    );
  return route === undefined ? found : findRoute(found, route);
}

function findRoute({ routes = [] }: VirtualHost, name: string): object {
  const found = routes.find((route) => route.name === name) ?? (/^\d+$/.test(name) ? routes[Number(name)] : undefined);
  if (found) return found;
  throw unknown(
    'route',
    name,
    routes.map((route, i) => route.name ?? String(i)),
  );
}

/** Those that listeners ask for by name, and those that stand in listeners. */
function routeConfigurations({ routes, listeners }: Snapshot): readonly RouteConfiguration[] {
  const inline: RouteConfiguration[] = [];
  for (const listener of listeners) {
    walkMessages(listener, (message) => {
      const config = 'routeConfig' in message ? message.routeConfig : undefined;
      if (isRouteConfiguration(config)) inline.push(config);
    });
  }
  return [...routes, ...inline];
}

function isRouteConfiguration(value: unknown): value is RouteConfiguration {
  return isMessage(value) && typeof value['name'] === 'string';
}

const SHOWN = 8;

function unknown(what: string, name: string, names: readonly string[]): UserError {
  const unique = [...new Set(names)];
  const near = suggest(name, unique) ?? unique.find((candidate) => candidate.includes(name));
  const some = unique.slice(0, SHOWN).join(', ');
  const hint = near ? `did you mean ${near}?` : `there are ${some}${unique.length > SHOWN ? ', ...' : ''}`;
  return new UserError('usage', `the proxy has no ${what} ${name}`, unique.length === 0 ? undefined : hint);
}

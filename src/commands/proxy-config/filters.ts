import { type Command, Option } from 'commander';
import type { Call } from '../../cli/command.js';
import { text } from '../../cli/options.js';
import { UserError } from '../../model/errors.js';
import type { ClusterFilter } from '../../print/proxy-config/clusters.js';
import type { EndpointFilter } from '../../print/proxy-config/endpoints.js';
import type { ListenerFilter } from '../../print/proxy-config/listeners.js';
import { portOption } from './target.js';

/** Flags and what they say in help. `all` takes those of every resource. */
export type FilterFlags = Readonly<Record<string, string>>;

export const CLUSTER_FILTERS: FilterFlags = {
  '--fqdn <text>': 'clusters whose name contains this',
  '--direction <direction>': 'clusters of this direction: inbound or outbound',
  '--subset <text>': 'clusters of this subset',
  '--port <port>': 'what is of this port',
};
export const LISTENER_FILTERS: FilterFlags = {
  '--port <port>': 'what is of this port',
  '--address <address>': 'what is of this address',
  '--type <type>': 'listeners of this type: HTTP, TCP, HTTP+TCP',
};
export const ROUTE_FILTERS: FilterFlags = { '--name <name>': 'route configuration of this name' };
export const ENDPOINT_FILTERS: FilterFlags = {
  '--port <port>': 'what is of this port',
  '--address <address>': 'what is of this address',
  '--cluster <name>': 'endpoints of this cluster',
  '--status <status>': 'endpoints of this health status, e.g. healthy, unhealthy',
};

/** Adds flags that narrow what is shown. */
export function addFilterOptions(command: Command, ...families: readonly FilterFlags[]): void {
  for (const [flags, description] of Object.entries(Object.assign({}, ...families) as FilterFlags)) {
    command.addOption(new Option(flags, `${description}`));
  }
}

export function clusterFilter({ options }: Call): ClusterFilter {
  return { ...texts(options, 'fqdn', 'direction', 'subset'), ...port(options) };
}

/** @throws UserError (usage) for a type that no listener can have */
export function listenerFilter({ options }: Call): ListenerFilter {
  const type = text(options, 'type');
  if (type && !/^(http|tcp|http\+tcp|unknown)$/i.test(type)) {
    throw new UserError('usage', `--type ${type}: unknown type of listener`, 'types: HTTP, TCP, HTTP+TCP');
  }
  return { ...texts(options, 'address', 'type'), ...port(options) };
}

export function endpointFilter({ options }: Call): EndpointFilter {
  return { ...texts(options, 'address', 'cluster', 'status'), ...port(options) };
}

function texts<const N extends string>(
  options: Call['options'],
  ...names: readonly N[]
): { readonly [K in N]?: string } {
  const found: { [K in N]?: string } = {};
  for (const name of names) {
    const value = text(options, name);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

function port(options: Call['options']): { readonly port?: number } {
  const value = portOption(options, 'port');
  return value === undefined ? {} : { port: value };
}

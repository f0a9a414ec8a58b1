import { type Command, Option } from 'commander';
import type { Call } from '../../cli/command.js';
import { text } from '../../cli/options.js';
import type { ClusterFilter } from '../../print/proxy-config/clusters.js';
import type { EndpointFilter } from '../../print/proxy-config/endpoints.js';
import type { ListenerFilter } from '../../print/proxy-config/listeners.js';
import { printable } from '../../print/terminal.js';
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

export function clusterFilter(call: Call): ClusterFilter {
  return { ...texts(call.options, 'fqdn', 'direction', 'subset'), ...port(call) };
}

/** A type that no listener can have lets none through, as istioctl has it; stderr says why. */
export function listenerFilter(call: Call): ListenerFilter {
  const type = text(call.options, 'type');
  if (type && !/^(http|tcp|http\+tcp|unknown)$/i.test(type)) {
    call.io.err(`note: --type ${printable(type)} is no type of listeners; they are HTTP, TCP and HTTP+TCP\n`);
  }
  return { ...texts(call.options, 'address', 'type'), ...port(call) };
}

export function endpointFilter(call: Call): EndpointFilter {
  return { ...texts(call.options, 'address', 'cluster', 'status'), ...port(call) };
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

/**
 * A number that is no port lets nothing through, as istioctl has it; stderr says why.
 * @throws UserError (usage) when it is no number
 */
function port({ options, io }: Call): { readonly port?: number } {
  const value = text(options, 'port');
  if (value !== undefined && /^-\d+$|^\d{5,}$/.test(value) && !(Number(value) >= 0 && Number(value) <= 65535)) {
    io.err(`note: --port ${value} is no port; they go from 1 to 65535\n`);
    return { port: Number(value) };
  }
  const port = portOption(options, 'port');
  return port === undefined ? {} : { port };
}

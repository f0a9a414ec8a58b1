import type { JsonMessage } from '../../xds/json.js';
import type { FilterChain, Listener } from '../../xds/types.js';
import { formatTable } from '../table.js';
import { messageField, messageList, textField } from './any.js';
import { describeDestination } from './destination.js';
import { describeFilterChainMatch } from './filter-chain-match.js';
import { chainsOf, inTableOrder } from './listeners.js';
import { compareText } from './names.js';

/**
 * The table of `proxy-config listener --waypoint`: each filter chain by its name, and what leads to it. The listeners of a waypoint
 * choose their chains by a tree of matchers rather than by conditions of each chain.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/intro/arch_overview/listeners/listener_filters#filter-chain-matcher
 */
export function formatRemoteListeners(listeners: readonly Listener[]): string {
  const rows = inTableOrder(listeners, true).flatMap((listener) => {
    const shown = nameOf(listener);
    return chainsOf(listener).flatMap((chain) => {
      const destination = describeDestination(chain);
      return describeMatches(chain, listener).map((match) => [shown, chain.name ?? '', match, destination]);
    });
  });
  return formatTable([['LISTENER', 'CHAIN', 'MATCH', 'DESTINATION'], ...rows], { padding: 1 });
}

/** An internal listener whose only chain repeats its name needs not say it twice. */
function nameOf(listener: Listener): string {
  const name = `envoy://${listener.name}`;
  const [chain, ...others] = chainsOf(listener);
  return listener.internalListener && others.length === 0 && chain?.name === name ? 'internal' : name;
}

function describeMatches(chain: FilterChain, { filterChainMatcher: tree }: Listener): readonly string[] {
  if (!tree) return [describeFilterChainMatch(chain.filterChainMatch)];
  const name = chain.name ?? '';
  const otherwise = messageField(tree, 'onNoMatch');
  if (leadsTo(otherwise, name)) return ['UNMATCHED'];
  return pathsTo(name, messageField(otherwise, 'matcher') ?? tree) ?? ['NONE'];
}

/** Whether a branch ends at a chain: its action has the chain's name. */
function leadsTo(branch: JsonMessage | undefined, chain: string): boolean {
  const action = messageField(branch, 'action');
  return action !== undefined && textField(action, 'name') === chain;
}

/** Ways through a tree of matchers that end at a chain, such as `ip=10.0.0.1 -> port=80`; undefined when there are none. */
function pathsTo(chain: string, tree: JsonMessage): readonly string[] | undefined {
  const otherwise = messageField(tree, 'onNoMatch');
  if (leadsTo(otherwise, chain)) return ['ANY'];
  const inner = messageField(otherwise, 'matcher');
  if (inner) return pathsTo(chain, inner) ?? ['NONE'];
  const matcher = messageField(tree, 'matcherTree');
  const input = textField(messageField(matcher, 'input'), 'name');
  const paths = branchesOf(matcher).flatMap(([condition, branch]) => {
    if (leadsTo(branch, chain)) return [`${input}${condition}`];
    const next = messageField(branch, 'matcher');
    return (next ? (pathsTo(chain, next) ?? []) : []).map((path) => `${input}${condition} -> ${path}`);
  });
  return paths.length > 0 ? paths : undefined;
}

type Branch = readonly [condition: string, branch: JsonMessage];

function branchesOf(matcher: JsonMessage | undefined): readonly Branch[] {
  const exact = messageField(messageField(matcher, 'exactMatchMap'), 'map');
  if (exact) return branchesOfMap(exact, '=');
  const prefix = messageField(messageField(matcher, 'prefixMatchMap'), 'map');
  if (prefix) return branchesOfMap(prefix, '^');
  const ranges = messageField(messageField(matcher, 'customMatch'), 'typedConfig');
  return messageList(ranges, 'rangeMatchers').flatMap((entry) => {
    const branch = messageField(entry, 'onMatch') ?? {};
    return messageList(entry, 'ranges').map((range): Branch => [`=${describeRange(range)}`, branch]);
  });
}

function branchesOfMap(map: JsonMessage, sign: string): readonly Branch[] {
  const keys = Object.keys(map).sort(compareText);
  return keys.map((key) => [`${sign}${key}`, messageField(map, key) ?? {}]);
}

/** A range of one address is shown as the address. */
function describeRange(range: JsonMessage): string {
  const length = range['prefixLen'] ?? 0;
  const address = textField(range, 'addressPrefix');
  return length === 32 || length === 128 ? address : `${address}/${length}`;
}

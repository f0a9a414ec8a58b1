import type { OutboundChain, OutboundListener } from './outbound-listeners.js';
import { isUnspecified, parseSubnet, subnetKey } from './subnets.js';
import type { Protocol } from './types.js';

/** A listener in the making. `auto` looks into connections for HTTP, `http` takes nothing else, `tcp` doesn't look. */
export interface ListenerDraft extends OutboundListener {
  readonly kind: 'http' | 'tcp' | 'auto' | 'none';
  /** As the first service declared it. */
  readonly protocol: Protocol;
}

/**
 * Adds what a later service wants on an address and port to what earlier ones made there. HTTP services share a listener
 * and its routes; others add the chains that nobody has taken. Older services win.
 * False when the later service gets nothing of its traffic here.
 * https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
 */
export function merge(drafts: Map<string, ListenerDraft>, key: string, later: ListenerDraft): boolean {
  const earlier = drafts.get(key);
  if (!earlier) {
    drafts.set(key, later);
    return true;
  }
  const joins = earlier.kind !== 'tcp' && later.chains.every((chain) => chain.kind === 'http');
  if (joins) return true;
  if (!mixes(earlier.protocol, later.protocol)) return false;
  const laterDetects = later.chains.some((chain) => chain.kind === 'http');
  if (earlier.kind !== 'tcp' && laterDetects) {
    if (earlier.kind === 'http') drafts.set(key, later);
    return earlier.kind === 'http';
  }
  const chains = withoutTaken(earlier.chains, later.chains);
  drafts.set(key, { ...earlier, kind: earlier.kind === 'tcp' && later.kind === 'tcp' ? 'tcp' : 'auto', chains });
  return chains.length > earlier.chains.length;
}

/** Protocols whose codec sits in front of the whole listener share it with none but their own. */
function mixes(a: Protocol, b: Protocol): boolean {
  const exclusive = (protocol: Protocol): boolean => protocol === 'mongo' || protocol === 'mysql';
  return a === b || !(exclusive(a) || exclusive(b));
}

function withoutTaken(earlier: readonly OutboundChain[], later: readonly OutboundChain[]): readonly OutboundChain[] {
  const taken = new Set(earlier.map(matchKey));
  const added = later.filter((chain) => {
    const key = matchKey(chain);
    if (taken.has(key)) return false;
    taken.add(key);
    return true;
  });
  return [...earlier, ...added];
}

function matchKey(chain: OutboundChain): string {
  if (chain.kind === 'http') return chain.detected ? 'http' : '[[],[]]';
  const { serverNames = [], subnets = [] } = chain.route.match;
  return JSON.stringify([[...new Set(serverNames)].sort(), [...new Set(subnets.flatMap(networkKey))].sort()]);
}

/** Networks with the same addresses are the same one, and the one of all addresses is none. */
function networkKey(text: string): readonly string[] {
  const subnet = parseSubnet(text);
  return subnet && !isUnspecified(subnet) ? [subnetKey(subnet)] : [];
}

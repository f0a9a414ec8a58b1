import type { JsonMessage } from '../../xds/json.js';
import type { FilterChain, Listener } from '../../xds/types.js';
import { formatTable } from '../table.js';
import { printable } from '../terminal.js';
import { messageField, messageList, textField } from './any.js';
import { type Action, rbacFilters, splitKey } from './authorization.js';

/** `file:line` of what made an xDS object; nothing where that is not known, as of a running Envoy. */
export type OriginsOf = (object: object) => readonly string[];

/** A rule of an AuthorizationPolicy, as a proxy has it. */
export interface PortRule {
  readonly action: Action;
  /** `name.namespace` */
  readonly policy: string;
  /** Number of the rule in the policy, from 1. */
  readonly rule: number;
  /** Only recorded, not enforced. */
  readonly dryRun: boolean;
  /** The external authorizer that a CUSTOM rule asks. */
  readonly provider?: string;
  /** The policy has no rules, so that nothing matches it. */
  readonly matchesNothing: boolean;
  /** `file:line` of the rule. */
  readonly origins: readonly string[];
}

/** What becomes of requests that no rule takes. */
export type Remainder = 'allowed' | 'denied';

/** The authorization on one port of a proxy. */
export interface PortAuthorization {
  /** Undefined stands for all ports without filter chains of their own. */
  readonly port?: number;
  readonly protocol: 'HTTP' | 'TCP';
  /** Which connections are taken. */
  readonly connections: 'mTLS or plain' | 'TLS only' | 'plain only';
  readonly rules: readonly PortRule[];
  /** Some ALLOW policy is in force, but none of its rules can be asked here, e.g. HTTP rules of a TCP port. */
  readonly emptyAllow: boolean;
  readonly remainder: Remainder;
}

/**
 * The AuthorizationPolicies in force on each port that a proxy takes connections on: of a sidecar the inbound ones, of a gateway all.
 * https://istio.io/latest/docs/concepts/security/#implicit-enablement
 */
export function findPortPolicies(listeners: readonly Listener[], originsOf: OriginsOf): readonly PortAuthorization[] {
  const inbound = listeners.filter(
    ({ name, trafficDirection }) => name === 'virtualInbound' || trafficDirection === 'INBOUND',
  );
  const redirected = listeners.some(({ name }) => name === 'virtualInbound' || name === 'virtualOutbound');
  const groups = new Map<string, { port: number | undefined; protocol: 'HTTP' | 'TCP'; chains: FilterChain[] }>();
  for (const listener of redirected ? inbound : listeners) {
    for (const chain of chainsOf(listener)) {
      const protocol = isHttp(chain) ? 'HTTP' : 'TCP';
      const port = portOf(listener, chain);
      const key = `${port ?? '*'} ${protocol}`;
      const known = groups.get(key);
      if (known) known.chains.push(chain);
      else groups.set(key, { port, protocol, chains: [chain] });
    }
  }
  return [...groups.values()]
    .sort((a, b) => (a.port ?? 0) - (b.port ?? 0))
    .map(({ port, protocol, chains }) => ({
      ...(port !== undefined && { port }),
      protocol,
      connections: connectionsOf(chains),
      ...authorizationOf(chains, originsOf),
    }));
}

/** A chain of a listener, without those that only keep connections from looping. */
function chainsOf({ filterChains = [], defaultFilterChain }: Listener): readonly FilterChain[] {
  const all = [...filterChains, ...(defaultFilterChain ? [defaultFilterChain] : [])];
  return all.filter(({ name }) => name !== 'virtualInbound-blackhole');
}

function portOf(listener: Listener, { filterChainMatch }: FilterChain): number | undefined {
  if (filterChainMatch?.destinationPort !== undefined) return filterChainMatch.destinationPort;
  return listener.name === 'virtualInbound' ? undefined : listener.address?.socketAddress?.portValue;
}

function isHttp({ filters = [] }: FilterChain): boolean {
  return filters.some(({ name }) => name === 'envoy.filters.network.http_connection_manager');
}

function connectionsOf(chains: readonly FilterChain[]): PortAuthorization['connections'] {
  const tls = chains.some(({ transportSocket }) => transportSocket !== undefined);
  const plain = chains.some(({ transportSocket }) => transportSocket === undefined);
  return tls && plain ? 'mTLS or plain' : tls ? 'TLS only' : 'plain only';
}

const ORDER: readonly Action[] = ['CUSTOM', 'LOG', 'DENY', 'ALLOW'];

/** Chains of one port and protocol carry the same filters; what they repeat counts once. */
function authorizationOf(
  chains: readonly FilterChain[],
  originsOf: OriginsOf,
): Pick<PortAuthorization, 'rules' | 'emptyAllow' | 'remainder'> {
  const filters = chains.flatMap((chain) => rbacFilters({ filterChains: [chain] }));
  const found = new Map<string, PortRule>();
  for (const rule of filters.flatMap((filter) => rulesOf(filter, originsOf))) {
    found.set(JSON.stringify([rule.action, rule.policy, rule.rule, rule.dryRun]), rule);
  }
  const rules = [...found.values()].sort((a, b) => ORDER.indexOf(a.action) - ORDER.indexOf(b.action));
  const emptyAllow = filters.some(isEmptyAllow);
  const allows = rules.some(({ action, dryRun }) => action === 'ALLOW' && !dryRun);
  return { rules, emptyAllow, remainder: allows || emptyAllow ? 'denied' : 'allowed' };
}

function isEmptyAllow(filter: JsonMessage): boolean {
  const rules = messageField(filter, 'rules');
  const allows = rules !== undefined && (textField(rules, 'action') || 'ALLOW') === 'ALLOW';
  return allows && Object.keys(messageField(rules, 'policies') ?? {}).length === 0;
}

function rulesOf(filter: JsonMessage, originsOf: OriginsOf): readonly PortRule[] {
  return [
    ...entriesOf(messageField(filter, 'rules'), false, originsOf),
    ...entriesOf(messageField(filter, 'shadowRules'), true, originsOf),
  ];
}

/** Shadow rules mark what an external authorizer is asked about, or only record. */
function entriesOf(rules: JsonMessage | undefined, shadow: boolean, originsOf: OriginsOf): readonly PortRule[] {
  const written = textField(rules, 'action');
  const action = ORDER.find((known) => known === written) ?? 'ALLOW';
  const policies = messageField(rules, 'policies') ?? {};
  return Object.keys(policies).map((key) => {
    const value = messageField(policies, key);
    const { policy, rule, provider } = splitKey(key);
    const custom = shadow && provider !== undefined;
    return {
      action: custom ? 'CUSTOM' : action,
      policy,
      rule: Number(rule) + 1,
      dryRun: shadow && !custom,
      ...(custom && { provider }),
      matchesNothing: isNever(value),
      origins: value ? originsOf(value) : [],
    };
  });
}

function isNever(policy: JsonMessage | undefined): boolean {
  return messageList(policy, 'permissions').some((permission) => messageField(permission, 'notRule')?.['any'] === true);
}

/** The ports one after the other, each with the rules in the order in which they are asked. */
export function formatPortPolicies(ports: readonly PortAuthorization[]): string {
  return ports.map(formatPort).join('\n');
}

function formatPort({ port, protocol, connections, rules, emptyAllow, remainder }: PortAuthorization): string {
  const rows = rules.map(({ action, policy, rule, dryRun, provider, matchesNothing, origins }) => [
    `  ${action === 'LOG' ? 'AUDIT' : action}`,
    policy,
    matchesNothing ? 'matches nothing' : `rule ${rule}`,
    [provider && `asks ${provider}`, dryRun && 'dry run'].filter(Boolean).join(', '),
    origins.join(', '),
  ]);
  const unused = emptyAllow ? '  ALLOW policies are in force, but none of their rules fits this protocol\n' : '';
  const lines = formatTable(rows, { padding: 2 }).replace(/ +$/gm, '');
  return `${printable(`Port ${port ?? 'any other'} (${protocol}, ${connections})`)}\n${lines}${unused}  => ${verdict(rules, remainder)}\n`;
}

function verdict(rules: readonly PortRule[], remainder: Remainder): string {
  if (rules.length === 0 && remainder === 'allowed') return 'no policy: everything is allowed';
  return remainder === 'denied' ? 'what no ALLOW rule takes is denied' : 'what no rule takes is allowed';
}

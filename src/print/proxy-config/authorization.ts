import type { JsonMessage } from '../../xds/json.js';
import type { Listener } from '../../xds/types.js';
import { formatTable } from '../table.js';
import { messageField, messageList, textField } from './any.js';
import { compareText } from './names.js';

const HTTP_MANAGER = 'envoy.filters.network.http_connection_manager';
const HTTP_RBAC = 'envoy.filters.http.rbac';
const TCP_RBAC = 'envoy.filters.network.rbac';
/** istiod's name of the rule of a policy that matches nothing: an RBAC filter without policies. */
const NOTHING = '_anonymous_match_nothing_';
/** What a policy key says: namespace, name and number of the rule; CUSTOM ones begin with their provider. */
const POLICY_KEY = /^(istio-ext-authz-.*?-)?ns\[(.+)\]-policy\[(.+)\]-rule\[(.+)\]$/;
const EXT_AUTHZ = 'istio-ext-authz-';
const ACTIONS = ['CUSTOM', 'DENY', 'ALLOW', 'LOG'] as const;
export type Action = (typeof ACTIONS)[number];

/** An AuthorizationPolicy that RBAC filters enforce. */
export interface EnforcedPolicy {
  readonly action: Action;
  /** `name.namespace` */
  readonly policy: string;
  readonly rules: number;
}

/**
 * The AuthorizationPolicies found in the RBAC filters of listeners, by action, then name.
 * https://istio.io/latest/docs/reference/config/security/authorization-policy/
 */
export function findPolicies(listeners: readonly Listener[]): readonly EnforcedPolicy[] {
  const rules = new Map<string, { action: Action; policy: string; rules: Set<string> }>();
  for (const filter of listeners.flatMap(rbacFilters)) {
    for (const { action, policy, rule } of policiesOf(filter)) {
      const key = `${action} ${policy}`;
      const found = rules.get(key) ?? { action, policy, rules: new Set() };
      found.rules.add(rule);
      rules.set(key, found);
    }
  }
  return [...rules.values()]
    .map((found) => ({ ...found, rules: found.rules.size }))
    .sort((a, b) => ACTIONS.indexOf(a.action) - ACTIONS.indexOf(b.action) || compareText(a.policy, b.policy));
}

/** The table of `x authz check`. */
export function formatPolicies(policies: readonly EnforcedPolicy[]): string {
  const rows = policies.map(({ action, policy, rules }) => [action, policy, String(rules)]);
  return formatTable([['ACTION', 'AuthorizationPolicy', 'RULES'], ...rows], { padding: 3 });
}

/** Configurations of the RBAC filters of a listener, for requests and for connections. */
export function rbacFilters({
  filterChains = [],
  defaultFilterChain,
}: Pick<Listener, 'filterChains' | 'defaultFilterChain'>): readonly JsonMessage[] {
  return [...filterChains, ...(defaultFilterChain ? [defaultFilterChain] : [])]
    .flatMap((chain) => chain.filters ?? [])
    .flatMap(({ name, typedConfig }) => {
      if (name === TCP_RBAC) return typedConfig ? [typedConfig] : [];
      if (name !== HTTP_MANAGER) return [];
      return messageList(typedConfig, 'httpFilters')
        .filter((filter) => textField(filter, 'name') === HTTP_RBAC)
        .map((filter) => messageField(filter, 'typedConfig') ?? {});
    });
}

/** Shadow rules stand for CUSTOM policies: they mark the requests that the external authorizer is asked about. */
function policiesOf(filter: JsonMessage): readonly { action: Action; policy: string; rule: string }[] {
  const rules = messageField(filter, 'rules');
  const shadow = messageField(filter, 'shadowRules');
  const custom = Object.keys(messageField(shadow, 'policies') ?? {})
    .filter((key) => key.startsWith(EXT_AUTHZ))
    .map((key) => ({ action: 'CUSTOM' as const, ...splitKey(key) }));
  if (!rules && custom.length > 0) return custom;
  const action = ACTIONS.find((known) => known === textField(rules, 'action')) ?? 'ALLOW';
  const keys = Object.keys(messageField(rules, 'policies') ?? {});
  if (keys.length === 0) return [...custom, { action, policy: NOTHING, rule: '0' }];
  return [...custom, ...keys.map((key) => ({ action, ...splitKey(key) }))];
}

/** What the name of a policy in a filter says; the provider is that of CUSTOM policies. */
export function splitKey(key: string): { policy: string; rule: string; provider?: string } {
  const parts = POLICY_KEY.exec(key);
  if (!parts) return { policy: key, rule: '0' };
  const [, asks, namespace, name, rule = ''] = parts;
  const provider = asks?.slice(EXT_AUTHZ.length, -1);
  return { policy: `${name}.${namespace}`, rule, ...(provider && { provider }) };
}

import type { DecidedPolicy } from '../../mesh/authorization-policies.js';
import { type AuthorizationRule, type Condition, ruleForConnections } from '../../mesh/authorization-rules.js';
import { asJson, type JsonMessage, present, typeUrl } from '../../xds/json.js';
import type { Extension } from '../../xds/types.js';
import { madeBy, type SharedState } from '../translation.js';
import { conditionMatchers, type Logic } from './rbac-conditions.js';

/** Whether a filter looks at requests or at connections. */
export type FilterLevel = 'http' | 'network';
export type RbacAction = 'ALLOW' | 'DENY' | 'LOG';

/** What a filter enforces, what it only records, and under which name it does the latter. */
export interface RbacRules {
  readonly rules?: JsonMessage;
  readonly shadowRules?: JsonMessage;
  readonly shadowRulesStatPrefix?: string;
}

const PERMISSION: Logic = {
  any: (rules) => ({ orRules: { rules } }),
  not: (notRule) => ({ notRule }),
};
const PRINCIPAL: Logic = {
  any: (ids) => ({ orIds: { ids } }),
  not: (notId) => ({ notId }),
};
const ANY = [{ any: true }];
/** A policy without rules is in force and fits nothing. */
const NEVER = { permissions: [{ notRule: { any: true } }], principals: [{ notId: { any: true } }] };

/**
 * A filter for all policies of one action; undefined if there are none.
 * https://istio.io/latest/docs/concepts/security/#authorization
 */
export function rbacFilter(
  shared: SharedState,
  level: FilterLevel,
  action: RbacAction,
  policies: readonly DecidedPolicy[],
): Extension | undefined {
  if (policies.length === 0) return undefined;
  const enforced = policies.filter((policy) => !policy.dryRun);
  const recorded = policies.filter((policy) => policy.dryRun);
  const rules = (list: readonly DecidedPolicy[]) =>
    list.length > 0 ? rbacRules(shared, level, action, list) : undefined;
  const dryRun = action === 'DENY' && recorded.length > 0 ? 'deny' : 'allow';
  return rbacExtension(
    level,
    present<RbacRules>({
      rules: rules(enforced),
      shadowRules: rules(recorded),
      shadowRulesStatPrefix: `istio_dry_run_${dryRun}_`,
    }),
  );
}

/** https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/http/http_filters/rbac_filter */
export function rbacExtension(level: FilterLevel, rules: RbacRules): Extension {
  return {
    name: `envoy.filters.${level}.rbac`,
    typedConfig: {
      '@type': typeUrl(`envoy.extensions.filters.${level}.rbac.v3.RBAC`),
      ...rules,
      ...(level === 'network' && { statPrefix: 'tcp.' }),
    },
  };
}

/** Policies as one rule set; `nameOf` may change the names under which their rules go. */
export function rbacRules(
  shared: SharedState,
  level: FilterLevel,
  action: RbacAction,
  policies: readonly DecidedPolicy[],
  nameOf: (name: string) => string = (name) => name,
): JsonMessage {
  const entries = policies.flatMap((policy) =>
    policyEntries(shared, level, action, policy).map(([name, value]) => [nameOf(name), value] as const),
  );
  return {
    ...(action !== 'ALLOW' && { action }),
    ...(entries.length > 0 && { policies: Object.fromEntries(entries) }),
  };
}

function policyEntries(
  shared: SharedState,
  level: FilterLevel,
  action: RbacAction,
  policy: DecidedPolicy,
): readonly (readonly [string, JsonMessage])[] {
  const { resource } = policy;
  const { namespace, name } = resource.metadata;
  const nameOf = (index: number) => `ns[${namespace}]-policy[${name}]-rule[${index}]`;
  if (!resource.body.spec?.rules?.length)
    return [[nameOf(0), madeBy(shared, { ...NEVER }, { resource, path: ['spec'] })]];
  return policy.rules.flatMap((decided) => {
    const rule = level === 'http' ? decided : ruleForConnections(decided, action === 'ALLOW');
    if (!rule) return [];
    const from = { resource, path: ['spec', 'rules', rule.index] };
    return [[nameOf(rule.index), madeBy(shared, asJson(ruleMessage(rule)), from)] as const];
  });
}

function ruleMessage({ operations, sources }: AuthorizationRule): JsonMessage {
  return {
    permissions: operations.map((conditions) => ({ andRules: { rules: all(conditions, PERMISSION) } })),
    principals: sources.map((conditions) => ({ andIds: { ids: all(conditions, PRINCIPAL) } })),
  };
}

function all(conditions: readonly Condition[], logic: Logic): readonly JsonMessage[] {
  const matchers = conditions.flatMap((condition) => conditionMatchers(condition, logic));
  return matchers.length > 0 ? matchers : ANY;
}

import type { AuthorizationPolicySpec } from '../../model/kinds/authorization-policy.js';
import type { Violation } from '../types.js';
import { checkCustomRule } from './authorization-custom.js';
import { checkRule, type Rule } from './authorization-rule.js';
import type { Rules } from './index.js';
import { checkAttachment } from './target-refs.js';
import { error, warning } from './violation.js';

/** https://istio.io/latest/docs/reference/config/security/authorization-policy/ */
export const authorizationPolicyRules: Rules<'AuthorizationPolicy'> = ({ body: { spec = {} } }) => [
  ...checkAttachment(spec),
  ...checkAction(spec),
  ...(spec.rules ?? []).flatMap((rule, i) => checkRule(rule, ['spec', 'rules', i])),
  ...checkOnlyHttp(spec),
];

/** What each action needs. */
function checkAction({ action = 'ALLOW', provider, rules }: AuthorizationPolicySpec): readonly Violation[] {
  const found: Violation[] = [];
  if (provider && action !== 'CUSTOM') {
    found.push(error(['spec', 'provider'], `a provider works with action CUSTOM only, not with ${action}`));
  }
  const hasRules = rules !== undefined && rules.length > 0;
  if ((action === 'DENY' || action === 'CUSTOM') && !hasRules) {
    const text = `action ${action} without rules never takes effect; add the rule {} to take every request`;
    found.push(error(['spec', 'action'], text));
  }
  if (action !== 'CUSTOM') return found;
  if (hasRules && !provider?.name) found.push(error(['spec', 'provider'], 'action CUSTOM needs provider.name'));
  return [...found, ...(rules ?? []).flatMap((rule, i) => checkCustomRule(rule, ['spec', 'rules', i]))];
}

const ONLY_HTTP =
  'DENY with only HTTP attributes denies everything on TCP ports, where there are none; name the ports that are meant';

/** A port that speaks no HTTP has no method or path to compare, and DENY takes what can't be compared as a match. */
function checkOnlyHttp({ action, rules = [] }: AuthorizationPolicySpec): readonly Violation[] {
  if (action !== 'DENY') return [];
  return rules.flatMap((rule, i) => (isOnlyHttp(rule) ? [warning(['spec', 'rules', i], ONLY_HTTP)] : []));
}

function isOnlyHttp({ from = [], to = [] }: Rule): boolean {
  const operations = to.filter(({ operation }) => operation !== undefined);
  if (operations.length > 0)
    return !operations.some(({ operation }) => operation?.ports?.length || operation?.notPorts?.length);
  const sources = from.flatMap(({ source }) => (source ? [source] : []));
  return sources.length > 0 && !sources.some((source) => TCP_SOURCES.some((field) => source[field]?.length));
}

/** What is known of who opens a connection, whatever it speaks. https://istio.io/latest/docs/concepts/security/#dependency-on-mutual-tls */
const TCP_SOURCES = [
  'principals',
  'notPrincipals',
  'namespaces',
  'notNamespaces',
  'serviceAccounts',
  'notServiceAccounts',
  'trustDomains',
  'notTrustDomains',
  'ipBlocks',
  'notIpBlocks',
  'remoteIpBlocks',
  'notRemoteIpBlocks',
] as const;

import { isMessage, type JsonMessage } from '../../xds/json.js';
import type { DynamicMetadata } from '../filters/types.js';
import { messageField, stringField } from '../match/strings.js';
import { fittingPolicy } from './policy.js';
import { describePolicy } from './policy-name.js';
import type { Subject } from './subject.js';

/** What the rules of an RBAC filter say of a request or connection. */
export interface Verdict {
  readonly allowed: boolean;
  /** The policy that fits. */
  readonly policy?: string;
  /** The policy's message, by which its provenance is known. */
  readonly object?: JsonMessage;
  /** Half a sentence; undefined where the filter enforces nothing, and would not have denied anything either. */
  readonly decision?: string;
  readonly details?: readonly string[];
  /** What the filter leaves for those after it: how rules that are only tried would have decided. */
  readonly metadata: JsonMessage;
}

/**
 * Asks the rules of an RBAC filter.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/http/http_filters/rbac_filter
 */
export function askRbac(config: JsonMessage, subject: Subject): Verdict {
  const shadow = messageField(config, 'shadowRules');
  const tried = shadow && judge(shadow, subject);
  const prefix = stringField(config, 'shadowRulesStatPrefix') ?? '';
  const metadata: JsonMessage = tried
    ? {
        ...(tried.policy !== undefined && { [`${prefix}shadow_effective_policy_id`]: tried.policy }),
        [`${prefix}shadow_engine_result`]: tried.allowed ? 'allowed' : 'denied',
      }
    : {};
  const details = tried && shadow ? [`only tried: ${describeVerdict(shadow, tried)}`] : [];
  const rules = messageField(config, 'rules');
  if (!rules) {
    const told = tried?.policy !== undefined || tried?.allowed === false;
    return { allowed: true, metadata, ...(told && { decision: 'enforces nothing', details }) };
  }
  const judged = judge(rules, subject);
  const { allowed, policy } = judged;
  const object = policy === undefined ? undefined : messageField(messageField(rules, 'policies'), policy);
  return {
    allowed,
    ...(policy !== undefined && { policy }),
    ...(object && { object }),
    decision: describeVerdict(rules, judged),
    ...(details.length > 0 && { details }),
    metadata,
  };
}

interface Judged {
  readonly allowed: boolean;
  readonly policy: string | undefined;
}

function judge(rules: JsonMessage, subject: Subject): Judged {
  const policy = fittingPolicy(rules, subject);
  const action = stringField(rules, 'action') ?? 'ALLOW';
  if (action === 'LOG') return { allowed: true, policy };
  return { allowed: (policy !== undefined) === (action === 'ALLOW'), policy };
}

function describeVerdict(rules: JsonMessage, { allowed, policy }: Judged): string {
  const action = stringField(rules, 'action') ?? 'ALLOW';
  const word = action === 'LOG' ? 'logged' : allowed ? 'allowed' : 'denied';
  if (policy !== undefined) return `${word} by ${describePolicy(policy)}`;
  const count = Object.keys(isMessage(rules['policies']) ? rules['policies'] : {}).length;
  const none =
    count === 0 ? 'there is no rule' : count === 1 ? 'the one rule does not fit' : `none of ${count} rules fits`;
  return action === 'LOG' ? `not logged: ${none}` : `${word}: ${none} (${action})`;
}

/** Metadata under the name of the filter that leaves it. */
export function leave(filter: string, values: JsonMessage): { readonly metadata?: DynamicMetadata } {
  return Object.keys(values).length > 0 ? { metadata: { [filter]: values } } : {};
}

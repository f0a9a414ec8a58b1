import type { AuthorizationPolicySpec } from '../model/kinds/authorization-policy.js';
import type { Path } from '../model/resource.js';
import { unusableValues, withUsableValues } from './authorization-values.js';
import { expandPrincipals, expandTrustDomains } from './trust-domains.js';

/** What a condition looks at. */
export type Attribute =
  | 'host'
  | 'method'
  | 'path'
  | 'destination-port'
  | 'destination-ip'
  | 'sni'
  | 'envoy-metadata'
  | 'principal'
  | 'request-principal'
  | 'service-account'
  | 'trust-domain'
  | 'namespace'
  | 'remote-ip'
  | 'source-ip'
  | 'header'
  | 'audience'
  | 'presenter'
  | 'claim';

/** One of the values has to match, and none of the others. */
export interface Condition {
  readonly attribute: Attribute;
  /** Name of the header; `filter[key]` of Envoy metadata. */
  readonly name?: string;
  /** Path of a claim in its token. */
  readonly claim?: readonly string[];
  /** Trust domains are spelled out, service accounts are `namespace/name`. */
  readonly values: readonly string[];
  readonly notValues: readonly string[];
}

/** A rule: any of the operations, from any of the sources. Without conditions each takes everything. */
export interface AuthorizationRule {
  /** Place among the rules of its policy, which dropping others does not change. */
  readonly index: number;
  readonly operations: readonly (readonly Condition[])[];
  readonly sources: readonly (readonly Condition[])[];
}

/** A `when` key that is none, or a value that is neither an address range nor a port where it has to be one. */
export interface RuleProblem {
  readonly code: 'authorization-key-unknown' | 'authorization-value-unusable';
  readonly text: string;
  readonly path: Path;
}

type Rule = NonNullable<AuthorizationPolicySpec['rules']>[number];
type Source = NonNullable<NonNullable<Rule['from']>[number]['source']>;
type Operation = NonNullable<NonNullable<Rule['to']>[number]['operation']>;
type Fields<T> = readonly (readonly [keyof T & string, keyof T & string, Attribute])[];

/** In the order in which a proxy is to look at them. */
const OPERATION_FIELDS = [
  ['hosts', 'notHosts', 'host'],
  ['methods', 'notMethods', 'method'],
  ['paths', 'notPaths', 'path'],
  ['ports', 'notPorts', 'destination-port'],
] as const satisfies Fields<Operation>;

const SOURCE_FIELDS = [
  ['principals', 'notPrincipals', 'principal'],
  ['requestPrincipals', 'notRequestPrincipals', 'request-principal'],
  ['serviceAccounts', 'notServiceAccounts', 'service-account'],
  ['trustDomains', 'notTrustDomains', 'trust-domain'],
  ['namespaces', 'notNamespaces', 'namespace'],
  ['remoteIpBlocks', 'notRemoteIpBlocks', 'remote-ip'],
  ['ipBlocks', 'notIpBlocks', 'source-ip'],
] as const satisfies Fields<Source>;

/** https://istio.io/latest/docs/reference/config/security/conditions/ */
const WHEN_KEYS: Readonly<Record<string, Attribute>> = {
  'source.ip': 'source-ip',
  'remote.ip': 'remote-ip',
  'source.namespace': 'namespace',
  'source.principal': 'principal',
  'source.serviceAccount': 'service-account',
  'source.trustDomain': 'trust-domain',
  'request.auth.principal': 'request-principal',
  'request.auth.audiences': 'audience',
  'request.auth.presenter': 'presenter',
  'destination.ip': 'destination-ip',
  'destination.port': 'destination-port',
  'connection.sni': 'sni',
};
const HEADER = 'request.headers';
const CLAIM = 'request.auth.claims';
const ENVOY_METADATA = 'experimental.';

const OF_OPERATION: ReadonlySet<Attribute> = new Set<Attribute>([
  'host',
  'method',
  'path',
  'destination-port',
  'destination-ip',
  'sni',
  'envoy-metadata',
]);
const ONLY_HTTP: ReadonlySet<Attribute> = new Set<Attribute>([
  'host',
  'method',
  'path',
  'header',
  'request-principal',
  'audience',
  'presenter',
  'claim',
]);

export interface RuleContext {
  readonly namespace: string;
  /** The rules are about what to allow. */
  readonly allows: boolean;
  readonly trustDomains: readonly string[];
}

/**
 * Conditions of a policy's rules. A rule with a `when` key that is none is left out and told of. So is one that would allow by a
 * value that makes no sense; other rules go without that value.
 * https://istio.io/latest/docs/reference/config/security/authorization-policy/#Rule
 */
export function decideRules(
  rules: readonly Rule[],
  context: RuleContext,
): { readonly rules: readonly AuthorizationRule[]; readonly problems: readonly RuleProblem[] } {
  const problems: RuleProblem[] = [];
  const decided = rules.flatMap((rule, index) => decideRule(rule, index, context, problems) ?? []);
  return { rules: decided, problems };
}

function decideRule(
  rule: Rule,
  index: number,
  context: RuleContext,
  problems: RuleProblem[],
): AuthorizationRule | undefined {
  const path = ['spec', 'rules', index];
  const when: Condition[] = [];
  let known = true;
  for (const [i, { key = '', values = [], notValues = [] }] of (rule.when ?? []).entries()) {
    const attribute = readKey(key);
    if (attribute) when.push(resolve({ ...attribute, values, notValues }, context));
    else problems.push({ code: 'authorization-key-unknown', text: key, path: [...path, 'when', i, 'key'] });
    known &&= attribute !== undefined;
  }
  if (!known) return undefined;
  const ofOperation = when.filter((c) => OF_OPERATION.has(c.attribute));
  const ofSource = when.filter((c) => !OF_OPERATION.has(c.attribute));
  const to = (rule.to ?? []).map(({ operation = {} }) => fieldConditions(OPERATION_FIELDS, operation, context));
  const from = (rule.from ?? []).map(({ source = {} }) => fieldConditions(SOURCE_FIELDS, source, context));
  const operations = orOnce(to).map((conditions) => [...conditions, ...ofOperation]);
  const sources = orOnce(from).map((conditions) => [...conditions, ...ofSource]);
  const unusable = new Set([...operations, ...sources].flat().flatMap(unusableValues));
  if (unusable.size === 0) return { index, operations, sources };
  problems.push({ code: 'authorization-value-unusable', text: [...unusable].join(', '), path });
  if (context.allows) return undefined;
  return { index, operations: operations.map(withUsableValues), sources: sources.map(withUsableValues) };
}

/**
 * What is left of a rule for connections whose bytes are not read as HTTP. Conditions that need a request fall away, which
 * widens the rule; a rule that would allow by them is dropped whole (undefined), as allowing more is not safe.
 * https://istio.io/latest/docs/concepts/security/#using-istio-authorization-on-plain-tcp-protocols
 */
export function ruleForConnections(rule: AuthorizationRule, allows: boolean): AuthorizationRule | undefined {
  const all = [...rule.operations, ...rule.sources];
  const fits = (c: Condition) => !ONLY_HTTP.has(c.attribute);
  if (all.every((conditions) => conditions.every(fits))) return rule;
  if (allows) return undefined;
  return {
    ...rule,
    operations: rule.operations.map((conditions) => conditions.filter(fits)),
    sources: rule.sources.map((conditions) => conditions.filter(fits)),
  };
}

/** No alternatives mean one without conditions. */
function orOnce<T>(alternatives: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return alternatives.length > 0 ? alternatives : [[]];
}

function fieldConditions<T extends Readonly<Record<string, readonly string[] | undefined>>>(
  fields: Fields<T>,
  from: T,
  context: RuleContext,
): readonly Condition[] {
  return fields.flatMap(([field, notField, attribute]) => {
    const [values = [], notValues = []] = [from[field], from[notField]];
    return values.length + notValues.length > 0 ? [resolve({ attribute, values, notValues }, context)] : [];
  });
}

function readKey(key: string): Omit<Condition, 'values' | 'notValues'> | undefined {
  const known = Object.hasOwn(WHEN_KEYS, key) ? WHEN_KEYS[key] : undefined;
  if (known) return { attribute: known };
  const bracket = key.indexOf('[');
  if (bracket < 0 || !key.endsWith(']')) return undefined;
  const [subject, brackets] = [key.slice(0, bracket), key.slice(bracket)];
  if (subject === HEADER) return { attribute: 'header', name: brackets.slice(1, -1) };
  if (subject === CLAIM) return { attribute: 'claim', claim: claimPath(brackets) };
  if (subject.startsWith(`${ENVOY_METADATA}envoy.filters.`))
    return { attribute: 'envoy-metadata', name: key.slice(ENVOY_METADATA.length) };
  return undefined;
}

/** `[a][b]` is claim b inside of a; brackets in another arrangement belong to the name, as in `[https://example/[x]]`. */
function claimPath(brackets: string): readonly string[] {
  const inner = brackets.slice(1, -1);
  return /^(\[[^[\]]*\])+$/.test(brackets) ? inner.split('][') : [inner];
}

function resolve(condition: Condition, context: RuleContext): Condition {
  const { attribute, values, notValues } = condition;
  const change = (by: (values: readonly string[]) => readonly string[]): Condition => ({
    ...condition,
    values: by(values),
    notValues: by(notValues),
  });
  if (attribute === 'principal') return change((list) => expandPrincipals(list, context.trustDomains));
  if (attribute === 'trust-domain') return change((list) => expandTrustDomains(list, context.trustDomains));
  if (attribute === 'service-account')
    return change((list) => list.map((name) => (name.includes('/') ? name : `${context.namespace}/${name}`)));
  return condition;
}

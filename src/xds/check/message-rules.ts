import { isIP } from 'node:net';
import { isList, isMessage } from '../dump/field-names.js';
import type { Json, JsonMessage } from '../json.js';
import { celProblem } from './cel-syntax.js';
import { EXTENSION_RULES } from './extension-rules.js';
import type { FieldProblem } from './field-rules.js';
import { FORMAT_RULES } from './format-rules.js';
import { keySetProblem } from './jwks.js';
import { LUA_RULES } from './lua-rules.js';
import { MANAGER_RULES } from './manager-rules.js';
import { regexProblem } from './regex-syntax.js';
import { TLS_RULES } from './tls-rules.js';
import { isUriTemplate } from './uri-templates.js';

/** What is wrong with a message, and in which of its fields. */
export interface MessageProblem extends FieldProblem {
  readonly at?: readonly (string | number)[];
}

export type MessageTest = (message: JsonMessage) => readonly MessageProblem[];

const FINE: readonly MessageProblem[] = [];

/** A test that finds one thing, or nothing. */
function one(test: (message: JsonMessage) => MessageProblem | undefined | false | ''): MessageTest {
  return (message) => {
    const problem = test(message);
    return problem ? [problem] : FINE;
  };
}

function seconds(value: Json | undefined, otherwise: number): number {
  return typeof value === 'string' ? Number.parseFloat(value) : otherwise;
}

function number(value: Json | undefined): number {
  return typeof value === 'number' || typeof value === 'string' ? Number(value) : 0;
}

const ip = (field: string) =>
  one(({ [field]: address }) => {
    if (typeof address !== 'string' || isIP(address) > 0) return undefined;
    return { code: 'malformed-ip', at: [field], args: { address } };
  });

/** Buckets are filled by a timer, which doesn't run faster. */
const FASTEST_FILL = 0.05;
const localRateLimit: MessageTest = one(({ tokenBucket }) => {
  if (!isMessage(tokenBucket) || seconds(tokenBucket['fillInterval'], 1) >= FASTEST_FILL) return undefined;
  return {
    code: 'duration-out-of-range',
    at: ['tokenBucket', 'fillInterval'],
    args: { value: String(tokenBucket['fillInterval']) },
  };
});

/** Exactly one of two names for a cluster. */
const oneOf = (first: string, second: string) =>
  one((message) => {
    const given = [first, second].filter((field) => message[field] !== undefined && message[field] !== '');
    return given.length === 1
      ? undefined
      : { code: given.length > 1 ? 'choice-twice' : 'choice-missing', args: { choices: `${first}, ${second}` } };
  });

const jwtProviders: MessageTest = ({ providers, rules, requirementMap }) => {
  const known = new Set(isMessage(providers) ? Object.keys(providers) : []);
  const named = new Set(isMessage(requirementMap) ? Object.keys(requirementMap) : []);
  const out: MessageProblem[] = [];
  const look = (value: Json | undefined, at: readonly (string | number)[]) => {
    for (const [i, item] of (isList(value) ? value : []).entries()) look(item, [...at, i]);
    if (!isMessage(value)) return;
    const { providerName: name } = value;
    if (typeof name === 'string' && !known.has(name)) {
      out.push({ code: 'provider-unknown', at: [...at, 'providerName'], args: { name } });
    }
    for (const field of ['requiresAny', 'requiresAll', 'requirements', 'providerAndAudiences']) {
      if (value[field] !== undefined) look(value[field], [...at, field]);
    }
  };
  (isList(rules) ? rules : []).forEach((rule, i) => {
    if (!isMessage(rule)) return;
    look(rule['requires'], ['rules', i, 'requires']);
    const { requirementName: name } = rule;
    if (typeof name === 'string' && !named.has(name)) {
      out.push({ code: 'requirement-unknown', at: ['rules', i, 'requirementName'], args: { name } });
    }
  });
  for (const name of named)
    look(isMessage(requirementMap) ? requirementMap[name] : undefined, ['requirementMap', name]);
  return out;
};

/** The bounds of the field in a permission are those of ports. */
const portRange: MessageTest = one(({ destinationPortRange: range }) => {
  if (!isMessage(range)) return undefined;
  const [start, end] = [number(range['start']), number(range['end'])];
  if (start >= 0 && start < end && end <= 65536) return undefined;
  return { code: 'bad-range', at: ['destinationPortRange'], args: { start, end } };
});

const uriTemplate = (field: string) =>
  one(({ [field]: template }) =>
    typeof template === 'string' && template !== '' && !isUriTemplate(template)
      ? { code: 'uri-template-malformed', at: [field], args: { template } }
      : undefined,
  );

const OWN_RULES: Readonly<Record<string, MessageTest>> = {
  'envoy.type.matcher.v3.RegexMatcher': one(({ regex }) => {
    const reason = typeof regex === 'string' && regex !== '' ? regexProblem(regex) : undefined;
    return reason && { code: 'regex-malformed', at: ['regex'], args: { regex: String(regex), reason } };
  }),
  'envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter': one(({ expression = '' }) => {
    const reason = typeof expression === 'string' ? celProblem(expression) : undefined;
    return (
      reason && { code: 'expression-malformed', at: ['expression'], args: { expression: String(expression), reason } }
    );
  }),
  'envoy.config.core.v3.CidrRange': ip('addressPrefix'),
  'envoy.config.route.v3.RouteAction.RequestMirrorPolicy': oneOf('cluster', 'clusterHeader'),
  'envoy.config.route.v3.WeightedCluster.ClusterWeight': oneOf('name', 'clusterHeader'),
  'envoy.config.route.v3.RetryPolicy.RetryBackOff': one(({ baseInterval, maxInterval }) => {
    const base = seconds(baseInterval, 0);
    return seconds(maxInterval, base) < base && { code: 'backoff-bounds', args: { base, most: String(maxInterval) } };
  }),
  'envoy.config.cluster.v3.OutlierDetection': one(({ baseEjectionTime, maxEjectionTime }) => {
    const base = seconds(baseEjectionTime, 30);
    return (
      seconds(maxEjectionTime, base) < base && {
        code: 'ejection-bounds',
        args: { base, most: String(maxEjectionTime) },
      }
    );
  }),
  'envoy.config.listener.v3.FilterChainMatch': one(({ addressSuffix, suffixLen }) => {
    const field = addressSuffix ? 'addressSuffix' : suffixLen !== undefined ? 'suffixLen' : undefined;
    return field !== undefined && { code: 'not-implemented', at: [field] };
  }),
  'envoy.config.rbac.v3.Permission': portRange,
  'envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig': uriTemplate('pathTemplate'),
  'envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit': localRateLimit,
  'envoy.extensions.filters.network.local_ratelimit.v3.LocalRateLimit': localRateLimit,
  'envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication': jwtProviders,
  'envoy.extensions.filters.http.jwt_authn.v3.JwtProvider': one(({ localJwks }) => {
    const text = isMessage(localJwks) ? localJwks['inlineString'] : undefined;
    const reason = typeof text === 'string' ? keySetProblem(text) : undefined;
    return reason && { code: 'bad-key-set', at: ['localJwks'], args: { reason } };
  }),
};

const FAMILIES = [EXTENSION_RULES, FORMAT_RULES, LUA_RULES, MANAGER_RULES, TLS_RULES, OWN_RULES];

/**
 * What Envoy asks of whole messages of a type (its full name) when it loads them: rules between fields, and languages in texts.
 */
export function messageTests(name: string): readonly MessageTest[] {
  return FAMILIES.flatMap((rules) => (Object.hasOwn(rules, name) && rules[name] ? [rules[name]] : []));
}

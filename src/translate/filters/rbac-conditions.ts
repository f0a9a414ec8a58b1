import type { Attribute, Condition } from '../../mesh/authorization-rules.js';
import { asJson, type JsonMessage, typeUrl } from '../../xds/json.js';
import type { StringMatcher } from '../../xds/types.js';
import { claimMatcher, envoyMetadata, requestPrincipals } from './rbac-metadata.js';
import {
  cidrRange,
  namespaceMatcher,
  portNumber,
  principalMatcher,
  serviceAccountMatcher,
  textMatcher,
  trustDomainMatcher,
} from './rbac-values.js';

/** Permissions and principals say the same logic in words of their own. */
export interface Logic {
  readonly any: (matchers: readonly JsonMessage[]) => JsonMessage;
  readonly not: (matcher: JsonMessage) => JsonMessage;
}

type ValueMatcher = (value: string, condition: Condition) => JsonMessage | undefined;
type ListMatcher = (values: readonly string[], condition: Condition) => JsonMessage;

/** Attributes of which every value has a matcher of its own, or none if it makes no sense. */
const BY_VALUE: Partial<Readonly<Record<Attribute, ValueMatcher>>> = {
  host: (value) => header(':authority', value, true),
  method: (value) => header(':method', value, false),
  header: (value, { name = '' }) => header(name, value, false),
  path,
  sni: (value) => ({ requestedServerName: asJson(textMatcher(value)) }),
  'destination-port': port,
  'destination-ip': (value) => addresses('destinationIp', value),
  'remote-ip': (value) => addresses('remoteIp', value),
  'source-ip': (value) => addresses('directRemoteIp', value),
  principal: (value) => identity(principalMatcher(value)),
  namespace: (value) => identity(namespaceMatcher(value)),
  'service-account': (value) => identity(serviceAccountMatcher(value)),
  'trust-domain': (value) => identity(trustDomainMatcher(value)),
};

/** Attributes of which one matcher takes all values. */
const TOGETHER: Partial<Readonly<Record<Attribute, ListMatcher>>> = {
  'request-principal': requestPrincipals,
  audience: (values) => claimMatcher(['aud'], values),
  presenter: (values) => claimMatcher(['azp'], values),
  claim: (values, { claim = [] }) => claimMatcher(claim, values),
  'envoy-metadata': envoyMetadata,
};

/**
 * A condition as matchers of which all have to fit: one for its values, one against its other values.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/rbac/v3/rbac.proto
 */
export function conditionMatchers(condition: Condition, logic: Logic): readonly JsonMessage[] {
  return [
    ...listMatcher(condition.values, condition, logic),
    ...listMatcher(condition.notValues, condition, logic).map(logic.not),
  ];
}

function listMatcher(values: readonly string[], condition: Condition, logic: Logic): readonly JsonMessage[] {
  if (values.length === 0) return [];
  const together = TOGETHER[condition.attribute];
  if (together) return [together(values, condition)];
  const matcher = BY_VALUE[condition.attribute];
  const matchers = values.flatMap((value): readonly JsonMessage[] => {
    const message = matcher?.(value, condition);
    return message ? [message] : [];
  });
  return matchers.length > 0 ? [logic.any(matchers)] : [];
}

function header(name: string, value: string, ignoreCase: boolean): JsonMessage {
  if (value === '*') return { header: { name, presentMatch: true } };
  return { header: { name, stringMatch: { ...textMatcher(value), ...(ignoreCase && { ignoreCase }) } } };
}

/** Text, or a template. https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation */
function path(value: string): JsonMessage {
  if (!/\{\*\*?\}/.test(value)) return { urlPath: { path: asJson(textMatcher(value)) } };
  return {
    uriTemplate: {
      name: 'uri-template',
      typedConfig: {
        '@type': typeUrl('envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig'),
        pathTemplate: value.replaceAll('{**}', '**').replaceAll('{*}', '*'),
      },
    },
  };
}

function port(value: string): JsonMessage | undefined {
  const destinationPort = portNumber(value);
  return destinationPort === undefined ? undefined : { destinationPort };
}

function addresses(field: string, value: string): JsonMessage | undefined {
  const range = cidrRange(value);
  return range && { [field]: asJson(range) };
}

function identity(principalName: StringMatcher): JsonMessage {
  return { authenticated: { principalName: asJson(principalName) } };
}

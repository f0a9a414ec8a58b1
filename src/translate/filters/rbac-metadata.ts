import type { Condition } from '../../mesh/authorization-rules.js';
import { asJson, type JsonMessage } from '../../xds/json.js';
import { textMatcher } from './rbac-values.js';

/*
 * Conditions on what filters before have found out, as Envoy's dynamic metadata holds it.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/type/matcher/v3/metadata.proto
 */
const ANYTHING = asJson(textMatcher('*'));
const JWT_FILTER = 'envoy.filters.http.jwt_authn';

/** Issuer and subject of the token, given as `issuer/subject`. */
export function requestPrincipals(values: readonly string[]): JsonMessage {
  const principals = values.map(requestPrincipal);
  const [first] = principals;
  return principals.length === 1 && first ? first : { orIds: { ids: principals } };
}

function requestPrincipal(value: string): JsonMessage {
  const [issuer, subject] = principalMatchers(value);
  return {
    andIds: { ids: [payload(['iss'], { stringMatch: issuer }), payload(['sub'], { stringMatch: subject })] },
  };
}

/**
 * The last slash divides issuer and subject. Only the star at an end of the whole is a wildcard, for the part that it stands at; a
 * pattern without a slash leaves the other part open.
 */
function principalMatchers(value: string): readonly [JsonMessage, JsonMessage] {
  const slash = value.lastIndexOf('/');
  if (slash < 0) {
    const own = asJson(textMatcher(value));
    if (value.startsWith('*')) return [ANYTHING, own];
    return [own, value.endsWith('*') ? ANYTHING : { exact: '' }];
  }
  const [issuer, subject] = [value.slice(0, slash), value.slice(slash + 1)];
  if (value.startsWith('*')) return [asJson(textMatcher(issuer)), { exact: subject }];
  return [{ exact: issuer }, value.endsWith('*') ? asJson(textMatcher(subject)) : { exact: subject }];
}

/** A claim that is one of the values, or a list with one of them. */
export function claimMatcher(path: readonly string[], values: readonly string[]): JsonMessage {
  const value = anyValue(values.map(textValue));
  return payload(path, { orMatch: { valueMatchers: [{ listMatch: { oneOf: value } }, value] } });
}

/** `filter[key]` of any filter: values are texts, or `[item]` for an item of a list. */
export function envoyMetadata(values: readonly string[], { name = '' }: Condition): JsonMessage {
  const bracket = name.indexOf('[');
  const value = anyValue(
    values.map((text) =>
      text.startsWith('[') && text.endsWith(']')
        ? { listMatch: { oneOf: textValue(text.replace(/^[[\]]+|[[\]]+$/g, '')) } }
        : textValue(text),
    ),
  );
  return { metadata: { filter: name.slice(0, bracket), path: [{ key: name.slice(bracket + 1, -1) }], value } };
}

function payload(path: readonly string[], value: JsonMessage): JsonMessage {
  return { metadata: { filter: JWT_FILTER, path: ['payload', ...path].map((key) => ({ key })), value } };
}

function textValue(text: string): JsonMessage {
  return { stringMatch: asJson(textMatcher(text)) };
}

function anyValue(matchers: readonly JsonMessage[]): JsonMessage {
  const [first] = matchers;
  return matchers.length === 1 && first ? first : { orMatch: { valueMatchers: matchers } };
}

import { isMessage, type Json, type JsonMessage } from '../../xds/json.js';
import type { DynamicMetadata } from '../filters/types.js';
import type { Mismatch, RegexEngine } from '../types.js';
import {
  describeString,
  matchesString,
  messageField,
  messageList,
  numberField,
  stringField,
  stringPattern,
} from './strings.js';

/** The value at a path (`[{key: a}, {key: b}]`) of the metadata of a filter. */
export function metadataAt(metadata: DynamicMetadata, matcher: JsonMessage): Json | undefined {
  const filter = stringField(matcher, 'filter') ?? '';
  let value: Json | undefined = Object.hasOwn(metadata, filter) ? metadata[filter] : undefined;
  for (const segment of messageList(matcher['path'])) {
    const key = stringField(segment, 'key') ?? '';
    value = isMessage(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

/** Whether metadata is what envoy.type.matcher.v3.MetadataMatcher asks for, `invert` among it. */
export function matchesMetadata(matcher: JsonMessage, metadata: DynamicMetadata, regex: RegexEngine): boolean {
  const wanted = messageField(matcher, 'value') ?? {};
  return matchesValue(wanted, metadataAt(metadata, matcher), regex) !== (matcher['invert'] === true);
}

/**
 * Whether a value is what envoy.type.matcher.v3.ValueMatcher asks for.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/type/matcher/v3/value.proto
 */
export function matchesValue(matcher: JsonMessage, value: Json | undefined, regex: RegexEngine): boolean {
  const { stringMatch, listMatch, orMatch, boolMatch, presentMatch, doubleMatch } = matcher;
  if (isMessage(stringMatch))
    return typeof value === 'string' && matchesString(stringPattern(stringMatch), value, regex);
  if (isMessage(listMatch)) {
    const item = messageField(listMatch, 'oneOf') ?? {};
    return Array.isArray(value) && value.some((one) => matchesValue(item, one, regex));
  }
  if (isMessage(orMatch)) return messageList(orMatch['valueMatchers']).some((one) => matchesValue(one, value, regex));
  if (typeof boolMatch === 'boolean') return value === boolMatch;
  if (typeof presentMatch === 'boolean') return (value !== undefined) === presentMatch;
  if (isMessage(doubleMatch)) return typeof value === 'number' && matchesNumber(doubleMatch, value);
  return 'nullMatch' in matcher && value === null;
}

function matchesNumber(matcher: JsonMessage, value: number): boolean {
  const range = messageField(matcher, 'range');
  if (!range) return value === numberField(matcher, 'exact');
  return value >= (numberField(range, 'start') ?? 0) && value < (numberField(range, 'end') ?? 0);
}

/** The first metadata matcher that does not match. */
export function metadataMismatch(
  matchers: readonly JsonMessage[],
  metadata: DynamicMetadata,
  regex: RegexEngine,
): Mismatch | undefined {
  const failed = matchers.find((matcher) => !matchesMetadata(matcher, metadata, regex));
  if (!failed) return undefined;
  const keys = messageList(failed['path']).map((segment) => stringField(segment, 'key') ?? '');
  const value = metadataAt(metadata, failed);
  const not = failed['invert'] === true ? 'not ' : '';
  return {
    field: `metadata ${keys.join('.')}`,
    expected: not + describeValue(messageField(failed, 'value') ?? {}),
    actual: value === undefined ? undefined : JSON.stringify(value),
  };
}

function describeValue(matcher: JsonMessage): string {
  const { stringMatch, listMatch, orMatch } = matcher;
  if (isMessage(stringMatch)) return describeString(stringPattern(stringMatch));
  if (isMessage(listMatch)) return `a list with ${describeValue(messageField(listMatch, 'oneOf') ?? {})}`;
  if (isMessage(orMatch)) return messageList(orMatch['valueMatchers']).map(describeValue).join(' or ');
  return JSON.stringify(matcher);
}

import { isMessage, type JsonMessage } from '../../xds/json.js';
import {
  matchesString,
  messageField,
  messageList,
  numberField,
  stringField,
  stringList,
  stringPattern,
} from '../match/strings.js';
import type { SimulationFacts } from '../types.js';
import type { Token } from './token.js';

/** What is wrong with a request's tokens; `missing` is none at all. */
export type TokenProblem =
  | 'missing'
  | 'malformed'
  | 'unknown issuer'
  | 'expired'
  | 'not yet valid'
  | 'wrong audience'
  | 'wrong subject'
  | 'wrong signature';

const SKEW_SECONDS = 60;

/**
 * Checks a token by what a provider says, undefined if it is good.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/http/http_filters/jwt_authn_filter
 */
export function tokenProblem(provider: JsonMessage, token: Token, facts: SimulationFacts): TokenProblem | undefined {
  const skew = numberField(provider, 'clockSkewSeconds') || SKEW_SECONDS;
  const { nowSeconds } = facts;
  const { expires, notBefore } = token;
  if (nowSeconds !== undefined) {
    if (notBefore !== undefined && Math.trunc(nowSeconds) + skew < notBefore) return 'not yet valid';
    if (expires !== undefined && expires > 0 && Math.trunc(nowSeconds) > expires + skew) return 'expired';
  }
  const wanted = stringList(provider['audiences']).map(bare);
  if (wanted.length > 0 && !token.audiences.some((audience) => wanted.includes(bare(audience))))
    return 'wrong audience';
  const subjects = messageField(provider, 'subjects');
  if (subjects && !matchesString(stringPattern(subjects), token.subject, facts.regex)) return 'wrong subject';
  return isSigned(provider, token, facts) ? undefined : 'wrong signature';
}

/** Audiences are compared without scheme and trailing slash. */
function bare(audience: string): string {
  return audience.replace(/^https?:\/\//, '').replace(/\/$/, '');
}

function isSigned(
  provider: JsonMessage,
  { algorithm, keyId, signed, signature }: Token,
  facts: SimulationFacts,
): boolean {
  const keys = keysOf(provider);
  const { verifySignature } = facts;
  // Keys that have to be fetched are not known here.
  if (!keys || !verifySignature) return true;
  return keys.some((key) => {
    const { kid, alg } = key;
    if (keyId !== undefined && kid && kid !== keyId) return false;
    if (alg && alg !== algorithm) return false;
    return verifySignature(signed, signature, key, algorithm);
  });
}

const parsed = new WeakMap<JsonMessage, readonly JsonMessage[]>();

/** The keys that stand in the configuration; undefined where they are to be fetched. */
function keysOf(provider: JsonMessage): readonly JsonMessage[] | undefined {
  const inline = stringField(messageField(provider, 'localJwks'), 'inlineString');
  if (inline === undefined) return undefined;
  let keys = parsed.get(provider);
  if (!keys) {
    keys = parseKeys(inline);
    parsed.set(provider, keys);
  }
  return keys;
}

function parseKeys(text: string): readonly JsonMessage[] {
  try {
    const value: unknown = JSON.parse(text);
    return isMessage(value) ? messageList(value['keys']) : [];
  } catch {
    return [];
  }
}

import { isMessage, type Json, type JsonMessage } from '../../xds/json.js';

/** A JSON web token that is well formed. https://datatracker.ietf.org/doc/html/rfc7519 */
export interface Token {
  readonly algorithm: string;
  readonly keyId: string | undefined;
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly expires: number | undefined;
  readonly notBefore: number | undefined;
  readonly claims: JsonMessage;
  /** What the signature stands for, and the signature, as they are written. */
  readonly signed: string;
  readonly payload: string;
  readonly signature: string;
}

const ALGORITHMS = /^(([RPH]S|ES)(256|384|512)|EdDSA)$/;
const ENCODED = /^[\w-]+$/;

/** Decodes a token; undefined for what Envoy takes for none. */
export function parseToken(text: string): Token | undefined {
  const [head = '', payload = '', signature = '', ...more] = text.split('.');
  if (more.length > 0 || !ENCODED.test(signature)) return undefined;
  const header = decode(head);
  const claims = decode(payload);
  if (!header || !claims) return undefined;
  const { alg, kid } = header;
  const audiences = listOf(claims['aud']);
  const times = [claims['exp'], claims['nbf'], claims['iat']];
  if (typeof alg !== 'string' || !ALGORITHMS.test(alg) || !isTextOrNone(kid) || !audiences) return undefined;
  if (!isTextOrNone(claims['iss']) || !isTextOrNone(claims['sub']) || !times.every(isTimeOrNone)) return undefined;
  const [expires, notBefore] = times.map((time) => (typeof time === 'number' ? time : undefined));
  return {
    algorithm: alg,
    keyId: kid || undefined,
    issuer: claims['iss'] ?? '',
    subject: claims['sub'] ?? '',
    audiences,
    expires,
    notBefore,
    claims,
    signed: `${head}.${payload}`,
    payload,
    signature,
  };
}

function decode(part: string): JsonMessage | undefined {
  if (!ENCODED.test(part)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isMessage(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isTextOrNone(value: Json | undefined): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

function isTimeOrNone(value: Json | undefined): boolean {
  return value === undefined || (typeof value === 'number' && value >= 0);
}

function listOf(value: Json | undefined): readonly string[] | undefined {
  if (value === undefined) return [];
  if (typeof value === 'string') return [value];
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}

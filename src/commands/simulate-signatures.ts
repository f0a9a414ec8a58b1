import {
  constants,
  createHmac,
  createPublicKey,
  createSecretKey,
  type JsonWebKey,
  type KeyObject,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import type { JsonMessage } from '../xds/json.js';

/** Kinds of key by the first letters of an algorithm. https://datatracker.ietf.org/doc/html/rfc7518#section-6.1 */
const KEY_TYPES: Readonly<Record<string, string>> = { RS: 'RSA', PS: 'RSA', ES: 'EC', Ed: 'OKP', HS: 'oct' };

/**
 * Whether the signature of a token is good.
 * @param signed header and payload as they stand in the token
 * @param signature as it stands there, in base64url
 * @param key a JSON web key
 * @param algorithm e.g. `RS256`; unknown ones are good for nothing
 */
export function verifySignature(signed: string, signature: string, key: JsonMessage, algorithm: string): boolean {
  const family = algorithm.slice(0, 2);
  if (KEY_TYPES[family] === undefined || key['kty'] !== KEY_TYPES[family]) return false;
  const hash = `sha${algorithm.slice(2)}`;
  const data = Buffer.from(signed);
  const bytes = Buffer.from(signature, 'base64url');
  try {
    if (family === 'HS') return isMac(hash, data, bytes, key);
    const publicKey = keyOf(key);
    if (family === 'Ed') return verify(null, data, publicKey, bytes);
    if (family === 'ES') return verify(hash, data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytes);
    const padding =
      family === 'PS' ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : {};
    return verify(hash, data, { key: publicKey, ...padding }, bytes);
  } catch {
    return false; // no key
  }
}

function isMac(hash: string, data: Buffer, bytes: Buffer, { k }: JsonMessage): boolean {
  if (typeof k !== 'string') return false;
  const own = createHmac(hash, createSecretKey(k, 'base64url')).update(data).digest();
  return own.length === bytes.length && timingSafeEqual(own, bytes);
}

const keys = new WeakMap<JsonMessage, KeyObject>();

function keyOf(key: JsonMessage): KeyObject {
  let made = keys.get(key);
  if (!made) {
    made = createPublicKey({ key: jsonWebKey(key), format: 'jwk' });
    keys.set(key, made);
  }
  return made;
}

/** The texts of a key. */
function jsonWebKey(key: JsonMessage): JsonWebKey {
  return Object.fromEntries(Object.entries(key).filter(([, value]) => typeof value === 'string'));
}

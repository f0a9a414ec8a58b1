import { createPublicKey } from 'node:crypto';
import { isList, isMessage } from '../dump/field-names.js';
import { asJson, type Json, type JsonMessage } from '../json.js';

/** Sizes of an RSA modulus, in bits. */
const MODULUS = { least: 512, most: 16384 };

/**
 * Why Envoy takes no keys from a text, if it doesn't: it needs a JSON Web Key Set in which one key at least can be read.
 * https://www.rfc-editor.org/rfc/rfc7517
 */
export function keySetProblem(text: string): string | undefined {
  if (text === '') return undefined;
  const set = parse(text);
  if (!set) return 'it is no JSON object';
  const keys = set['keys'];
  if (keys === undefined && holdsCertificates(set)) return undefined;
  if (!isList(keys)) return 'it has no list of keys';
  return keys.some((key) => isMessage(key) && isKey(key)) ? undefined : 'it has no valid key';
}

function parse(text: string): JsonMessage | undefined {
  // Protobuf's parser takes single quotes as well.
  for (const candidate of text.includes('"') ? [text] : [text, text.replaceAll("'", '"')]) {
    try {
      const value: unknown = JSON.parse(candidate);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return asJson(value);
    } catch {}
  }
  return undefined;
}

/** Certificates by the id of their key. */
function holdsCertificates(set: JsonMessage): boolean {
  const values = Object.values(set);
  return values.length > 0 && values.every((v) => typeof v === 'string' && v.includes('-----BEGIN CERTIFICATE-----'));
}

function isKey(key: JsonMessage): boolean {
  const { alg, kty } = key;
  const isFor = (...prefixes: string[]) => typeof alg !== 'string' || prefixes.some((prefix) => alg.startsWith(prefix));
  if (kty === 'RSA') return isFor('RS', 'PS') && isRsa(bytes(key['n']), bytes(key['e']));
  if (kty === 'EC') return isFor('ES') && isOnCurve(key);
  if (kty === 'oct') return isFor('HS') && (bytes(key['k'])?.length ?? 0) > 0;
  return kty === 'OKP' && isFor('EdDSA') && bytes(key['x'])?.length === 32;
}

/** An odd modulus of a fair size, and one of the two exponents that are in use. */
function isRsa(modulus: Uint8Array | undefined, exponent: Uint8Array | undefined): boolean {
  if (!modulus || !exponent) return false;
  const e = exponent.reduce((sum, byte) => sum * 256 + byte, 0);
  const size = bitLength(modulus);
  const isOdd = ((modulus.at(-1) ?? 0) & 1) === 1;
  return (e === 3 || e === 65537) && isOdd && size >= MODULUS.least && size <= MODULUS.most;
}

function bitLength(number: Uint8Array): number {
  const start = number.findIndex((byte) => byte !== 0);
  return start < 0 ? 0 : (number.length - start) * 8 - (Math.clz32(number[start] ?? 0) - 24);
}

const CURVES: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

function isOnCurve({ alg, crv, x, y }: JsonMessage): boolean {
  const byAlgorithm = typeof alg === 'string' ? CURVES[alg] : undefined;
  const curve = crv ?? byAlgorithm ?? 'P-256';
  if (byAlgorithm !== undefined && curve !== byAlgorithm) return false;
  if (!bytes(x) || !bytes(y)) return false;
  try {
    createPublicKey({ key: { kty: 'EC', crv: String(curve), x: String(x), y: String(y) }, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

/** What base64url says. */
function bytes(value: Json | undefined): Uint8Array | undefined {
  if (typeof value !== 'string' || !/^[\w-]*={0,2}$/.test(value)) return undefined;
  const digits = value.replace(/=+$/, '');
  return digits.length % 4 === 1 ? undefined : Buffer.from(digits, 'base64url');
}

import { isObject } from '../../model/decode.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { error, warning } from './violation.js';

/** Members that a key of a type can't do without. https://www.rfc-editor.org/rfc/rfc7518#section-6 */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  RSA: ['n', 'e'],
  EC: ['crv', 'x', 'y'],
  OKP: ['crv', 'x'],
  oct: ['k'],
};

/** Text of a JWK Set, or of one key. What the keys hold is never shown. https://www.rfc-editor.org/rfc/rfc7517 */
export function checkKeySet(text: string, path: Path): readonly Violation[] {
  const value = parseJson(text);
  if (!isObject(value)) return [error(path, 'jwks is no JSON object: it must be a JWK Set')];
  const keys = 'keys' in value ? value['keys'] : [value];
  if (!Array.isArray(keys)) return [error(path, 'jwks has no list of keys: it must be a JWK Set')];
  const problem = keys.map(problemOf).find((found) => found !== undefined);
  if (problem) return [error(path, `jwks is no JWK Set: ${problem}`)];
  const secret = keys.some((key) => isObject(key) && key['kty'] !== 'oct' && key['d'] !== undefined);
  return secret ? [warning(path, 'jwks holds a private key; only public keys belong here, so make a new pair')] : [];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemOf(key: unknown, index: number): string | undefined {
  if (!isObject(key)) return `key ${index} is no object`;
  const type = key['kty'];
  const members = typeof type === 'string' && Object.hasOwn(MEMBERS, type) ? MEMBERS[type] : undefined;
  if (!members) return `key ${index} has no known type (kty)`;
  const missing = members.find((name) => typeof key[name] !== 'string' || key[name] === '');
  if (missing !== undefined) return `key ${index} has no ${missing}`;
  const garbled = members.find((name) => name !== 'crv' && !isBase64(String(key[name])));
  return garbled === undefined ? undefined : `${garbled} of key ${index} is no base64`;
}

/** In either alphabet; without padding, one letter over whole groups of four stands for no byte. */
function isBase64(text: string): boolean {
  return /^([-\w]+|[A-Za-z0-9+/]+)={0,2}$/.test(text) && text.replace(/=+$/, '').length % 4 !== 1;
}

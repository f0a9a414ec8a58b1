import { createHash } from 'node:crypto';
import { fn, type TemplateFunction, text } from '../function.js';
import { decodeBytes } from '../text.js';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What Go says of a text that isn't in an encoding: sprig gives the error's text as the result. */
const corrupt = (encoding: string, at: number): string => `illegal ${encoding} data at input byte ${at}`;

function decodeBase64(value: string): string {
  const plain = value.replace(/[\r\n]/g, '');
  const valid = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.exec(plain);
  return valid ? decodeBytes(Buffer.from(plain, 'base64')) : corrupt('base64', faultAt(value, /[A-Za-z0-9+/]/, 4));
}

/** Where a decoder that reads groups of characters stops. */
function faultAt(value: string, allowed: RegExp, group: number): number {
  const bytes = Buffer.from(value, 'utf8').toString('latin1');
  let count = 0;
  for (let i = 0; i < bytes.length; i++) {
    const char = bytes[i] ?? '';
    if (char === '\r' || char === '\n') continue;
    if (char === '=') return paddingFault(bytes, i, count % group, group);
    if (!allowed.test(char)) return i;
    count++;
  }
  return bytes.length - (count % group);
}

/** A `=` too early, or what follows the padding. */
function paddingFault(bytes: string, at: number, filled: number, group: number): number {
  if (filled < 2) return at;
  let need = group - filled;
  let i = at;
  for (; need > 0; i++) {
    if (i >= bytes.length) return bytes.length;
    if (bytes[i] === '\r' || bytes[i] === '\n') continue;
    if (bytes[i] !== '=') return i;
    need--;
  }
  return i;
}

function encodeBase32(value: string): string {
  let bits = 0;
  let held = 0;
  let out = '';
  for (const byte of Buffer.from(value, 'utf8')) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += BASE32[(held >>> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  if (bits > 0) out += BASE32[(held << (5 - bits)) & 31];
  return out.padEnd(Math.ceil(out.length / 8) * 8, '=');
}

function decodeBase32(value: string): string {
  const plain = value.replace(/[\r\n]/g, '');
  if (plain.length % 8 !== 0 || !/^[A-Z2-7]*(?:={6}|={4}|={3}|=)?$/.test(plain)) {
    return corrupt('base32', faultAt(plain, /[A-Z2-7]/, 8));
  }
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const char of plain.replace(/=+$/, '')) {
    held = ((held << 5) | BASE32.indexOf(char)) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >>> bits) & 0xff);
    }
  }
  return decodeBytes(Uint8Array.from(bytes));
}

function adler32(value: string): string {
  let a = 1;
  let b = 0;
  for (const byte of Buffer.from(value, 'utf8')) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return String(((b << 16) | a) >>> 0);
}

const digest = (algorithm: string): TemplateFunction =>
  fn([text], ([s]) => createHash(algorithm).update(s, 'utf8').digest('hex'));

/** sprig's encodings and hashes. https://masterminds.github.io/sprig/encoding.html */
export const ENCODING_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  b64enc: fn([text], ([s]) => Buffer.from(s, 'utf8').toString('base64')),
  b64dec: fn([text], ([s]) => decodeBase64(s)),
  b32enc: fn([text], ([s]) => encodeBase32(s)),
  b32dec: fn([text], ([s]) => decodeBase32(s)),
  sha1sum: digest('sha1'),
  sha256sum: digest('sha256'),
  sha512sum: digest('sha512'),
  adler32sum: fn([text], ([s]) => adler32(s)),
};

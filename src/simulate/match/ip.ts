import { isIP } from 'node:net';
import type { JsonMessage } from '../../xds/json.js';
import { numberField, stringField } from './strings.js';

/** The bytes of an address: 4 or 16; undefined for what is none. */
export function addressBytes(address: string): readonly number[] | undefined {
  const family = isIP(address);
  if (family === 4) return address.split('.').map(Number);
  return family === 6 ? bytesOfV6(address) : undefined;
}

/** https://datatracker.ietf.org/doc/html/rfc4291#section-2.2 */
function bytesOfV6(address: string): readonly number[] {
  const [before = '', after] = (address.split('%', 1)[0] ?? '').split('::');
  const head = groups(before);
  const tail = groups(after ?? '');
  const zeros = Array.from({ length: Math.max(0, 16 - head.length - tail.length) }, () => 0);
  return [...head, ...zeros, ...tail];
}

function groups(text: string): readonly number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

/** Whether an address is in a range of its family. */
export function isInRange(address: string, prefix: string, length: number): boolean {
  const bytes = addressBytes(address);
  const range = addressBytes(prefix);
  if (!bytes || !range || bytes.length !== range.length) return false;
  return bytes.every((byte, i) => {
    const bits = Math.min(8, Math.max(0, length - i * 8));
    return ((byte ^ (range[i] ?? 0)) & (0xff00 >> bits) & 0xff) === 0;
  });
}

/**
 * Whether an address is in an envoy.config.core.v3.CidrRange; one that is not known is in none.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/core/v3/address.proto#config-core-v3-cidrrange
 */
export function isInCidr(address: string | undefined, range: JsonMessage): boolean {
  if (address === undefined) return false;
  return isInRange(address, stringField(range, 'addressPrefix') ?? '', numberField(range, 'prefixLen') ?? 0);
}

/** The range for people: `10.0.0.0/8`. */
export function describeCidr(range: JsonMessage): string {
  return `${stringField(range, 'addressPrefix') ?? ''}/${numberField(range, 'prefixLen') ?? 0}`;
}

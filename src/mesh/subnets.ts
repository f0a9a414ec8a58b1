import { isIP } from 'node:net';

/** A network: the address as written (IPv6 in its short form), and how many of its bits count. */
export interface Subnet {
  readonly address: string;
  readonly length: number;
}

const BITS: Readonly<Record<number, number | undefined>> = { 4: 32, 6: 128 };

/** Reads an IP, which is a network of its own, or a CIDR; undefined for other text. */
export function parseSubnet(text: string): Subnet | undefined {
  const [written = '', bits, ...more] = text.split('/');
  const family = isIP(written);
  const most = BITS[family];
  if (most === undefined || more.length > 0) return undefined;
  const length = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (!(length <= most)) return undefined;
  return { address: family === 6 ? new URL(`http://[${written}]`).hostname.slice(1, -1) : written, length };
}

/** True for what takes every IPv4 address, whatever its length says: nothing is asked of an address by it. */
export function isUnspecified({ address }: Subnet): boolean {
  return address === '0.0.0.0';
}

/** The same text for networks that are the same: bits that don't count are left out. */
export function subnetKey({ address, length }: Subnet): string {
  const kept = bytesOf(address).map((byte, i) => byte & (0xff00 >> Math.min(8, Math.max(0, length - i * 8))) & 0xff);
  return `${kept.join('.')}/${length}`;
}

function bytesOf(address: string): readonly number[] {
  if (!address.includes(':')) return address.split('.').map(Number);
  const [head = [], tail = []] = address.split('::').map(groupsOf);
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => 0);
  return [...head, ...zeros, ...tail].flatMap((group) => [group >> 8, group & 0xff]);
}

function groupsOf(text: string): readonly number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

import { isIP, isIPv4 } from 'node:net';

/** The groups of an IPv6 address, without what is abbreviated. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const parse = (text: string) =>
    text === ''
      ? []
      : text.split(':').flatMap((part) => {
          if (!part.includes('.')) return [Number.parseInt(part, 16)];
          const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number);
          return [a * 256 + b, c * 256 + d];
        });
  const first = parse(head);
  if (tail === undefined) return first;
  const last = parse(tail);
  return [...first, ...Array<number>(Math.max(8 - first.length - last.length, 0)).fill(0), ...last];
}

/** A range of addresses in one way of writing: its first address, as far as the length of the prefix counts. */
export function network(address: string, length: number): string {
  if (isIPv4(address)) {
    const kept = Math.min(length, 32);
    return `${mask(address.split('.').map(Number), kept, 8).join('.')}/${kept}`;
  }
  if (isIP(address) !== 6) return `${address}/${length}`;
  const kept = Math.min(length, 128);
  return `${mask(groupsOf(address), kept, 16)
    .map((group) => group.toString(16))
    .join(':')}/${kept}`;
}

/** Numbers of so many bits each, with only the first bits of all kept. */
function mask(numbers: readonly number[], length: number, bits: number): number[] {
  const all = 2 ** bits - 1;
  return numbers.map((number, i) => {
    const kept = Math.min(Math.max(length - bits * i, 0), bits);
    return number & (all << (bits - kept)) & all;
  });
}

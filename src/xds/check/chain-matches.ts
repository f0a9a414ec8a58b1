import type { CidrRange, FilterChain, FilterChainMatch } from '../types.js';

/** Two filter chains that some connection fits equally, or one that it fits twice. */
export interface Overlap {
  readonly first: number;
  readonly second: number;
  readonly match: string;
}

const ANY = ['*'];

/**
 * Pairs of chains with one match. Envoy spreads each match over all combinations of its values, and takes a combination
 * once. https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/listener/v3/listener_components.proto#config-listener-v3-filterchainmatch
 */
export function overlaps(chains: readonly FilterChain[]): Overlap[] {
  const seen = new Map<string, number>();
  const found: Overlap[] = [];
  chains.forEach((chain, second) => {
    let reported = false;
    for (const match of combinations(chain.filterChainMatch ?? {})) {
      const first = seen.get(match);
      if (first === undefined) seen.set(match, second);
      else if (!reported) {
        reported = true;
        found.push({ first, second, match });
      }
    }
  });
  return found;
}

function* combinations(match: FilterChainMatch): Iterable<string> {
  const { destinationPort, prefixRanges, serverNames, transportProtocol, applicationProtocols, ...rest } = match;
  const other = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : '';
  const port = destinationPort === undefined ? '' : `port ${destinationPort} `;
  const transport = transportProtocol ? ` ${transportProtocol}` : '';
  const ranges = prefixRanges?.length ? prefixRanges.map((r) => `to ${network(r)} `) : [''];
  const names = serverNames?.length ? serverNames.map((n) => n.toLowerCase().replace(/^\*(?=\.)/, '')) : ANY;
  const protocols = applicationProtocols?.length ? applicationProtocols.map((p) => ` ${p}`) : [''];
  for (const range of ranges) {
    for (const name of names) {
      for (const protocol of protocols) yield `${port}${range}SNI ${name}${transport}${protocol}${other}`;
    }
  }
}

/** A range by its first address, as far as the length of the prefix counts. */
function network({ addressPrefix = '', prefixLen = 0 }: Partial<CidrRange>): string {
  const bytes = addressPrefix.split('.').map(Number);
  if (bytes.length !== 4 || prefixLen > 32) return `${addressPrefix}/${prefixLen}`;
  const kept = bytes.map((byte, i) => byte & (0xff00 >> Math.min(Math.max(prefixLen - 8 * i, 0), 8)) & 0xff);
  return `${kept.join('.')}/${prefixLen}`;
}

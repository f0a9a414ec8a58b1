import { isList, isMessage } from '../dump/field-names.js';
import { asJson, type Json, type JsonMessage } from '../json.js';
import type { FilterChain } from '../types.js';
import { network } from './addresses.js';

/** Two filter chains that some connection fits equally, or one that it fits twice. */
export interface Overlap {
  readonly first: number;
  readonly second: number;
  readonly match: string;
}

/** How the values of a field are told apart, and what comes before and behind them in words. */
interface Dimension {
  readonly field: string;
  readonly key?: (value: Json) => string;
  readonly words: (value: string) => string;
}

const range = (value: Json): string =>
  isMessage(value) ? network(String(value['addressPrefix'] ?? ''), Number(value['prefixLen'] ?? 0)) : '';

/** In the order of words, not of matching: each combination of values counts. */
const BEFORE_NAME: readonly Dimension[] = [
  { field: 'destinationPort', words: (v) => `port ${v} ` },
  { field: 'prefixRanges', key: range, words: (v) => `to ${v} ` },
];
const AFTER_NAME: readonly Dimension[] = [
  { field: 'transportProtocol', words: (v) => ` ${v}` },
  { field: 'applicationProtocols', words: (v) => ` ${v}` },
  { field: 'directSourcePrefixRanges', key: range, words: (v) => ` directly from ${v}` },
  { field: 'sourceType', key: (v) => (v === 'ANY' ? '' : String(v)), words: (v) => ` of source ${v}` },
  { field: 'sourcePrefixRanges', key: range, words: (v) => ` from ${v}` },
  { field: 'sourcePorts', words: (v) => ` from port ${v}` },
];

/**
 * Pairs of chains with one match. Envoy spreads each match over all combinations of its values, and takes a combination
 * once. https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/listener/v3/listener_components.proto#config-listener-v3-filterchainmatch
 */
export function overlaps(chains: readonly FilterChain[]): Overlap[] {
  const seen = new Map<string, number>();
  const found: Overlap[] = [];
  chains.forEach((chain, second) => {
    let reported = false;
    for (const match of combinations(asJson(chain.filterChainMatch ?? {}))) {
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

function combinations(match: JsonMessage): readonly string[] {
  let texts: readonly string[] = [''];
  const add = (words: readonly string[]) => {
    texts = words.length === 1 ? texts.map((t) => t + words[0]) : texts.flatMap((t) => words.map((word) => t + word));
  };
  for (const dimension of BEFORE_NAME) add(valuesOf(match, dimension));
  const names = match['serverNames'];
  add(isList(names) && names.length > 0 ? names.map((n) => `SNI ${serverName(String(n))}`) : ['SNI *']);
  for (const dimension of AFTER_NAME) add(valuesOf(match, dimension));
  return texts;
}

function serverName(name: string): string {
  return name.toLowerCase().replace(/^\*(?=\.)/, '');
}

function valuesOf(match: JsonMessage, { field, key = String, words }: Dimension): readonly string[] {
  const value = match[field];
  if (value === undefined || value === '' || (isList(value) && value.length === 0)) return [''];
  const values = isList(value) ? value : [value];
  return values.map((one) => {
    const text = key(one);
    return text === '' ? '' : words(text);
  });
}

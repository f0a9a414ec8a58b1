import type { HttpMatch } from '../../model/kinds/virtual-service.js';
import type { RegexTest } from '../../model/regex.js';
import { matchCovers, mayCover, type RequestMatch, readMatch } from './http-matches.js';

/** A match that was added, with the name of its rule. */
export interface IndexedMatch {
  readonly match: HttpMatch;
  readonly label: string;
}

/** Earlier matches of a VirtualService, to be asked which of them takes all requests of a later one. */
export interface MatchIndex {
  /** Adds a match; `gateways` are the names of those that it asks for. */
  add(match: HttpMatch, gateways: readonly string[] | undefined, label: string): void;
  find(match: HttpMatch, gateways: readonly string[] | undefined): IndexedMatch | undefined;
}

type Entry = IndexedMatch & { readonly read: RequestMatch };
type Added = IndexedMatch & { readonly gateways: readonly string[] | undefined };

/** How often expressions of one VirtualService are tried: a bound, as each time one is compiled. */
const TRIES = 500;
/** So many matches are compared one by one; nearly every VirtualService has less. */
const FEW = 20;

/**
 * Keeps matches by path, so that a VirtualService of a thousand paths is no million comparisons: a path is looked up under
 * itself and its prefixes.
 */
export function buildMatchIndex(engine: RegexTest): MatchIndex {
  let left = TRIES;
  const regexTest: RegexTest = (pattern, text) => {
    left -= 1;
    return left >= 0 && engine(pattern, text);
  };
  const all: Added[] = [];
  const byPath = new Map<string, Entry[]>();
  const anywhere: Entry[] = [];
  const expressions: Entry[] = [];
  let filed = 0;
  const file = (entry: Entry) => {
    const { uri } = entry.read;
    if (uri.kind === 'any') anywhere.push(entry);
    else if (uri.kind === 'regex') expressions.push(entry);
    else {
      const key = `${uri.kind} ${uri.text.toLowerCase()}`;
      const known = byPath.get(key);
      if (known) known.push(entry);
      else byPath.set(key, [entry]);
    }
  };
  return {
    add(match, gateways, label) {
      all.push({ match, gateways, label });
    },
    find(match, gateways) {
      if (all.length <= FEW) {
        return all.find(
          (one) =>
            mayCover(one.match, match) &&
            matchCovers(readMatch(one.match, one.gateways), readMatch(match, gateways), regexTest),
        );
      }
      const read = readMatch(match, gateways);
      const takes = (entry: Entry) => matchCovers(entry.read, read, regexTest);
      for (; filed < all.length; filed++) {
        const one = all[filed];
        if (one) file({ ...one, read: readMatch(one.match, one.gateways) });
      }
      const direct = anywhere.find(takes);
      if (direct || read.uri.kind === 'any') return direct;
      const path = (read.uri.kind === 'regex' ? read.uri.literal : read.uri.text).toLowerCase();
      for (let length = 1; length <= path.length; length++) {
        const found = byPath.get(`prefix ${path.slice(0, length)}`)?.find(takes);
        if (found) return found;
      }
      return byPath.get(`exact ${path}`)?.find(takes) ?? expressions.find(takes);
    },
  };
}

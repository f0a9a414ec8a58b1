import type { HttpMatch, StringMatch } from '../../model/kinds/virtual-service.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';

/** A match by the beginning of the path. Names are as findings show them: `"name"` or `#index`. */
export interface PrefixMatch {
  readonly match: HttpMatch;
  readonly prefix: string;
  readonly name: string;
  readonly rule: string;
  readonly path: Path;
}

/**
 * Matches whose prefix begins with that of an earlier one that asks for nothing more. The earlier ones are looked up by each
 * beginning of the later prefix that is as long as one of them, so that long lists stay linear.
 * https://istio.io/latest/docs/reference/config/analysis/ist0131/
 */
export function findOverlaps(matches: readonly PrefixMatch[]): readonly Violation[] {
  const byPrefix = new Map<string, PrefixMatch[]>();
  const lengths = new Set<number>();
  const found: Violation[] = [];
  for (const later of matches) {
    for (const length of lengths) {
      if (length >= later.prefix.length) continue;
      for (const earlier of byPrefix.get(later.prefix.slice(0, length)) ?? []) {
        if (covers(earlier.match, later.match)) found.push(overlap(earlier, later));
      }
    }
    const same = byPrefix.get(later.prefix);
    if (same) same.push(later);
    else byPrefix.set(later.prefix, [later]);
    lengths.add(later.prefix.length);
  }
  return found;
}

function overlap(earlier: PrefixMatch, later: PrefixMatch): Violation {
  const match = `${later.name} of prefix ${later.prefix}`;
  const duplicate = `${earlier.name} of prefix ${earlier.prefix} on ${earlier.rule}`;
  return ineffective({ rule: later.rule, match, duplicate }, later.path);
}

/** Whether the earlier match takes what the later one asks for, by Istio's measure: a missing method is GET. */
function covers(earlier: HttpMatch, later: HttpMatch): boolean {
  return (
    (earlier.port ?? 0) === (later.port ?? 0) &&
    begins(spell(earlier.method) || 'exact:GET', spell(later.method) || 'exact:GET') &&
    begins(spell(earlier.authority), spell(later.authority)) &&
    coversAll(earlier.headers, later.headers) &&
    coversAll(earlier.queryParams, later.queryParams) &&
    coversAll(earlier.withoutHeaders, later.withoutHeaders)
  );
}

function begins(earlier: string, later: string): boolean {
  return earlier.startsWith(later);
}

type Matches = Readonly<Record<string, StringMatch>>;

const NONE: Matches = {};

function coversAll(earlier: Matches = NONE, later: Matches = NONE): boolean {
  const keys = Object.keys(earlier);
  return (
    keys.length === Object.keys(later).length &&
    keys.every((key) => Object.hasOwn(later, key) && begins(spell(earlier[key]), spell(later[key])))
  );
}

/** Regular expressions aren't compared: they count as if nothing was asked for. */
function spell(match: StringMatch | undefined): string {
  if (match?.exact) return `exact:${match.exact}`;
  return match?.prefix ? `prefix:${match.prefix}` : '';
}

/** A match that another one, of an earlier rule or the same, leaves no requests to. */
export function ineffective(
  args: { readonly rule: string; readonly match: string; readonly duplicate: string },
  path: Path,
): Violation {
  const text = `match ${args.match} of rule ${args.rule} is never used: rule ${args.duplicate} takes its requests before`;
  return { path, severity: 'info', code: 'IST0131', args, text };
}

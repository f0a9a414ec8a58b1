import type { RegexEngine } from './types.js';

/** A compiled pattern, as the engine that is handed in makes it. */
export interface CompiledPattern {
  /** Offsets of the next match at or after an offset and of its groups, in pairs; -1 where a group has none. */
  readonly match: (text: string, from: number) => readonly number[] | undefined;
}

/** How many patterns are kept compiled: more than a large mesh has, and bounded. */
const KEPT = 20_000;

/**
 * The regular expressions of a simulation, compiled once each.
 * @param compile makes a pattern of RE2 syntax; throws for what is none
 */
export function buildRegexEngine(compile: (pattern: string) => CompiledPattern): RegexEngine {
  const compiled = new Map<string, CompiledPattern | undefined>();
  const get = (pattern: string): CompiledPattern | undefined => {
    if (compiled.has(pattern)) return compiled.get(pattern);
    let made: CompiledPattern | undefined;
    try {
      made = compile(pattern);
    } catch {
      made = undefined; // Envoy would have refused it; nothing matches it
    }
    if (compiled.size < KEPT) compiled.set(pattern, made);
    return made;
  };
  return {
    // Without the anchors, an alternation could find a shorter match first.
    matches: (pattern, text) => get(`^(?:${pattern})$`)?.match(text, 0) !== undefined,
    replaceAll: (pattern, text, substitution) => {
      const found = get(pattern);
      return found ? replaceEvery(found, text, substitution) : text;
    },
  };
}

/** As RE2 replaces: no empty match directly behind the match before it. */
function replaceEvery(pattern: CompiledPattern, text: string, substitution: string): string {
  let out = '';
  let at = 0;
  let last = -1;
  while (at <= text.length) {
    const offsets = pattern.match(text, at);
    if (!offsets) break;
    const [start = 0, end = 0] = offsets;
    out += text.slice(at, start);
    if (start !== end || start !== last) out += expand(substitution, text, offsets);
    if (start === end) out += text.slice(end, end + 1);
    at = start === end ? end + 1 : end;
    last = end;
  }
  return out + text.slice(at);
}

function expand(substitution: string, text: string, offsets: readonly number[]): string {
  return substitution.replace(/\\([0-9\\])/g, (_, group: string) => {
    if (group === '\\') return '\\';
    const start = offsets[Number(group) * 2] ?? -1;
    return start < 0 ? '' : text.slice(start, offsets[Number(group) * 2 + 1]);
  });
}

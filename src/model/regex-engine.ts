/** A compiled regular expression (RE2 syntax, linear time). */
export interface CompiledRegex {
  /** The next match at or after an offset: pairs of offsets of the whole match and of every group, -1 where it has none. */
  readonly match: (text: string, from: number) => readonly number[] | undefined;
  /** Names of the groups by their number; the whole match, 0, has none. */
  readonly names: readonly (string | undefined)[];
}

/**
 * Loads the engine for searching and replacing with the regular expressions of Go and Envoy.
 * https://github.com/google/re2/wiki/Syntax
 * @returns a compiler that throws for what is no regular expression
 */
export async function loadRegexEngine(): Promise<(pattern: string) => CompiledRegex> {
  const { RE2JS } = await import('re2js');
  return (pattern) => {
    const compiled = RE2JS.compile(pattern);
    const names: (string | undefined)[] = [];
    for (const [name, index] of Object.entries(compiled.namedGroups())) names[index] = name;
    const count = compiled.groupCount();
    const match = (text: string, from: number): readonly number[] | undefined => {
      const matcher = compiled.matcher(text);
      if (!matcher.find(from)) return undefined;
      const offsets: number[] = [];
      for (let group = 0; group <= count; group++) offsets.push(matcher.start(group), matcher.end(group));
      return offsets;
    };
    return { match, names };
  };
}

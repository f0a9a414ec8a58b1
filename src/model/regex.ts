/** Matches a regular expression (RE2 syntax, anywhere in the text) in linear time; false for one that is none. */
export type RegexTest = (pattern: string, text: string) => boolean;

/**
 * Loads the engine that Envoy's and Istio's regular expressions mean. It is loaded apart because most meshes need none.
 * https://github.com/google/re2/wiki/Syntax
 */
export async function loadRegexTest(): Promise<RegexTest> {
  const { RE2JS } = await import('re2js');
  return (pattern, text) => {
    try {
      return RE2JS.compile(pattern).matcher(text).find();
    } catch {
      return false; // istiod takes a pattern that doesn't compile as one that nothing matches
    }
  };
}

/** For input in which nothing is matched by a regular expression. */
export const noRegexTest: RegexTest = () => false;

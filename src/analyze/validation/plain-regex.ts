/**
 * Whether a text is well formed as a regular expression by its looks: characters, escapes of signs, classes of usual ranges, one level
 * of groups, simple repetition. Most patterns of meshes are, and then RE2 needn't be asked, nor loaded. False says nothing.
 * https://github.com/google/re2/wiki/Syntax
 */
export function isPlainRegex(text: string): boolean {
  return text.length <= LONGEST && PLAIN.test(text);
}

const LONGEST = 256;
const ATOM = String.raw`(?:[\w\-/ ,:;@%=&#~!"'<>.]|\\[.dwsDWS\-/?*+()|[\]{}^$]|\[\^?(?:a-z|A-Z|0-9|\\[dws.\-/]|[\w.:@%=&#~!,/ +*?])+-?\])`;
const REPEATED = String.raw`${ATOM}(?:[*+?]\??)?`;
const SEQUENCE = `(?:${REPEATED})*`;
const GROUP = String.raw`\((?:\?:)?${SEQUENCE}(?:\|${SEQUENCE})*\)(?:[*+?]\??)?`;
const WHOLE = String.raw`\^?(?:${REPEATED}|${GROUP})*\$?`;
const PLAIN = new RegExp(String.raw`^${WHOLE}(?:\|${WHOLE})*$`);

const HTML: Readonly<Record<string, string>> = {
  '\0': '\ufffd',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
};

const HTML_SPECIAL = /[\0"'&<>]/g;

/** What `html` makes of a text. */
export const escapeHtml = (text: string): string => text.replace(HTML_SPECIAL, (char) => HTML[char] ?? char);

const JS: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
};

/** What `js` makes of a text: control characters and what would end a script as escapes. */
export function escapeJs(text: string): string {
  let out = '';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (JS[char]) out += JS[char];
    else if (code < 0x20 || (code >= 0x7f && !/^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char))) {
      out += `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
    } else out += char;
  }
  return out;
}

/** What `urlquery` makes of a text. */
export function escapeQuery(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

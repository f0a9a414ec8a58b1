/*
 * Plain scalars as the API server reads them: through Go's yaml.v2 resolver (sigs.k8s.io/yaml). `yes`, `on`, `y` are
 * booleans, `0777` and `0o777` octal, timestamps and `1:30` plain strings.
 */
const TRUE = /^(y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const INTEGER = /^[-+]?(0[bB][01]+|0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|[1-9][0-9]*|0)$/;
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;

/** True or false when the text spells one. */
export function parseBoolean(text: string): boolean | undefined {
  if (TRUE.test(text)) return true;
  return FALSE.test(text) ? false : undefined;
}

/** An integer in any of Go's bases; `0777` is octal. Larger numbers than 64 bits are left to the next reading. */
export function parseInteger(text: string): number | undefined {
  const digits = text.replaceAll('_', '');
  if (!INTEGER.test(digits)) return undefined;
  const value = Number(digits.replace(/^[-+]/, '').replace(/^0(?=[0-7])/, '0o'));
  if (value >= 2 ** 64) return undefined;
  return digits.startsWith('-') && value !== 0 ? -value : value;
}

export function parseFloatingPoint(text: string): number | undefined {
  const digits = text.replaceAll('_', '');
  const value = FLOAT.test(digits) ? Number(digits) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** Digits alone, as most numbers are written, that no double cuts short and that are not octal. */
function isPlainDecimal(text: string, first: number): boolean {
  if (text.length > 15 || (first === 48 && text.length > 1)) return false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

/** What a plain scalar stands for: null, a boolean, a number, or its own text. */
export function resolvePlain(text: string): string | number | boolean | null {
  const first = text.charCodeAt(0);
  // Digits, signs and the dot.
  if ((first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46) {
    if (isPlainDecimal(text, first)) return Number(text);
    return parseInteger(text) ?? parseFloatingPoint(text) ?? text;
  }
  if (text.length > 5) return text;
  if (text === '' || text === '~' || text === 'null' || text === 'Null' || text === 'NULL') return null;
  return parseBoolean(text) ?? text;
}

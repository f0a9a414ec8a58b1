const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;

/** The number that the digits from an offset make, and where they end. */
function numberAt(chars: readonly string[], from: number): { readonly value: bigint; readonly end: number } {
  let value = 0n;
  let end = from;
  for (; end < chars.length && DIGIT.test(chars[end] ?? ''); end++) {
    value = BigInt.asIntN(64, value * 10n + BigInt((chars[end]?.codePointAt(0) ?? 48) - 48));
  }
  return { value, end };
}

/** Whether digits other than zeros stand before an offset: a zero there is no leading one. */
function followsNumber(chars: readonly string[], at: number): boolean {
  for (let i = at - 1; i >= 0 && DIGIT.test(chars[i] ?? ''); i--) if (chars[i] !== '0') return true;
  return false;
}

const codeOf = (char: string): number => char.codePointAt(0) ?? 0;

/** The order in which Kubernetes' YAML writer puts keys: numbers by their value, letters after all else. */
export function compareKeys(left: string, right: string): number {
  const a = [...left];
  const b = [...right];
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [x = '', y = ''] = [a[i], b[i]];
    if (x === y) continue;
    const letters = [LETTER.test(x), LETTER.test(y)];
    if (letters[0] && letters[1]) return codeOf(x) - codeOf(y);
    if (letters[0] || letters[1]) return letters[1] ? -1 : 1;
    const carried = (x === '0' || y === '0') && followsNumber(a, i);
    const [m, n] = [numberFrom(a, i, carried), numberFrom(b, i, carried)];
    if (m.value !== n.value) return m.value < n.value ? -1 : 1;
    if (m.end !== n.end) return m.end - n.end;
    return codeOf(x) - codeOf(y);
  }
  return a.length - b.length;
}

/** As numberAt, with a 1 before the digits when they go on a number. */
function numberFrom(
  chars: readonly string[],
  from: number,
  carried: boolean,
): { readonly value: bigint; readonly end: number } {
  const { value, end } = numberAt(chars, from);
  return { value: carried ? value + 10n ** BigInt(end - from) : value, end };
}

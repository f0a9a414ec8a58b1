/** A number in decimal: `0.DIGITS * 10^point`; no digits for zero. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/** How a float is to be written: as Go's strconv.FormatFloat; precision -1 for as few digits as tell it apart. */
export type FloatVerb = 'b' | 'e' | 'E' | 'f' | 'g' | 'G' | 'x' | 'X';

/** Writes a float as Go does. https://pkg.go.dev/strconv#FormatFloat
 * @param precision digits after the point (`e`, `f`), digits in all (`g`), or -1
 */
export function formatFloat(value: number, verb: FloatVerb, precision: number, bits: 32 | 64 = 64): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  switch (verb) {
    case 'f':
      return sign + fixed(precision < 0 ? shortest(size, bits) : roundAt(size, precision), precision);
    case 'e':
    case 'E':
      return sign + scientific(precision < 0 ? shortest(size, bits) : roundTo(size, precision + 1), precision, verb);
    case 'g':
    case 'G':
      return sign + general(size, precision, verb, bits);
    case 'b':
      return sign + binary(size, bits);
    default: {
      const text = sign + hexadecimal(size, precision);
      return verb === 'X' ? text.toUpperCase() : text;
    }
  }
}

/** From this exponent on the shortest form is written with one. */
const SHORTEST_THRESHOLD = 6;

/** `%e` for very small and large numbers, `%f` for the rest, without trailing zeros. */
function general(size: number, precision: number, verb: 'g' | 'G', bits: 32 | 64): string {
  const digits = precision < 0 ? shortest(size, bits) : roundTo(size, Math.max(precision, 1));
  const count = digits.digits.length;
  const asked = Math.max(precision, 1);
  const threshold = precision < 0 ? SHORTEST_THRESHOLD : asked > count && count >= digits.point ? count : asked;
  const exponent = digits.point - 1;
  if (exponent < -4 || exponent >= threshold) return scientific(digits, count - 1, verb === 'g' ? 'e' : 'E');
  return fixed(digits, Math.max(count - digits.point, 0));
}

/** The fewest digits that read back as the same number. */
function shortest(size: number, bits: 32 | 64): Decimal {
  if (size === 0) return { digits: '', point: 0 };
  let text = size.toExponential();
  if (bits === 32) {
    for (let p = 0; p < 9; p++) {
      text = size.toExponential(p);
      if (Math.fround(Number(text)) === size) break;
    }
  }
  const [mantissa = '', exponent = '0'] = text.split('e');
  return { digits: mantissa.replace('.', '').replace(/0+$/, ''), point: Number(exponent) + 1 };
}

/** A float as an exact fraction. */
function fraction(size: number): { readonly over: bigint; readonly under: bigint } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, size);
  const raw = view.getBigUint64(0);
  const biased = Number((raw >> 52n) & 0x7ffn);
  const mantissa = raw & 0xf_ffff_ffff_ffffn;
  const whole = biased === 0 ? mantissa : mantissa | (1n << 52n);
  const exponent = (biased === 0 ? 1 : biased) - 1075;
  return exponent >= 0
    ? { over: whole << BigInt(exponent), under: 1n }
    : { over: whole, under: 1n << BigInt(-exponent) };
}

/** `size * 10^shift` as a whole number, halves to even. */
function scaled(size: number, shift: number): bigint {
  const { over, under } = fraction(size);
  const top = shift >= 0 ? over * 10n ** BigInt(shift) : over;
  const bottom = shift >= 0 ? under : under * 10n ** BigInt(-shift);
  const whole = top / bottom;
  const twice = (top - whole * bottom) * 2n;
  const up = twice > bottom || (twice === bottom && whole % 2n === 1n);
  return up ? whole + 1n : whole;
}

/** Rounded to so many digits after the point. */
function roundAt(size: number, places: number): Decimal {
  const digits = scaled(size, places).toString();
  return digits === '0' ? { digits: '', point: 0 } : { digits, point: digits.length - places };
}

/** Rounded to so many digits in all, trailing zeros dropped. */
function roundTo(size: number, count: number): Decimal {
  if (size === 0) return { digits: '', point: 0 };
  const point = shortest(size, 64).point;
  const digits = scaled(size, count - point).toString();
  return { digits: digits.replace(/0+$/, ''), point: digits.length > count ? point + 1 : point };
}

function fixed({ digits, point }: Decimal, precision: number): string {
  const places = precision < 0 ? Math.max(digits.length - point, 0) : precision;
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (places === 0) return whole;
  const after = point >= 0 ? digits.slice(point) : '0'.repeat(Math.min(-point, places)) + digits;
  return `${whole}.${after.slice(0, places).padEnd(places, '0')}`;
}

function scientific({ digits, point }: Decimal, precision: number, letter: 'e' | 'E'): string {
  const exponent = digits === '' ? 0 : point - 1;
  const places = precision < 0 ? Math.max(digits.length - 1, 0) : precision;
  const after = digits.slice(1).padEnd(places, '0');
  const mantissa = `${digits[0] ?? '0'}${places > 0 ? `.${after}` : ''}`;
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${mantissa}${letter}${exponent < 0 ? '-' : '+'}${size}`;
}

/** The mantissa as a whole number, and the power of two that it is multiplied by. */
function binary(size: number, bits: 32 | 64): string {
  const [digits, least] = bits === 64 ? [52, -1074] : [23, -149];
  const exponent = size === 0 ? least : Math.max(exponentOf(size) - digits, least);
  const power = `${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
  return `${BigInt(size === 0 ? 0 : (size / 2 ** Math.max(exponent, -1000)) * 2 ** -Math.min(exponent + 1000, 0))}p${power}`;
}

/** The power of two that a number is at least. */
function exponentOf(size: number): number {
  const { over, under } = fraction(size);
  return (
    over.toString(2).length -
    under.toString(2).length +
    (over << BigInt(under.toString(2).length) >= under << BigInt(over.toString(2).length) ? 0 : -1)
  );
}

/** `0x1.8p+01`, the form of `%x`. */
function hexadecimal(size: number, precision: number): string {
  if (size === 0) return `0x0${precision > 0 ? `.${'0'.repeat(precision)}` : ''}p+00`;
  let exponent = exponentOf(size);
  const { over, under } = fraction(size);
  const places = precision < 0 ? 13 : precision;
  const measure = (e: number): bigint => {
    const shift = BigInt(4 * places - e);
    const top = shift >= 0n ? over << shift : over;
    const bottom = shift >= 0n ? under : under << -shift;
    const whole = top / bottom;
    const twice = (top - whole * bottom) * 2n;
    return twice > bottom || (twice === bottom && whole % 2n === 1n) ? whole + 1n : whole;
  };
  let whole = measure(exponent);
  while (whole >> BigInt(4 * places) > 1n) whole = measure(++exponent);
  while (whole >> BigInt(4 * places) === 0n) whole = measure(--exponent);
  const hex = whole.toString(16);
  const rest = precision < 0 ? hex.slice(1).replace(/0+$/, '') : hex.slice(1);
  const power = String(Math.abs(exponent)).padStart(2, '0');
  return `0x${hex[0] ?? '1'}${rest === '' ? '' : `.${rest}`}p${exponent < 0 ? '-' : '+'}${power}`;
}

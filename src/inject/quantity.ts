/*
 * Quantities as Kubernetes writes them back: `2000m` is `2`, `1024Mi` is `1Gi`.
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
const DECIMAL: readonly string[] = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY: readonly string[] = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const FORM = /^([+-]?)(\d*)(?:\.(\d*))?(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d{1,3})?$/;
/** More digits than any quantity has; the numbers stay small. */
const MAX_LENGTH = 60;
const NANO = 9;

/** A number in billionths, and how it was written. */
interface Quantity {
  readonly nanos: bigint;
  readonly form: 'binary' | 'decimal' | 'exponent';
}

function readQuantity(text: string): Quantity | undefined {
  const match = text.length <= MAX_LENGTH ? FORM.exec(text) : null;
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', suffix = ''] = match;
  if (whole === '' && fraction === '') return undefined;
  const digits = BigInt(`${whole}${fraction}` || '0') * (sign === '-' ? -1n : 1n);
  const power = BINARY.indexOf(suffix);
  const scale = NANO - fraction.length;
  if (power > 0) return { nanos: scaled(digits * 1024n ** BigInt(power), scale), form: 'binary' };
  const exponent = DECIMAL.indexOf(suffix);
  if (exponent >= 0) return { nanos: scaled(digits, scale + (exponent - 3) * 3), form: 'decimal' };
  return { nanos: scaled(digits, scale + Number(suffix.slice(1))), form: 'exponent' };
}

/** Times a power of ten, rounded away from zero. */
function scaled(value: bigint, exponent: number): bigint {
  if (exponent >= 0) return value * 10n ** BigInt(exponent);
  const divisor = 10n ** BigInt(-exponent);
  const quotient = value / divisor;
  if (quotient * divisor === value) return quotient;
  return quotient + (value < 0n ? -1n : 1n);
}

/** The same amount as Kubernetes spells it; undefined for what is no quantity. */
export function canonicalQuantity(text: string): string | undefined {
  const quantity = readQuantity(text);
  if (!quantity) return undefined;
  const { nanos, form } = quantity;
  if (nanos === 0n) return '0';
  const one = 10n ** BigInt(NANO);
  const large = nanos >= 1024n * one || nanos <= -1024n * one;
  if (form === 'binary' && large && nanos % one === 0n) return binary(nanos / one);
  return decimal(nanos, form === 'exponent');
}

function binary(value: bigint): string {
  let mantissa = value;
  let power = 0;
  while (mantissa % 1024n === 0n && power < BINARY.length - 1) {
    mantissa /= 1024n;
    power++;
  }
  return `${mantissa}${BINARY[power]}`;
}

function decimal(nanos: bigint, asExponent: boolean): string {
  let mantissa = nanos;
  let exponent = -NANO;
  while (mantissa % 1000n === 0n && exponent < 18) {
    mantissa /= 1000n;
    exponent += 3;
  }
  if (asExponent) return exponent === 0 ? String(mantissa) : `${mantissa}e${exponent}`;
  return `${mantissa}${DECIMAL[exponent / 3 + 3]}`;
}

import { ValueError } from '../error.js';

/** A version by its parts. https://semver.org */
export interface Version {
  readonly original: string;
  readonly numbers: readonly [bigint, bigint, bigint];
  readonly pre: string;
  readonly metadata: string;
}

const IDENTIFIERS = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const VERSION = new RegExp(`^v?(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?(?:-(${IDENTIFIERS}))?(?:\\+(${IDENTIFIERS}))?$`);
const MAX = 2n ** 64n;

/** No version is longer; the patterns need not be tried on more. */
function checkLength(text: string): void {
  if (text.length > 500) throw new ValueError('a version, or a constraint of versions, is too long');
}

/** Reads a version; minor and patch may be missing, a `v` may stand before it.
 * @throws ValueError for what is none
 */
export function parseVersion(text: string): Version {
  checkLength(text);
  const match = VERSION.exec(text);
  if (!match) throw new ValueError(`${JSON.stringify(text)} is no version`);
  const [, major = '0', minor = '0', patch = '0', pre = '', metadata = ''] = match;
  const numbers = [BigInt(major), BigInt(minor), BigInt(patch)] as const;
  if (numbers.some((n) => n >= MAX)) throw new ValueError(`${JSON.stringify(text)} has a number too large`);
  if (pre.split('.').some((part) => /^0\d+$/.test(part)))
    throw new ValueError(`${JSON.stringify(text)} has a leading zero`);
  return { original: text, numbers: [numbers[0], numbers[1], numbers[2]], pre, metadata };
}

/** A version without the `v`, with all three numbers. */
export const versionText = ({ numbers, pre, metadata }: Version): string =>
  numbers.join('.') + (pre === '' ? '' : `-${pre}`) + (metadata === '' ? '' : `+${metadata}`);

const sign = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

function comparePart(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined || a === '') return -1;
  if (b === undefined || b === '') return 1;
  const numeric = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (numeric[0] && numeric[1]) return sign(BigInt(a), BigInt(b));
  if (numeric[0] || numeric[1]) return numeric[0] ? -1 : 1;
  return a < b ? -1 : 1;
}

function comparePre(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? 1 : -1;
  const [left, right] = [a.split('.'), b.split('.')];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const order = comparePart(left[i], right[i]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Order of two versions; what stands after `+` doesn't count. */
export function compareVersions(a: Version, b: Version): number {
  for (const i of [0, 1, 2] as const) {
    const order = sign(a.numbers[i], b.numbers[i]);
    if (order !== 0) return order;
  }
  return comparePre(a.pre, b.pre);
}

/** One comparison of a constraint; a number left out or written as `x` stands for any. */
interface Comparison {
  readonly operator: string;
  readonly version: Version;
  readonly anyMinor: boolean;
  readonly anyPatch: boolean;
  readonly partial: boolean;
}

const OPERATORS = '=|!=|>|<|>=|=>|<=|=<|~|~>|\\^|';
const NUMBER = '[0-9|x|X|*]+';
const PATTERN = `v?(${NUMBER})(\\.${NUMBER})?(\\.${NUMBER})?(-${IDENTIFIERS})?(\\+${IDENTIFIERS})?`;
// Blanks are made single ones before, so that no two parts of the patterns can share a run of them.
const VALID = new RegExp(`^ ?(?:${OPERATORS}) ?${PATTERN}(?:(?: ?, ?| )(?:${OPERATORS}) ?${PATTERN})* ?$`);
const ONE = new RegExp(`(${OPERATORS}) ?(${PATTERN})`, 'g');
const RANGE = new RegExp(` ?(${PATTERN}) - (${PATTERN}) ?`, 'g');
const isAny = (part: string | undefined): boolean => part === undefined || /^\.?[xX*]$/.test(part);

function parseComparison(match: RegExpMatchArray): Comparison {
  const [, operator = '', whole = '', major, minor, patch, pre = ''] = match;
  const anyMajor = isAny(major);
  const anyMinor = !anyMajor && isAny(minor);
  const anyPatch = !anyMajor && !anyMinor && isAny(patch);
  const text = anyMajor
    ? `0.0.0${pre}`
    : anyMinor
      ? `${major}.0.0${pre}`
      : anyPatch
        ? `${major}${minor}.0${pre}`
        : whole;
  return { operator, version: parseVersion(text), anyMinor, anyPatch, partial: anyMajor || anyMinor || anyPatch };
}

/** Reads `>= 1.2, < 2 || ^3`: alternatives of comparisons that must all hold. */
function parseConstraint(text: string): readonly (readonly Comparison[])[] {
  checkLength(text);
  const ranges = text
    .replace(/\s+/g, ' ')
    .replace(RANGE, (...found: (string | undefined)[]) => `>= ${found[1]}, <= ${found[7]} `);
  return ranges.split('||').map((alternative) => {
    if (!VALID.test(alternative)) throw new ValueError(`${JSON.stringify(text)} is no constraint of versions`);
    return [...alternative.matchAll(ONE)].map(parseComparison);
  });
}

function holdsTilde(v: Version, c: Comparison): boolean {
  const [major, minor, patch] = c.version.numbers;
  if (compareVersions(v, c.version) < 0) return false;
  if (major === 0n && minor === 0n && patch === 0n && !c.anyMinor && !c.anyPatch) return true;
  return v.numbers[0] === major && (v.numbers[1] === minor || c.anyMinor);
}

function holdsCaret(v: Version, c: Comparison): boolean {
  const [major, minor, patch] = c.version.numbers;
  if (compareVersions(v, c.version) < 0) return false;
  if (major > 0n || c.anyMinor) return v.numbers[0] === major;
  if (v.numbers[0] > 0n) return false;
  if (minor > 0n || c.anyPatch) return v.numbers[1] === minor;
  return v.numbers[1] === 0n && v.numbers[2] === patch;
}

function holdsNot(v: Version, c: Comparison): boolean {
  const [major, minor, patch] = c.version.numbers;
  if (!c.partial) return compareVersions(v, c.version) !== 0;
  if (v.numbers[0] !== major) return true;
  if (v.numbers[1] !== minor && !c.anyMinor) return true;
  if (c.anyMinor) return false;
  if (v.numbers[2] !== patch && !c.anyPatch) return true;
  if (c.anyPatch) return comparePre(v.pre, c.version.pre) !== 0;
  return compareVersions(v, c.version) !== 0;
}

function holdsGreater(v: Version, c: Comparison): boolean {
  if (!c.partial) return compareVersions(v, c.version) > 0;
  if (v.numbers[0] !== c.version.numbers[0]) return v.numbers[0] > c.version.numbers[0];
  if (c.anyMinor) return false;
  return c.anyPatch ? v.numbers[1] > c.version.numbers[1] : compareVersions(v, c.version) > 0;
}

function holdsAtMost(v: Version, c: Comparison): boolean {
  if (!c.partial) return compareVersions(v, c.version) <= 0;
  if (v.numbers[0] !== c.version.numbers[0]) return v.numbers[0] < c.version.numbers[0];
  return v.numbers[1] <= c.version.numbers[1] || c.anyMinor;
}

function holds(v: Version, c: Comparison): boolean {
  if (v.pre !== '' && c.version.pre === '' && (c.operator !== '!=' || c.partial)) return false;
  switch (c.operator) {
    case '!=':
      return holdsNot(v, c);
    case '>':
      return holdsGreater(v, c);
    case '<':
      return compareVersions(v, c.version) < 0;
    case '>=':
    case '=>':
      return compareVersions(v, c.version) >= 0;
    case '<=':
    case '=<':
      return holdsAtMost(v, c);
    case '~':
    case '~>':
      return holdsTilde(v, c);
    case '^':
      return holdsCaret(v, c);
    default:
      return c.partial ? holdsTilde(v, c) : compareVersions(v, c.version) === 0;
  }
}

/** Whether a version meets a constraint. https://github.com/Masterminds/semver#checking-version-constraints
 * @throws ValueError when either can't be read
 */
export function meetsConstraint(constraint: string, version: string): boolean {
  const alternatives = parseConstraint(constraint);
  const parsed = parseVersion(version);
  return alternatives.some((comparisons) => comparisons.every((c) => holds(parsed, c)));
}

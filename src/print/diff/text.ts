import { type ChangeGroup, type DiffReport, formatSteps, type SharedChange } from '../../xds/diff/index.js';
import { printable } from '../terminal.js';
import { describeProxies, describeResources, type OriginsOfChange, shownValues, valueLines } from './facts.js';

const NAMES_SHOWN = 3;
const COLOURS = { '-': 31, '+': 32, '~': 33, '#': 1 } as const;

/** What differs, for people: a block a resource and set of proxies, a few lines a change. Nothing where nothing differs. */
export function formatDiffText(report: DiffReport, originsOf: OriginsOfChange, colour: boolean): string {
  const paint = (mark: keyof typeof COLOURS, line: string) =>
    colour ? `\u001b[${COLOURS[mark]}m${line}\u001b[${mark === '#' ? 22 : 39}m` : line;
  const sides = [
    ...report.removed.map((name) => paint('-', `- proxy ${printable(name)}`)),
    ...report.added.map((name) => paint('+', `+ proxy ${printable(name)}`)),
  ].map((line) => `${line}\n`);
  const blocks = report.groups.map((group) => formatGroup(group, originsOf, paint));
  return [sides.join(''), ...blocks].filter(Boolean).join('\n');
}

type Paint = (mark: keyof typeof COLOURS, line: string) => string;

function formatGroup(group: ChangeGroup, originsOf: OriginsOfChange, paint: Paint): string {
  const title = describeResources(group, NAMES_SHOWN);
  const lines = group.changes.flatMap((change) => formatChange(change, originsOf, paint));
  return `${paint('#', title)} in ${describeProxies(group.proxies, NAMES_SHOWN)}\n${lines.map((l) => `  ${l}\n`).join('')}`;
}

function formatChange(change: SharedChange, originsOf: OriginsOfChange, paint: Paint): readonly string[] {
  const path = printable(formatSteps(change.path)) || 'all of it';
  const values = shownValues(change);
  const origins = formatOrigins(originsOf(change));
  if (change.kind === 'changed' || change.kind === 'reordered') {
    return [...changedLines(path, change.kind, values, paint), ...origins];
  }
  const mark = change.kind === 'added' ? '+' : '-';
  const value = values.after ?? values.before ?? null;
  const [first = '', ...more] = valueLines(value);
  // A whole resource is told by its name: its fields would bury what else there is.
  if (change.path.length === 0) return [paint(mark, `${mark} ${change.kind}`), ...origins];
  if (typeof value !== 'object') return [paint(mark, `${mark} ${path}: ${first}`), ...origins];
  return [
    paint(mark, `${mark} ${path}:`),
    ...[first, ...more].map((line) => paint(mark, `${mark}   ${line}`)),
    ...origins,
  ];
}

function changedLines(
  path: string,
  kind: SharedChange['kind'],
  { before = null, after = null }: ReturnType<typeof shownValues>,
  paint: Paint,
): readonly string[] {
  const [left, right] = [valueLines(before), valueLines(after)];
  if (kind === 'reordered') {
    const order = (value: unknown) =>
      Array.isArray(value) ? value.map((label) => printable(String(label))).join(', ') : '';
    return [paint('~', `~ ${path}: order`), paint('-', `-   ${order(before)}`), paint('+', `+   ${order(after)}`)];
  }
  if (typeof before !== 'object' && typeof after !== 'object')
    return [paint('~', `~ ${path}: ${left[0]} -> ${right[0]}`)];
  return [
    paint('~', `~ ${path}:`),
    ...left.map((line) => paint('-', `-   ${line}`)),
    ...right.map((line) => paint('+', `+   ${line}`)),
  ];
}

function formatOrigins({ before, after }: ReturnType<OriginsOfChange>): readonly string[] {
  const [left, right] = [placesText(before), placesText(after)];
  if (left === '' && right === '') return [];
  return [`    ${printable(left === right || left === '' || right === '' ? left || right : `${left} -> ${right}`)}`];
}

function placesText(places: readonly string[]): string {
  const some = places.slice(0, NAMES_SHOWN).join(', ');
  return places.length > NAMES_SHOWN ? `${some}, ... (${places.length - NAMES_SHOWN} more)` : some;
}

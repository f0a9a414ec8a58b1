import { type ChangeGroup, type ResourceType, redactedValues, type SharedChange } from '../../xds/diff/index.js';
import type { Json } from '../../xds/json.js';
import { printable } from '../terminal.js';
import { printYaml } from '../yaml.js';

/** `file:line` of what made a change, on either side. */
export type OriginsOfChange = (change: SharedChange) => {
  readonly before: readonly string[];
  readonly after: readonly string[];
};

/** What a resource is called, by the list it stands in. */
export const WORDS: Readonly<Record<ResourceType, string>> = {
  listeners: 'listener',
  routes: 'route',
  clusters: 'cluster',
  endpoints: 'endpoints',
};

/** Lines of a value that are shown at most; JSON has all of it. */
const LINES = 40;
const SCALAR_LENGTH = 300;

/** The values of a change as lines: a scalar is one, a message is YAML. Safe for a terminal. */
export function valueLines(value: Json): readonly string[] {
  if (typeof value !== 'object' || value === null) return [shortened(printable(String(value)))];
  const lines = printYaml(value)
    .trimEnd()
    .split('\n')
    .map((line) => shortened(printable(line)));
  return lines.length <= LINES ? lines : [...lines.slice(0, LINES), `... (${lines.length - LINES} more lines)`];
}

function shortened(line: string): string {
  return line.length > SCALAR_LENGTH ? `${line.slice(0, SCALAR_LENGTH)}...` : line;
}

/** The values of a change that may be shown. */
export const shownValues = redactedValues;

/** `3 proxies: a.x, b.x, c.x`, with the first few names. */
export function describeProxies(names: readonly string[], shown: number): string {
  const some = names.slice(0, shown).map(printable).join(', ');
  const more = names.length > shown ? `, ... (${names.length - shown} more)` : '';
  return names.length === 1 ? some : `${names.length} proxies: ${some}${more}`;
}

/** `route 80`, or `clusters a, b, ... (3 more)` where the same changed in several. */
export function describeResources({ type, names }: ChangeGroup, shown: number): string {
  const some = names.slice(0, shown).map(printable).join(', ');
  const more = names.length > shown ? `, ... (${names.length - shown} more)` : '';
  return `${names.length === 1 ? WORDS[type] : type} ${some}${more}`;
}

/** One line of numbers: changed proxies among those compared, and those on one side only. */
export function summarize(report: {
  readonly compared: number;
  readonly changed: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}): string {
  const { compared, changed, added, removed } = report;
  const proxies = `${changed.length} of ${compared} ${compared === 1 ? 'proxy' : 'proxies'} changed`;
  const sides = [added.length > 0 && `${added.length} added`, removed.length > 0 && `${removed.length} removed`];
  return [proxies, ...sides.filter(Boolean)].join(', ');
}

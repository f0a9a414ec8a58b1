import { type ChangeGroup, type DiffReport, formatSteps, isSame, type SharedChange } from '../../xds/diff/index.js';
import { printable } from '../terminal.js';
import { type OriginsOfChange, shownValues, summarize, valueLines, WORDS } from './facts.js';

/** GitHub takes comments of 65,536 characters. */
const LENGTH = 60_000;
/** More proxies than these are folded away. */
const NAMES_SHOWN = 5;
const NAMES_LISTED = 500;
const PLACES_SHOWN = 10;

/** What differs, as the comment of a pull request. It says so where nothing differs, too. */
export function formatDiffMarkdown(report: DiffReport, originsOf: OriginsOfChange): string {
  if (isSame(report)) return `### Proxy configuration: no difference\n\n${summarize(report)}.\n`;
  const sections = [...sideSections(report), ...report.groups.map((group) => formatGroup(group, originsOf))];
  const out = [`### Proxy configuration: ${summarize(report)}\n`];
  let length = 0;
  for (const [i, section] of sections.entries()) {
    length += section.length;
    if (length > LENGTH) {
      out.push(`\n... and ${sections.length - i} more, which are too long for a comment.\n`);
      break;
    }
    out.push(`\n${section}`);
  }
  return out.join('');
}

function sideSections({ added, removed }: DiffReport): readonly string[] {
  const list = (title: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`#### ${title}\n\n${formatProxies(names)}`];
  return [...list('Proxies added', added), ...list('Proxies removed', removed)];
}

function formatGroup(group: ChangeGroup, originsOf: OriginsOfChange): string {
  const [name = ''] = group.names;
  const alike = group.names.length > 1 ? ` and ${group.names.length - 1} more ${group.type}` : '';
  const title = `#### ${WORDS[group.type]} ${inlineCode(name)}${alike}`;
  const lines = group.changes.flatMap((change) => changeLines(change));
  const places = [...new Set(group.changes.flatMap((change) => placesOf(originsOf(change))))];
  const listed = places.slice(0, PLACES_SHOWN).map(inlineCode).join(', ');
  const more = places.length > PLACES_SHOWN ? `, ... (${places.length - PLACES_SHOWN} more)` : '';
  const from = places.length === 0 ? '' : `\nFrom ${listed}${more}\n`;
  return `${title}\n\n${formatProxies(group.proxies)}\n${fenced(lines)}${from}`;
}

function placesOf({ before, after }: ReturnType<OriginsOfChange>): readonly string[] {
  return after.length > 0 ? after : before;
}

function formatProxies(names: readonly string[]): string {
  if (names.length <= NAMES_SHOWN) return `${names.map(inlineCode).join(', ')}\n`;
  const listed = names.slice(0, NAMES_LISTED).map(inlineCode).join(', ');
  const more = names.length > NAMES_LISTED ? `, ... (${names.length - NAMES_LISTED} more)` : '';
  return `<details><summary>${names.length} proxies</summary>\n\n${listed}${more}\n\n</details>\n`;
}

function changeLines(change: SharedChange): readonly string[] {
  const path = printable(formatSteps(change.path));
  const { before, after } = shownValues(change);
  if (path === '') return [change.kind === 'added' ? '+ added' : '- removed'];
  const side = (mark: string, value: typeof before) => {
    if (value === undefined) return [];
    const [first = '', ...more] = valueLines(value);
    if (typeof value !== 'object') return [`${mark} ${path}: ${first}`];
    return [`${mark} ${path}:`, ...[first, ...more].map((line) => `${mark}   ${line}`)];
  };
  return [...side('-', before), ...side('+', after)];
}

/** A fence longer than any run of backticks inside. */
function fenced(lines: readonly string[]): string {
  const text = lines.join('\n');
  const runs = text.match(/`{3,}/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${fence}diff\n${text}\n${fence}\n`;
}

/** Names come from files of anybody: none may end the code or start a mention. */
function inlineCode(text: string): string {
  return `\`${printable(text).replaceAll('`', "'")}\``;
}

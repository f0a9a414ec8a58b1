import { type Command, Option } from 'commander';
import type { Call, CommandDefinition } from '../../cli/command.js';
import { collectList, flag, texts } from '../../cli/options.js';
import { UserError } from '../../model/errors.js';
import { suggest } from '../../model/suggest.js';
import { printableLines } from '../../print/terminal.js';
import type { EnvoyAdmin } from '../../sources/admin.js';
import { addOutputOption, decodeFormat, printValue } from './output.js';
import { withAdmin } from './source.js';
import { addTargetOptions, decodeTarget } from './target.js';

/** https://www.envoyproxy.io/docs/envoy/v1.38.0/operations/admin#post--logging */
const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];
/** What Istio starts its proxies with. */
const DEFAULT_LEVEL = 'warning';

export const command: CommandDefinition = { configure, run };

function configure(c: Command): void {
  addTargetOptions(c, { files: false });
  addOutputOption(c);
  c.addOption(
    new Option('--level <levels>', `[LOGGER:]LEVEL, comma-separated; levels: ${LEVELS.join(', ')}`).argParser(
      collectList,
    ),
  );
  c.option('-r, --reset', `set every logger back to ${DEFAULT_LEVEL}`);
}

async function run(call: Call) {
  const format = decodeFormat(call);
  const changes = decodeLevels(texts(call.options, 'level'), flag(call.options, 'reset'));
  return withAdmin(decodeTarget(call), async (admin) => {
    const before = await admin.logging({});
    if (changes.loggers.length > 0) checkLoggers(changes.loggers, Object.keys(parseLoggers(before)));
    const after = await apply(admin, changes, before);
    if (format === 'table') await call.io.out(`${printableLines(after).trimEnd()}\n`);
    else await printValue(call.io, parseLoggers(after), format);
    return 'ok' as const;
  });
}

interface LevelChanges {
  /** Level of every logger. */
  readonly all?: string;
  readonly loggers: readonly { readonly logger: string; readonly level: string }[];
}

/** @throws UserError (usage) for an unknown level */
function decodeLevels(items: readonly string[], reset: boolean): LevelChanges {
  if (reset && items.length > 0) throw new UserError('usage', '--level and --reset exclude each other');
  if (reset) return { all: DEFAULT_LEVEL, loggers: [] };
  let all: string | undefined;
  const loggers: { logger: string; level: string }[] = [];
  for (const item of items) {
    const at = item.lastIndexOf(':');
    const level = decodeLevel(item.slice(at + 1), item);
    const logger = item.slice(0, Math.max(at, 0));
    if (at < 0 || logger === 'level' || logger === 'all') all = level;
    else loggers.push({ logger, level });
  }
  return { ...(all !== undefined && { all }), loggers };
}

function decodeLevel(text: string, item: string): string {
  const level = text.toLowerCase() === 'warn' ? 'warning' : text.toLowerCase();
  if (LEVELS.includes(level)) return level;
  throw new UserError('usage', `--level ${item}: unknown level`, `levels: ${LEVELS.join(', ')}`);
}

/** The level of all first, then those of single loggers in one request, as the later ones win. */
async function apply(admin: EnvoyAdmin, { all, loggers }: LevelChanges, before: string): Promise<string> {
  let answer = before;
  if (all !== undefined) answer = await admin.logging({ level: all });
  if (loggers.length > 0) {
    answer = await admin.logging({ paths: loggers.map(({ logger, level }) => `${logger}:${level}`).join(',') });
  }
  return answer;
}

function checkLoggers(wanted: LevelChanges['loggers'], known: readonly string[]): void {
  for (const { logger } of wanted) {
    if (known.includes(logger) || known.length === 0) continue;
    const near = suggest(logger, known);
    throw new UserError('usage', `--level: this Envoy has no logger ${logger}`, near && `did you mean ${near}?`);
  }
}

/** Envoy answers with a line for each logger, `  name: level`. */
function parseLoggers(answer: string): Readonly<Record<string, string>> {
  const pairs = answer.split('\n').map((line) => /^\s+(\S+): (\w+)\s*$/.exec(line));
  return Object.fromEntries(pairs.flatMap((pair) => (pair ? [[pair[1] ?? '', pair[2] ?? '']] : [])));
}

import { Command } from 'commander';
import type { CommandDefinition, CommandEntry, GroupEntry, Outcome } from './command.js';
import type { Io } from './io.js';
import { VERSION } from './version.js';

type Report = (outcome: Outcome) => void;

/**
 * Builds the commander program for one command line. Only the module of the command that is called is imported; the others
 * stand in help by name and summary.
 */
export async function buildProgram(
  commands: readonly CommandEntry[],
  groups: readonly GroupEntry[],
  argv: readonly string[],
  io: Io,
  report: Report,
): Promise<Command> {
  const program = prepare(new Command('meshwright'), io)
    .description('Translate, inspect and check Istio service meshes')
    .version(VERSION, '--version', 'print the version');
  const called = findCalled(commands, groups, argv);
  const parents = new Map<string, Command>([['', program]]);
  for (const group of groups) {
    const child = addChild(parents, group, io);
    parents.set(group.path.join(' '), child);
    child.action(() => {
      if (child.args.length === 0) child.outputHelp();
      else child.error(`error: unknown command '${child.args[0]}' for '${group.path.join(' ')}'`);
    });
    child.allowExcessArguments(true).helpCommand(true);
  }
  for (const entry of commands) {
    const child = addChild(parents, entry, io);
    if (entry === called) attach(child, (await entry.load()).command, io, report);
  }
  return program;
}

function attach(child: Command, definition: CommandDefinition, io: Io, report: Report): void {
  definition.configure(child);
  child.action(async () => {
    report(await definition.run({ args: child.args, options: child.opts(), io }));
  });
}

function addChild(parents: ReadonlyMap<string, Command>, entry: GroupEntry, io: Io): Command {
  const parent = parents.get(entry.path.slice(0, -1).join(' '));
  if (!parent) throw new Error(`no group for command ${entry.path.join(' ')}`);
  const child = prepare(new Command(entry.path.at(-1)), io)
    .summary(entry.summary)
    .description(`${entry.summary}.`);
  for (const alias of entry.aliases ?? []) child.alias(alias);
  parent.addCommand(child);
  return child;
}

function prepare(command: Command, io: Io): Command {
  return command
    .exitOverride()
    .showSuggestionAfterError(true)
    .showHelpAfterError('(add --help for usage)')
    .helpOption('-h, --help', 'show this help')
    .configureOutput({
      writeOut: (text) => {
        void io.out(text);
      },
      writeErr: (text) => io.err(text.replace(/^error: /, 'Error: ')),
    });
}

/** The command whose words (or aliases) begin the command line, skipping options. */
function findCalled(
  commands: readonly CommandEntry[],
  groups: readonly GroupEntry[],
  argv: readonly string[],
): CommandEntry | undefined {
  const words = argv.filter((word) => !word.startsWith('-'));
  const at = words[0] === 'help' ? 1 : 0;
  const names = (entry: GroupEntry) => [entry.path.at(-1) ?? '', ...(entry.aliases ?? [])];
  const matches = (entry: GroupEntry): boolean => {
    const own = words[at + entry.path.length - 1];
    if (own === undefined || !names(entry).includes(own)) return false;
    if (entry.path.length === 1) return true;
    const parent = groups.find((g) => g.path.join(' ') === entry.path.slice(0, -1).join(' '));
    return parent !== undefined && matches(parent);
  };
  return commands.find(matches);
}

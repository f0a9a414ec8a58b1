import { type Command, CommanderError } from 'commander';
import { asCommander } from './cli/arguments.js';
import type { Outcome } from './cli/command.js';
import { type Io, processIo, useColour } from './cli/io.js';
import { buildProgram } from './cli/program.js';
import { COMMANDS, GROUPS } from './commands/index.js';
import { type ErrorKind, UserError } from './model/errors.js';
import { printableLines } from './print/terminal.js';

const EXIT: Readonly<Record<Outcome | ErrorKind, number>> = {
  ok: 0,
  failed: 1,
  trouble: 2,
  usage: 64,
  data: 65,
  issues: 79,
};

/** Runs the command line of this process and sets its exit code. */
export async function main(): Promise<void> {
  process.exitCode = await run(process.argv.slice(2), processIo());
}

/** Runs one command line. The single place that catches, and the only one that picks an exit code. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    let outcome: Outcome = 'ok';
    const words = asCommander(argv);
    const program: Command = await buildProgram(COMMANDS, GROUPS, words, io, (result) => {
      outcome = result;
    });
    await program.parseAsync([...words], { from: 'user' });
    return EXIT[outcome];
  } catch (error) {
    return report(error, io);
  }
}

function report(error: unknown, io: Io): number {
  const [red, plain] = useColour(io, io.errIsTerminal) ? ['\u001b[31m', '\u001b[39m'] : ['', ''];
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.usage; // commander has said it
  if (error instanceof UserError) {
    io.err(
      `${red}Error:${plain} ${printableLines(error.message)}\n${error.hint ? `  ${printableLines(error.hint)}\n` : ''}`,
    );
    return EXIT[error.kind];
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.err(
    `${red}This is a bug in meshwright.${plain} Please report it with the command line and this text:\n${stack}\n`,
  );
  return EXIT.failed;
}

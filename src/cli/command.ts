import type { Command } from 'commander';
import type { Io } from './io.js';

/** How a command ended: `ok` 0, `failed` 1, `data` 65 (bad input), `issues` 79 (analysis found something). Main maps it. */
export type Outcome = 'ok' | 'failed' | 'data' | 'issues';

/** What a command's module exports as `command`: options and arguments onto a commander command, then the action. */
export interface CommandDefinition {
  /** Adds arguments, options and examples. Called once; must not do any work. */
  configure(command: Command): void;
  /** Runs it. `args` are the positional arguments, `options` what commander parsed (decode them with cli/options). */
  run(call: Call): Promise<Outcome>;
}

export interface Call {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly io: Io;
}

/** One row of the table of commands. `load` imports the module lazily, so that each command is a chunk of its own. */
export interface CommandEntry {
  /** Words of the command, e.g. ['proxy-config', 'cluster']. */
  readonly path: readonly string[];
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: CommandDefinition }>;
}

/** A word that only holds other commands, e.g. `proxy-config`. */
export interface GroupEntry {
  readonly path: readonly string[];
  readonly aliases?: readonly string[];
  readonly summary: string;
}

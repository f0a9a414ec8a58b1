import type { Io } from '../../../src/cli/io.js';
import { run } from '../../../src/main.js';

export interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, without a terminal, and with `stdin` as its input. */
export async function runInMemory(argv: readonly string[], stdin = ''): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  const io: Io = {
    out: async (text) => {
      stdout += text;
    },
    err: (text) => {
      stderr += text;
    },
    stdin: async () => stdin,
    outIsTerminal: false,
    errIsTerminal: false,
    env: {},
  };
  return { exit: await run(argv, io), stdout, stderr };
}

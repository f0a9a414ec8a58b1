import type { Io } from '../../src/cli/io.js';
import { run } from '../../src/main.js';

export interface Ended {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** What was said on stdout and stderr so far. */
export interface Said {
  out: string;
  err: string;
}

/** An Io that keeps what is said, with `stdin` to read (or to fail with), no terminal and no environment. */
export function recordingIo(stdin: string | Error = ''): { io: Io; said: Said } {
  const said = { out: '', err: '' };
  const io: Io = {
    out: async (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    stdin: async () => {
      if (typeof stdin !== 'string') throw stdin;
      return stdin;
    },
    outIsTerminal: false,
    errIsTerminal: false,
    env: {},
  };
  return { io, said };
}

/** Runs a command line in this process, with `stdin` behind `-`, no terminal and no environment. */
export async function runCommand(argv: readonly string[], stdin = ''): Promise<Ended> {
  const { io, said } = recordingIo(stdin);
  const exit = await run(argv, io);
  return { exit, ...said };
}

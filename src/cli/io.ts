import { isUtf8 } from 'node:buffer';
import { UserError } from '../model/errors.js';

/** The program's ways in and out. Commands get it handed in, so tests run them without a process. */
export interface Io {
  /** Data. Resolves when the text is handed over, so that a slow reader slows the writer. */
  out(text: string): Promise<void>;
  /** Talk: notes, warnings, errors, progress. */
  err(text: string): void;
  /** The whole of standard input. @throws UserError when it is no UTF-8 text. */
  stdin(): Promise<string>;
  /** Asks somebody at the terminal and gives the line they type; absent where nobody sits there. */
  readonly ask?: (question: string) => Promise<string>;
  /** Calls back on the first Ctrl-C or SIGTERM in place of ending at once; a second one ends. Gives back how to leave it. */
  readonly onInterrupt?: (handler: () => void) => () => void;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  /** Columns of the terminal on stdout, if it is one. */
  readonly columns?: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The Io of this process. */
export function processIo(): Io {
  return {
    out: (text) =>
      new Promise((resolve, reject) => {
        process.stdout.write(text, (error) => {
          if (!error) resolve();
          else if ('code' in error && error.code === 'EPIPE') process.exit(0);
          else reject(error);
        });
      }),
    err: (text) => {
      process.stderr.write(text);
    },
    stdin: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
      const bytes = Buffer.concat(chunks);
      if (!isUtf8(bytes)) throw new UserError('data', 'standard input is not UTF-8 text');
      return bytes.toString('utf8');
    },
    ...(process.stdin.isTTY === true && { ask: askAtTerminal }),
    onInterrupt,
    outIsTerminal: process.stdout.isTTY === true,
    errIsTerminal: process.stderr.isTTY === true,
    ...(process.stdout.columns && { columns: process.stdout.columns }),
    env: process.env,
  };
}

/** The question goes where talk goes. The end of input, or Ctrl-C, is an empty answer. */
async function askAtTerminal(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const end = new AbortController();
  lines.once('close', () => end.abort());
  try {
    return await lines.question(question, { signal: end.signal });
  } catch {
    return '';
  } finally {
    lines.close();
  }
}

const INTERRUPTS = ['SIGINT', 'SIGTERM'] as const;

function onInterrupt(handler: () => void): () => void {
  const leave = () => {
    for (const name of INTERRUPTS) process.off(name, once);
  };
  const once = () => {
    leave();
    handler();
  };
  for (const name of INTERRUPTS) process.on(name, once);
  return leave;
}

/** Whether to colour what goes to a stream: a terminal, and not switched off. https://no-color.org */
export function useColour(io: Io, terminal: boolean): boolean {
  return terminal && !io.env['NO_COLOR'] && io.env['TERM'] !== 'dumb';
}

import { type Io, useColour } from '../cli/io.js';
import { printable } from '../print/terminal.js';

/** What is going on, on the terminal as one line that changes, elsewhere as lines. */
export interface Progress {
  /** What happens now. */
  say(text: string): void;
  /** A step that is done. */
  done(text: string): void;
  /** A step that failed. */
  failed(text: string): void;
  /** Takes the changing line away. */
  stop(): void;
}

/** Progress on stderr. The library that draws is only loaded for terminals. */
export async function startProgress(io: Io): Promise<Progress> {
  // A terminal that does not tell its width (some CI systems) can't be drawn on.
  const width = io.columns ?? 0;
  return io.errIsTerminal && width > NARROWEST && io.env['TERM'] !== 'dumb' ? spinner(io, width) : lines(io);
}

const NARROWEST = 20;

function lines(io: Io): Progress {
  let last = '';
  const line = (text: string) => {
    if (text !== last) io.err(`${printable(text)}\n`);
    last = text;
  };
  return {
    say: (text) => line(`- ${text}`),
    done: (text) => line(`✔ ${text}`),
    failed: (text) => line(`✘ ${text}`),
    stop: () => {},
  };
}

async function spinner(io: Io, width: number): Promise<Progress> {
  const { default: ora } = await import('ora');
  const spin = ora({ discardStdin: false, hideCursor: false });
  const paint = (code: number, text: string) => (useColour(io, true) ? `\u001b[${code}m${text}\u001b[39m` : text);
  const persist = (symbol: string, text: string) => {
    spin.stop();
    io.err(`${symbol} ${printable(text)}\n`);
  };
  return {
    say: (text) => {
      const shown = printable(text);
      spin.text = shown.length > width - 4 ? `${shown.slice(0, width - 5)}…` : shown;
      spin.start();
    },
    done: (text) => persist(paint(32, '✔'), text),
    failed: (text) => persist(paint(31, '✘'), text),
    stop: () => {
      spin.stop();
    },
  };
}

import { Option } from 'commander';
import type { Call } from '../cli/command.js';
import { flag } from '../cli/options.js';
import { UserError } from '../model/errors.js';

/** `-y`, as istioctl spells it. */
export function skipConfirmationOption(): Option {
  return new Option('-y, --skip-confirmation', 'do it without asking');
}

/**
 * Asks before something is changed, unless `-y` says that it is wanted.
 * @throws UserError (usage) where nobody can be asked.
 */
export async function confirm({ options, io }: Call, question: string): Promise<boolean> {
  if (flag(options, 'skipConfirmation')) return true;
  if (!io.ask) {
    throw new UserError('usage', 'nobody to ask: standard input is no terminal', '-y goes on without asking');
  }
  return /^\s*y(es)?\s*$/i.test(await io.ask(`${question} (y/N) `));
}

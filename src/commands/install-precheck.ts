import { flag } from '../cli/options.js';
import { UserError } from '../model/errors.js';
import type { Row } from '../precheck/types.js';
import { printableLines } from '../print/terminal.js';
import type { Progress } from './install-progress.js';
import type { Wanted } from './install-run.js';
import { requireServer, type Session } from './install-session.js';
import { neededKinds } from './precheck-kinds.js';
import { runPrecheck } from './precheck-run.js';

/**
 * Looks whether the cluster is fit for an installation. What is doubtful is told; what would not work ends it, unless
 * `--force`. With `--skip-precheck` only the version of the API server is looked at.
 */
export async function requireFitCluster(
  session: Session,
  { plan, objects }: Wanted,
  progress: Progress,
): Promise<void> {
  const { namespace, revision, tag } = plan;
  const { call, client } = session;
  if (flag(call.options, 'skipPrecheck')) return requireServer(session, tag);
  const kinds = neededKinds(objects);
  const rows = await runPrecheck(client, { istioNamespace: namespace, revision, istioVersion: tag, kinds });
  session.checkInterrupt();
  progress.stop();
  for (const row of rows) if (row.status === 'warning') call.io.err(printableLines(`Warning: ${lineOf(row)}\n`));
  const failed = rows.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return;
  const lines = failed.map((row) => `  ${lineOf(row)}${row.hint ? `\n    ${row.hint}` : ''}`);
  const message = `the cluster is not fit for it; nothing was changed:\n${lines.join('\n')}`;
  if (!flag(call.options, 'force')) throw new UserError('failed', message, '--force goes on all the same');
  call.io.err(printableLines(`Warning: ${message}\n`));
}

function lineOf({ object, message, code }: Row): string {
  return [code && `[${code}]`, object && `${object}:`, message].filter(Boolean).join(' ');
}

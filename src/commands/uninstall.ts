import { Option } from 'commander';
import { addClusterOptions } from '../cli/cluster-options.js';
import type { Call, CommandDefinition, Outcome } from '../cli/command.js';
import { collect, flag, outputFormat, outputOption, text, texts } from '../cli/options.js';
import { revisionLabel } from '../install/names.js';
import { objectId } from '../install/order.js';
import { type PlannedObject, planDeletion, withoutBookkeeping } from '../install/plan-diff.js';
import type { KubeObject } from '../install/types.js';
import { UserError } from '../model/errors.js';
import { printable, printableLines } from '../print/terminal.js';
import { confirm, skipConfirmationOption } from './confirm.js';
import { loadPlan } from './install-input.js';
import { renderWanted } from './install-objects.js';
import { type Progress, startProgress } from './install-progress.js';
import { type Session, withSession } from './install-session.js';
import { deleteLeftovers, deleteNamespaces, deleteObjects } from './uninstall-delete.js';
import { findEverything, findPlan, findRevision, type Removal } from './uninstall-find.js';
import { revisionUsers } from './uninstall-users.js';

const FORMATS = ['table', 'diff', 'json', 'yaml'] as const;

export const command: CommandDefinition = {
  configure: (c) => {
    addClusterOptions(c)
      .option('--purge', 'remove everything of Istio: all revisions, definitions of its kinds and their objects')
      .option('-r, --revision <name>', 'remove the control plane of this revision')
      .addOption(
        new Option('-f, --filename <file>', 'remove what this IstioOperator file installs; repeatable').argParser(
          collect,
        ),
      )
      .addOption(
        new Option('-s, --set <path=value>', 'a setting over those of the files; repeatable').argParser(collect),
      )
      .option('--force', 'go on with settings that the schema refuses')
      .option('--dry-run', 'show what would go and stop')
      .addOption(outputOption(FORMATS, 'table'))
      .option('--readiness-timeout <duration>', 'how long is waited until everything is gone (default: 5m)')
      .addOption(skipConfirmationOption())
      .addHelpText(
        'after',
        `
Examples:
  meshwright uninstall --revision canary
  meshwright uninstall -f control-plane.yaml --dry-run
  meshwright uninstall --purge -y`,
      );
  },
  run: (call) => {
    const find = decodeTarget(call);
    return withSession(call, async (session) => uninstall(session, await find(session)));
  },
};

/** What is to go, by the flags; exactly one of them says it. */
function decodeTarget(call: Call): (session: Session) => Promise<Removal> {
  const { options } = call;
  const purge = flag(options, 'purge');
  const revision = text(options, 'revision');
  const files = texts(options, 'filename');
  const given = [purge, revision !== undefined && files.length === 0, files.length > 0].filter(Boolean).length;
  if (given === 0) {
    throw new UserError('usage', 'uninstall what?', '--revision NAME, -f FILE, or --purge for everything');
  }
  if (given > 1) throw new UserError('usage', '--purge, --revision and -f exclude each other');
  if (purge) return findEverything;
  if (files.length > 0) return async (session) => findPlan(session, await renderWanted(await loadPlan(call)));
  return (session) => findRevision(session, revision === 'default' ? '' : (revision ?? ''));
}

async function uninstall(session: Session, removal: Removal): Promise<Outcome> {
  const { call } = session;
  const planned = [...removal.objects, ...removal.core].map(planDeletion);
  const format = outputFormat(call.options, FORMATS, 'table');
  if (flag(call.options, 'dryRun') || call.options['output'] !== undefined) {
    await call.io.out(await formatRemoval(planned, format));
    return 'ok';
  }
  if (planned.length === 0 && removal.namespaces.length === 0) {
    call.io.err('Nothing to remove: the cluster has nothing of it\n');
    return 'ok';
  }
  const { context, server } = session.client.asker;
  call.io.err(printableLines(`Cluster of context ${context} (${server})\n`));
  call.io.err(await formatRemoval(planned, 'table'));
  for (const note of [...removal.notes, ...(await usersOf(session, removal))]) {
    call.io.err(`Warning: ${printable(note)}\n`);
  }
  if (!(await confirm(call, 'Remove this?'))) {
    call.io.err('Cancelled: nothing was changed\n');
    return 'failed';
  }
  const progress = await startProgress(call.io);
  try {
    await remove(session, removal, progress);
    progress.done('Uninstall complete');
    return 'ok';
  } catch (error) {
    progress.stop();
    if (error instanceof UserError) progress.failed('Uninstall not complete');
    throw error;
  } finally {
    progress.stop();
  }
}

/** Webhooks and workloads first, then what they left, the definitions last: each only when those before are gone. */
async function remove(session: Session, removal: Removal, progress: Progress): Promise<void> {
  await deleteObjects(session, removal.objects, progress);
  if (!removal.everything) return;
  await deleteLeftovers(session, removal, progress);
  await deleteObjects(session, removal.core, progress);
  await deleteNamespaces(session, removal.namespaces, progress);
}

async function usersOf(session: Session, { revisions, everything }: Removal): Promise<readonly string[]> {
  const users = await revisionUsers(session.client, everything ? undefined : revisions);
  const what = everything ? 'Istio' : `revision ${revisions.map(revisionLabel).join(', ')}`;
  return users.length === 0
    ? []
    : [`namespaces still ask for sidecars of ${what}: ${users.join(', ')}; new pods there will start without one`];
}

async function formatRemoval(planned: readonly PlannedObject[], format: (typeof FORMATS)[number]): Promise<string> {
  const printer = await import('../print/install-plan.js');
  const idOf = ({ object }: { readonly object: KubeObject }) => objectId(object);
  const printing = { idOf, strip: withoutBookkeeping };
  if (format === 'table') return printer.formatPlanTable(planned, printing);
  if (format === 'diff') return printer.formatPlanDiff(planned, printing);
  return printer.formatPlanData(planned, format);
}

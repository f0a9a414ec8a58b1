import { Option } from 'commander';
import type { Outcome } from '../cli/command.js';
import { flag, outputFormat, outputOption } from '../cli/options.js';
import { objectId } from '../install/order.js';
import { changesAnything, withoutBookkeeping } from '../install/plan-diff.js';
import type { InstallPlan, KubeObject } from '../install/types.js';
import { UserError } from '../model/errors.js';
import { printableLines } from '../print/terminal.js';
import { confirm, skipConfirmationOption } from './confirm.js';
import { applyPlan, unpackManifest } from './install-apply.js';
import { defaultHint } from './install-hints.js';
import { type ClusterPlan, planOnCluster } from './install-plan.js';
import { requireFitCluster } from './install-precheck.js';
import { type Progress, startProgress } from './install-progress.js';
import type { Session } from './install-session.js';
import { requireUpgradePath } from './install-version.js';

const FORMATS = ['table', 'diff', 'json', 'yaml'] as const;

/** Flags of commands that install: what is shown, asked, forced and waited for. */
export function runOptions(): readonly Option[] {
  return [
    skipConfirmationOption(),
    new Option('--dry-run', 'show what would change and stop'),
    outputOption(FORMATS, 'table').argParser((value: string) => value),
    new Option('--force-conflicts', 'take over fields that others have set'),
    new Option('--readiness-timeout <duration>', 'how long workloads are waited for (default: 5m)'),
    new Option('--atomic', 'go back to the installation before when this one fails'),
    new Option('--skip-precheck', 'do not look whether the cluster is fit for it'),
  ];
}

/** What is to be installed. */
export interface Wanted {
  readonly plan: InstallPlan;
  readonly objects: readonly KubeObject[];
}

/** Installs: plan, show, ask, apply, wait, prune, record; a dry run, or a wish to see the plan as data, ends after showing. */
export async function runInstallation(
  session: Session,
  wanted: Wanted,
  verb: string,
  { anyVersion = false }: { readonly anyVersion?: boolean } = {},
): Promise<Outcome> {
  const { call } = session;
  const format = outputFormat(call.options, FORMATS, 'table');
  const force = flag(call.options, 'forceConflicts');
  const looking = await startProgress(call.io);
  const clusterPlan = await lookAtCluster(session, wanted, { anyVersion, force }, looking).finally(looking.stop);
  if (flag(call.options, 'dryRun') || call.options['output'] !== undefined) {
    await call.io.out(await formatPlan(clusterPlan, format));
    return 'ok';
  }
  call.io.err(headline(session, wanted.plan));
  if (clusterPlan.planned.length === 0) {
    call.io.err('Nothing to install: no component is switched on\n');
    return 'ok';
  }
  if (!changesAnything(clusterPlan.planned)) call.io.err('Nothing to change: every object is as it should be\n');
  else {
    call.io.err(await formatPlan(clusterPlan, 'table'));
    if (!(await confirm(call, `${verb} this?`))) {
      call.io.err('Cancelled: nothing was changed\n');
      return 'failed';
    }
  }
  return applyOrGoBack(session, clusterPlan);
}

interface Looking {
  readonly anyVersion: boolean;
  readonly force: boolean;
}

/** Everything that is asked before something is changed. */
async function lookAtCluster(
  session: Session,
  wanted: Wanted,
  { anyVersion, force }: Looking,
  progress: Progress,
): Promise<ClusterPlan> {
  progress.say('looking whether the cluster is fit for it');
  await requireFitCluster(session, wanted, progress);
  if (!anyVersion) await requireUpgradePath(session, wanted.plan);
  progress.say('comparing with the cluster');
  const clusterPlan = await planOnCluster(session.client, wanted.plan, wanted.objects, force);
  session.checkInterrupt();
  return clusterPlan;
}

function headline({ client }: Session, plan: InstallPlan): string {
  const revision = plan.revision === '' ? '' : `, revision ${plan.revision}`;
  const { context, server } = client.asker;
  return printableLines(
    `Istio ${plan.tag}, profile ${plan.profile}${revision}, namespace ${plan.namespace}, cluster of context ${context} (${server})\n`,
  );
}

async function formatPlan({ planned }: ClusterPlan, format: (typeof FORMATS)[number]): Promise<string> {
  const printer = await import('../print/install-plan.js');
  const printing = {
    idOf: ({ object }: { readonly object: KubeObject }) => objectId(object),
    strip: withoutBookkeeping,
  };
  if (format === 'table') return printer.formatPlanTable(planned, printing);
  if (format === 'diff') return printer.formatPlanDiff(planned, printing);
  return printer.formatPlanData(planned, format);
}

async function applyOrGoBack(session: Session, clusterPlan: ClusterPlan): Promise<Outcome> {
  const { call } = session;
  const progress = await startProgress(call.io);
  try {
    await applyPlan(session, clusterPlan, progress, flag(call.options, 'forceConflicts'));
    progress.done('Installation complete');
    call.io.err(await defaultHint(session.client, clusterPlan.plan));
    return 'ok';
  } catch (error) {
    progress.stop();
    if (!(error instanceof UserError)) throw error;
    progress.failed('Installation not complete');
    throw await afterFailure(session, clusterPlan, progress, error);
  } finally {
    progress.stop();
  }
}

/** Goes back where that was asked for; else says how it is done. */
async function afterFailure(
  session: Session,
  { record, plan, planned }: ClusterPlan,
  progress: Progress,
  error: UserError,
): Promise<UserError> {
  const previous = record?.state === 'complete' ? record : record?.previous;
  if (!previous || !changesAnything(planned)) return error;
  const revision = plan.revision === '' ? '' : ` --revision ${plan.revision}`;
  const how = `to go back to ${previous.tag}: meshwright upgrade --rollback${revision}`;
  const hint = error.hint ? `${error.hint}\n  ${how}` : how;
  if (!flag(session.call.options, 'atomic')) return new UserError('failed', error.message, hint);
  session.checkInterrupt();
  const { buildPlan } = await import('../install/values/plan.js');
  session.call.io.err(printableLines(`${error.message}\nGoing back to ${previous.tag}\n`));
  const objects = await unpackManifest(previous.manifest);
  const back = await planOnCluster(session.client, buildPlan(previous.spec), objects, true);
  await applyPlan(session, back, progress, true);
  return new UserError('failed', 'the installation failed and was taken back', 'what failed stands above');
}

import { addClusterOptions } from '../cli/cluster-options.js';
import type { Call, CommandDefinition, Outcome } from '../cli/command.js';
import { flag } from '../cli/options.js';
import { revisionLabel } from '../install/names.js';
import { type InstallRecord, recordName } from '../install/record.js';
import type { InstallPlan } from '../install/types.js';
import { buildPlan } from '../install/values/plan.js';
import { UserError } from '../model/errors.js';
import { unpackManifest } from './install-apply.js';
import { installOptions, loadPlan } from './install-input.js';
import { renderWanted } from './install-objects.js';
import { readRecords } from './install-plan.js';
import { runInstallation, runOptions } from './install-run.js';
import { type Session, withSession } from './install-session.js';
import { installedTag } from './install-version.js';

export const command: CommandDefinition = {
  configure: (c) => {
    addClusterOptions(c);
    for (const option of [...installOptions(), ...runOptions()]) c.addOption(option);
    c.option('--reuse-values', 'start from the settings of the installation that is there');
    c.option('--rollback', 'go back to the installation before');
    c.addHelpText(
      'after',
      `
Examples:
  meshwright upgrade --reuse-values
  meshwright upgrade -f control-plane.yaml --dry-run -o diff
  meshwright upgrade --set profile=demo --atomic -y
  meshwright upgrade --rollback`,
    );
  },
  run: async (call) => {
    const asked = await loadPlan(call);
    return withSession(call, (session) => upgrade(session, call, asked));
  },
};

async function upgrade(session: Session, call: Call, asked: InstallPlan): Promise<Outcome> {
  const record = await ownRecord(session, asked);
  if (flag(call.options, 'rollback')) return rollBack(session, record, asked);
  if (record === undefined && (await installedTag(session.client, asked)) === undefined) {
    throw nothingThere(asked);
  }
  const plan = flag(call.options, 'reuseValues') ? await reuse(call, record, asked) : asked;
  return runInstallation(session, await renderWanted(plan), 'Upgrade to');
}

async function ownRecord({ client }: Session, plan: InstallPlan): Promise<InstallRecord | undefined> {
  const name = recordName(plan);
  const records = await readRecords(client);
  return records.find((r) => r.name === name && r.namespace === plan.namespace)?.record;
}

function nothingThere({ revision, namespace }: InstallPlan): UserError {
  const named = `revision ${revisionLabel(revision)} in namespace ${namespace}`;
  return new UserError('failed', `nothing to upgrade: there is no ${named}`, 'meshwright install makes a new one');
}

/** The recorded settings below the new ones; the version is the new one unless it is asked for. */
function reuse(call: Call, record: InstallRecord | undefined, asked: InstallPlan): Promise<InstallPlan> {
  if (!record) {
    const message = `--reuse-values: the installation in namespace ${asked.namespace} has no record of its settings`;
    throw new UserError('failed', message, 'give them with -f or --set; they are recorded then');
  }
  const { tag: _, ...settings } = record.spec;
  return loadPlan(call, [settings]);
}

async function rollBack(session: Session, record: InstallRecord | undefined, asked: InstallPlan): Promise<Outcome> {
  if (!record?.previous) {
    const what = record ? 'no installation before this one is recorded' : 'no installation is recorded';
    throw new UserError('failed', `nothing to go back to: ${what} in namespace ${asked.namespace}`);
  }
  const { spec, manifest } = record.previous;
  const wanted = { plan: buildPlan(spec), objects: await unpackManifest(manifest) };
  return runInstallation(session, wanted, 'Go back to', { anyVersion: true });
}

import { flag } from '../cli/options.js';
import { istiodName } from '../install/names.js';
import type { InstallPlan } from '../install/types.js';
import { checkUpgradePath } from '../install/upgrade-path.js';
import { listAt, textAt } from '../install/values/tree.js';
import type { KubeClient } from '../kube/client.js';
import { readObject } from '../kube/write.js';
import { UserError } from '../model/errors.js';
import type { Session } from './install-session.js';

/** Tag of the control plane of the same revision that is there; undefined without one. */
export async function installedTag(
  client: KubeClient,
  { namespace, revision }: InstallPlan,
): Promise<string | undefined> {
  const metadata = { name: istiodName(revision), namespace };
  const live = await readObject(client, { apiVersion: 'apps/v1', kind: 'Deployment', metadata });
  if (!live) return undefined;
  const containers = listAt(live, 'spec', 'template', 'spec', 'containers');
  const image = textAt(containers.find((c) => textAt(c, 'name') === 'discovery') ?? containers[0], 'image');
  return /:([\w][\w.-]*)(@|$)/.exec(image.replace(/^.*\//, ''))?.[1] ?? '';
}

/**
 * Refuses steps that Istio does not support, unless `--force`.
 * @throws UserError for more than one minor version at once, and for a downgrade.
 */
export async function requireUpgradePath({ client, call }: Session, plan: InstallPlan): Promise<void> {
  if (!plan.components.some(({ kind }) => kind === 'pilot')) return;
  const problem = checkUpgradePath((await installedTag(client, plan)) ?? '', plan.tag);
  if (!problem) return;
  const hint = 'go step by step, or by a new --revision beside the old one; --force does it all the same';
  if (!flag(call.options, 'force')) throw new UserError('failed', problem, hint);
  call.io.err(`Warning: ${problem}\n`);
}

import type { Command } from 'commander';
import { addClusterOptions, clusterOptions } from '../../cli/cluster-options.js';
import type { Call } from '../../cli/command.js';
import { flag, text } from '../../cli/options.js';
import { findInjectors, type Injector } from '../../inject/webhooks/injectors.js';
import { findOverlaps } from '../../inject/webhooks/overlap.js';
import { planTag, type TagCluster, type TagPlan } from '../../install/tags/plan.js';
import type { KubeObject } from '../../install/types.js';
import { isObject } from '../../model/decode.js';
import { UserError } from '../../model/errors.js';
import type { Resource } from '../../model/resource.js';
import { buildStore, type Store } from '../../model/store.js';
import { printable } from '../../print/terminal.js';
import { loadTexts } from '../../sources/load.js';
import { readView } from '../cluster-view.js';
import { skipConfirmationOption } from '../confirm.js';

/** Adds the argument and the flags of the commands that make tags, as istioctl spells them. */
export function configureTagMaking(command: Command): void {
  addClusterOptions(command.argument('<tag>', 'name of the tag'))
    .option('-r, --revision <name>', 'revision that the tag names')
    .option('--overwrite', 'give a tag that is there to this revision')
    .option('--webhook-name <name>', 'name of the webhook configuration (default: istio-revision-tag-TAG)')
    .option('--auto-inject-namespaces', 'inject pods of unlabelled namespaces too; only for the tag default')
    .addOption(skipConfirmationOption());
}

/** What the cluster has of tags, and of what they are made from. */
export interface TagView {
  readonly cluster: TagCluster;
  readonly store: Store;
}

/** Reads the cluster or the snapshot. */
export async function readTags(call: Call): Promise<TagView> {
  const { store, istioNamespace } = await readView(call, [
    'Namespace',
    'Service',
    'MutatingWebhookConfiguration',
    'ValidatingWebhookConfiguration',
  ]);
  const cluster = {
    webhooks: store.list('MutatingWebhookConfiguration').map(objectOf),
    services: store.list('Service').map(objectOf),
    validators: store.list('ValidatingWebhookConfiguration').map(objectOf),
    namespace: istioNamespace,
  };
  return { cluster, store };
}

/** The object as it was written, with the kind that items of a list leave out and the namespace that it lives in. */
function objectOf({ raw = {}, apiVersion, kind, metadata }: Resource): Readonly<Record<string, unknown>> {
  const written = isObject(raw['metadata']) ? raw['metadata'] : {};
  const { namespace } = metadata;
  return { ...raw, apiVersion, kind, metadata: { ...written, ...(namespace && { namespace }) } };
}

/**
 * The objects of the tag that the arguments ask for.
 * @throws UserError for wishes that can't be met, and for a tag whose pods another injector takes too, unless `-y`.
 */
export function planTagCall({ args, options, io }: Call, { cluster, store }: TagView): TagPlan {
  const [tag = ''] = args;
  const revision = text(options, 'revision');
  const webhookName = text(options, 'webhookName');
  const autoInject = flag(options, 'autoInjectNamespaces');
  if (!revision) throw new UserError('usage', 'which revision is to be tagged?', 'name it with --revision');
  if (autoInject && tag !== 'default') {
    throw new UserError('usage', '--auto-inject-namespaces: only the tag default takes unlabelled namespaces');
  }
  const wish = { tag, revision, overwrite: flag(options, 'overwrite'), autoInject };
  const plan = planTag(cluster, { ...wish, ...(webhookName && { webhookName }) });
  const rivals = overlaps(plan.objects, store);
  if (rivals.length > 0) {
    const names = rivals.map(({ name }) => printable(name)).join(', ');
    const message = `pods with revision tag ${tag} would be taken by ${names} too`;
    if (!flag(options, 'skipConfirmation')) throw new UserError('failed', message, '-y makes it all the same');
    io.err(`Warning: ${message}\n`);
  }
  return plan;
}

/** Injectors that would take the same pods as the tag, once everything is applied. */
function overlaps(objects: readonly KubeObject[], store: Store): readonly Injector[] {
  const { resources } = loadTexts([
    { name: 'tag', text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }) },
  ]);
  const after = buildStore([...store.list('MutatingWebhookConfiguration'), ...resources]);
  const injectors = findInjectors(after.list('MutatingWebhookConfiguration'));
  const own = objects.find(({ kind }) => kind === 'MutatingWebhookConfiguration')?.metadata.name;
  const injector = injectors.find(({ name }) => name === own);
  return injector
    ? findOverlaps(
        injector,
        injectors.filter((other) => other !== injector),
      )
    : [];
}

const PATIENCE_MS = 30_000;

/** Runs the steps of a command that changes tags over a connection. @throws UserError (usage) with `--snapshot`. */
export async function changeTags(
  call: Call,
  change: (client: import('../../kube/client.js').KubeClient) => Promise<void>,
): Promise<void> {
  const { connect } = await import('../../kube/client.js');
  const client = await connect({ ...clusterOptions(call.options), env: call.io.env, patienceMs: PATIENCE_MS });
  try {
    await change(client);
  } finally {
    client.close();
  }
}

/** @throws UserError (usage) with `--snapshot`, before anything is read. */
export function refuseSnapshot({ options }: Call): void {
  if (clusterOptions(options).snapshot === undefined) return;
  throw new UserError('usage', '--snapshot: a snapshot cannot be changed', 'tag generate prints what would be applied');
}

import { isObject } from '../../model/decode.js';
import { UserError } from '../../model/errors.js';
import { suggest } from '../../model/suggest.js';
import { objectId } from '../order.js';
import type { KubeObject, Tree } from '../types.js';
import { listAt, textAt, textsAt } from '../values/tree.js';
import { isSwitchedOff, switchOff, switchOn } from './default-injector.js';
import { defaultValidatorOf, tagObjects, tagServiceName } from './objects.js';
import { REVISION_LABEL, TAG_LABEL } from './tags.js';

/** Objects of the cluster that tags are made of and made from, as it has them. */
export interface TagCluster {
  readonly webhooks: readonly Tree[];
  readonly services: readonly Tree[];
  readonly validators: readonly Tree[];
  /** Namespace of the control plane. */
  readonly namespace: string;
}

export interface TagWish {
  readonly tag: string;
  readonly revision: string;
  readonly overwrite: boolean;
  readonly autoInject: boolean;
  readonly webhookName?: string;
}

export interface TagPlan {
  readonly objects: readonly KubeObject[];
  /** Revision that the tag named before. */
  readonly before?: string;
  /** The injector that gives up its pods to the tag `default`. */
  readonly switchedOff?: string;
}

const MAX_NAME = 63;

/**
 * What has to be applied for a tag.
 * @throws UserError for a name that can't be one, a revision that isn't there, and a tag that is there already.
 */
export function planTag(cluster: TagCluster, wish: TagWish): TagPlan {
  const { tag, revision, overwrite } = wish;
  checkName(tag);
  const injector = injectorOf(cluster, revision);
  const before = cluster.webhooks.find((w) => labelOf(w, TAG_LABEL) === tag && inNamespace(w, cluster.namespace));
  const old = before && labelOf(before, REVISION_LABEL);
  if (before && !overwrite) {
    const hint = '--overwrite gives the tag to another revision';
    throw new UserError('failed', `revision tag ${tag} is there already, for revision ${old}`, hint);
  }
  const webhookName = wish.webhookName || (before && textAt(before, 'metadata', 'name'));
  const service = serviceOf(cluster, injector);
  const input = { tag, revision, namespace: cluster.namespace, injector, service, autoInject: wish.autoInject };
  const objects = tagObjects({ ...input, ...(webhookName && { webhookName }) });
  const rival = tag === 'default' ? defaultInjector(cluster) : undefined;
  return {
    objects: [...objects, ...(rival ? [switchOff(rival)] : [])],
    ...(old && { before: old }),
    ...(rival && { switchedOff: textAt(rival, 'metadata', 'name') }),
  };
}

/** A tag is part of the name of a Service. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#rfc-1035-label-names */
function checkName(tag: string): void {
  const longest = MAX_NAME - tagServiceName('').length;
  if (/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(tag) && tag.length <= longest) return;
  const hint = `at most ${longest} lower case letters, digits and dashes, no dash at the ends`;
  throw new UserError('usage', `${JSON.stringify(tag)} cannot name a revision tag`, hint);
}

/** The webhooks of a revision itself, of the chosen control plane before those of another. */
function injectorOf(cluster: TagCluster, revision: string): Tree {
  const own = cluster.webhooks.filter(isRevision);
  const found = own.filter((webhook) => labelOf(webhook, REVISION_LABEL) === revision);
  const chosen = found.find((webhook) => inNamespace(webhook, cluster.namespace)) ?? found[0];
  if (chosen) return chosen;
  const known = [...new Set(own.map((webhook) => labelOf(webhook, REVISION_LABEL)))].sort();
  const near = suggest(revision, known);
  const rest = known.length > 0 ? `revisions: ${known.join(', ')}` : 'no control plane is installed';
  throw new UserError('failed', `there is no revision ${revision}`, near ? `did you mean ${near}?` : rest);
}

function defaultInjector(cluster: TagCluster): Tree | undefined {
  return cluster.webhooks.filter(isRevision).find((webhook) => labelOf(webhook, REVISION_LABEL) === 'default');
}

/** What has to be deleted and restored when a tag goes. */
export interface TagRemoval {
  readonly remove: readonly KubeObject[];
  /** What gives the default revision back what the tag `default` took from it. */
  readonly restore: readonly KubeObject[];
}

/** @throws UserError when there is no such tag. */
export function planTagRemoval(cluster: TagCluster, tag: string): TagRemoval {
  const tagged = (objects: readonly Tree[]) => objects.filter((object) => labelOf(object, TAG_LABEL) === tag);
  const webhooks = tagged(cluster.webhooks);
  const services = tagged(cluster.services).filter((s) => textAt(s, 'metadata', 'namespace') === cluster.namespace);
  if (webhooks.length === 0 && services.length === 0) {
    const known = [...new Set(cluster.webhooks.map((w) => labelOf(w, TAG_LABEL)))].filter(Boolean).sort();
    const near = suggest(tag, known);
    const rest = known.length > 0 ? `revision tags: ${known.join(', ')}` : 'there are no revision tags';
    throw new UserError('failed', `there is no revision tag ${tag}`, near ? `did you mean ${near}?` : rest);
  }
  const rival = tag === 'default' ? defaultInjector(cluster) : undefined;
  const restore = rival ? defaultAgain(rival, cluster) : [];
  const kept = new Set(restore.map(objectId));
  return {
    remove: [...webhooks, ...services, ...tagged(cluster.validators)]
      .map(reference)
      .filter((o) => !kept.has(objectId(o))),
    restore,
  };
}

function defaultAgain(injector: Tree, cluster: TagCluster): readonly KubeObject[] {
  const validator = defaultValidatorOf({ revision: 'default', namespace: cluster.namespace, injector });
  return isSwitchedOff(injector) ? [switchOn(injector), validator] : [validator];
}

function reference(object: Tree): KubeObject {
  const namespace = textAt(object, 'metadata', 'namespace');
  return {
    apiVersion: textAt(object, 'apiVersion'),
    kind: textAt(object, 'kind'),
    metadata: { name: textAt(object, 'metadata', 'name'), ...(namespace && { namespace }) },
  };
}

function labelOf(object: Tree, name: string): string {
  return textsAt(object, 'metadata', 'labels')[name] ?? '';
}

/** The injector of a control plane: it says its revision, and is no tag's. */
function isRevision(object: Tree): boolean {
  const hooks = listAt(object, 'webhooks').filter(isObject);
  const ofIstio = hooks.some((hook) => textAt(hook, 'name').endsWith('istio.io'));
  return ofIstio && labelOf(object, REVISION_LABEL) !== '' && labelOf(object, TAG_LABEL) === '';
}

function inNamespace(object: Tree, namespace: string): boolean {
  const [first] = listAt(object, 'webhooks').filter(isObject);
  const own = textAt(first, 'clientConfig', 'service', 'namespace');
  return own === '' || own === namespace;
}

function serviceOf(cluster: TagCluster, injector: Tree): Tree | undefined {
  const [first] = listAt(injector, 'webhooks').filter(isObject);
  const name = textAt(first, 'clientConfig', 'service', 'name');
  const namespace = textAt(first, 'clientConfig', 'service', 'namespace');
  return cluster.services.find(
    ({ metadata }) => textAt(metadata, 'name') === name && textAt(metadata, 'namespace') === namespace,
  );
}

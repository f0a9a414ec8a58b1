import { isObject } from '../model/decode.js';
import { isSwitchedOff, switchOff } from './tags/default-injector.js';
import { TAG_LABEL } from './tags/tags.js';
import type { KubeObject, Tree } from './types.js';
import { textAt, textsAt, treeAt } from './values/tree.js';

/**
 * An object with the fields that the control plane takes over while it runs as it left them: once istiod serves, it makes
 * failures of its validator count (`failurePolicy: Fail`). Setting them back would open a gap, and be in conflict with it.
 * What the revision tag `default` took over stays with it as well while there is one: the pods of the injector, and the
 * validator.
 * https://istio.io/latest/docs/ops/configuration/mesh/webhook/
 */
export function keepTakenOver(object: KubeObject, live: Tree | undefined, hasDefaultTag = false): KubeObject {
  if (!live) return object;
  if (object.kind === 'MutatingWebhookConfiguration') {
    return hasDefaultTag && isSwitchedOff(live) ? switchOff(object) : object;
  }
  if (object.kind !== 'ValidatingWebhookConfiguration') return object;
  return hasDefaultTag && belongsToTag(live, object)
    ? keepFailurePolicies(ofTag(object, live), live)
    : keepFailurePolicies(object, live);
}

/** A validator whose failures count goes on so. */
export function keepFailurePolicies(object: KubeObject, live: Tree): KubeObject {
  const policies = new Map(webhooksOf(live).map(({ name, failurePolicy }) => [name, failurePolicy]));
  const webhooks = webhooksOf(object).map((webhook) =>
    policies.get(webhook['name']) === 'Fail' ? { ...webhook, failurePolicy: 'Fail' } : webhook,
  );
  return { ...object, webhooks };
}

/** Whether a tag has it that the object knows nothing of. */
function belongsToTag(live: Tree, { metadata }: KubeObject): boolean {
  return textAt(live, 'metadata', 'labels', TAG_LABEL) !== '' && metadata.labels?.[TAG_LABEL] === undefined;
}

/** The object with labels of the tag, and served by the revision that the tag names. */
function ofTag(object: KubeObject, live: Tree): KubeObject {
  const clients = new Map(webhooksOf(live).map(({ name, clientConfig }) => [name, servedBy(clientConfig)]));
  const webhooks = webhooksOf(object).map((webhook) => {
    const clientConfig = clients.get(webhook['name']);
    return clientConfig ? { ...webhook, clientConfig } : webhook;
  });
  return { ...object, metadata: { ...object.metadata, labels: textsAt(live, 'metadata', 'labels') }, webhooks };
}

/** Who serves a webhook, without what the API server fills in. */
function servedBy(clientConfig: unknown): Tree {
  const { service, ...client } = treeAt(clientConfig);
  if (!isObject(service)) return client;
  const { name, namespace, path } = service;
  return { ...client, service: { name, namespace, path } };
}

function webhooksOf(object: Tree): readonly Record<string, unknown>[] {
  const { webhooks } = object;
  return Array.isArray(webhooks) ? webhooks.filter(isObject) : [];
}

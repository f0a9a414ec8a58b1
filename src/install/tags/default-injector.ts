import { isObject } from '../../model/decode.js';
import { defaultWebhooks, revisionWebhooks } from '../istiod/webhooks.js';
import type { KubeObject, Tree } from '../types.js';
import { listAt, textAt, textsAt, treeAt } from '../values/tree.js';

/** Selectors that nothing matches, by the label that istioctl takes for it. */
const OFF = 'istio.io/deactivated';
const NEVER: Tree = { matchLabels: { [OFF]: 'never-match' } };

/**
 * The injector of the default revision, with selectors that match nothing: the tag `default` takes its pods from now on, and
 * of two injectors that take a pod both would inject it.
 */
export function switchOff(injector: Tree): KubeObject {
  return rewrite(injector, () => ({ namespaceSelector: NEVER, objectSelector: NEVER }));
}

/** Whether an injector is one whose selectors match nothing. */
export function isSwitchedOff(injector: Tree): boolean {
  const hooks = listAt(injector, 'webhooks').filter(isObject);
  return hooks.length > 0 && hooks.every((hook) => OFF in textsAt(hook, 'objectSelector', 'matchLabels'));
}

/** The injector of the default revision, with its own selectors again. */
export function switchOn(injector: Tree): KubeObject {
  const known = new Map([...revisionWebhooks('default'), ...defaultWebhooks(true)].map((hook) => [hook.name, hook]));
  return rewrite(injector, (name) => {
    const hook = known.get(name);
    return hook ? { namespaceSelector: hook.namespaces, objectSelector: hook.objects } : {};
  });
}

/** The fields that whoever installed it wrote, and no more: an installation after it has nothing to change. */
function rewrite(injector: Tree, selectors: (name: string) => Tree): KubeObject {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name: textAt(injector, 'metadata', 'name'), labels: textsAt(injector, 'metadata', 'labels') },
    webhooks: listAt(injector, 'webhooks')
      .filter(isObject)
      .map((webhook) => ({ ...asWritten(webhook), ...selectors(textAt(webhook, 'name')) })),
  };
}

/** A webhook without what the API server fills in, and without the certificate, which is the control plane's to write. */
function asWritten({ matchPolicy, timeoutSeconds, rules, clientConfig, ...webhook }: Tree): Tree {
  const { caBundle: _, ...client } = treeAt(clientConfig);
  return {
    ...webhook,
    clientConfig: client,
    ...(matchPolicy !== undefined && matchPolicy !== 'Equivalent' && { matchPolicy }),
    ...(timeoutSeconds !== undefined && timeoutSeconds !== 10 && { timeoutSeconds }),
    ...(Array.isArray(rules) && { rules: rules.filter(isObject).map(withoutScope) }),
  };
}

function withoutScope({ scope, ...rule }: Tree): Tree {
  return scope === undefined || scope === '*' ? rule : { ...rule, scope };
}

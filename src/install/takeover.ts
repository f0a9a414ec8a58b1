import { isObject } from '../model/decode.js';
import type { KubeObject, Tree } from './types.js';

/**
 * An object with the fields that the control plane takes over while it runs as it left them: once istiod serves, it makes
 * failures of its validator count (`failurePolicy: Fail`). Setting them back would open a gap, and be in conflict with it.
 * https://istio.io/latest/docs/ops/configuration/mesh/webhook/
 */
export function keepTakenOver(object: KubeObject, live: Tree | undefined): KubeObject {
  if (object.kind !== 'ValidatingWebhookConfiguration' || !live) return object;
  const policies = new Map(webhooksOf(live).map(({ name, failurePolicy }) => [name, failurePolicy]));
  const webhooks = webhooksOf(object).map((webhook) =>
    policies.get(webhook['name']) === 'Fail' ? { ...webhook, failurePolicy: 'Fail' } : webhook,
  );
  return { ...object, webhooks };
}

function webhooksOf(object: Tree): readonly Record<string, unknown>[] {
  const { webhooks } = object;
  return Array.isArray(webhooks) ? webhooks.filter(isObject) : [];
}

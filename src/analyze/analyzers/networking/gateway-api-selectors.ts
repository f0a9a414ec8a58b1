import { selects } from '../../../mesh/workloads.js';
import type { AnalysisContext, Analyzer } from '../../types.js';

const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';
const POLICIES = ['AuthorizationPolicy', 'RequestAuthentication', 'Telemetry', 'WasmPlugin'] as const;

/**
 * Policies whose selector matches pods of a Gateway API gateway, which take policies by targetRefs alone.
 * https://istio.io/latest/docs/reference/config/type/policy-target-reference/
 */
export const gatewayApiSelectors: Analyzer = {
  name: 'k8sgateway.SelectorAnalyzer',
  description: 'Looks for selectors that match pods of the Gateway API, where they do nothing',
  inputs: [...POLICIES, 'Pod'],
  analyze(context, report) {
    const pods = gatewayPods(context);
    if (pods.size === 0) return;
    for (const resource of POLICIES.flatMap((kind) => context.store.list(kind))) {
      const { selector, targetRef, targetRefs } = resource.body.spec ?? {};
      if (!selector || targetRef || targetRefs?.length) continue;
      for (const labels of pods.get(resource.metadata.namespace) ?? []) {
        if (!selects(selector.matchLabels, labels)) continue;
        report('IST0166', resource, ['spec', 'selector'], { gateway: labels[GATEWAY_NAME] ?? '' });
      }
    }
  },
};

/** Labels of the pods of gateways, by namespace. */
function gatewayPods({ store }: AnalysisContext): ReadonlyMap<string, readonly Readonly<Record<string, string>>[]> {
  const pods = new Map<string, Readonly<Record<string, string>>[]>();
  for (const { metadata } of store.list('Pod')) {
    if (metadata.labels[GATEWAY_NAME] === undefined) continue;
    const list = pods.get(metadata.namespace);
    if (list) list.push(metadata.labels);
    else pods.set(metadata.namespace, [metadata.labels]);
  }
  return pods;
}

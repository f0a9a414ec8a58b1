import type { Diagnostic } from '../model/diagnostic.js';
import type { Resource } from '../model/resource.js';
import { compareAge } from './age.js';
import type { MeshConfig } from './mesh-config.js';
import type { MeshProxy } from './types.js';
import { selects } from './workloads.js';

/** The part of a policy's body that says which workloads it is for. */
export interface PolicyBody {
  readonly spec?: {
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly targetRef?: PolicyTarget;
    readonly targetRefs?: readonly PolicyTarget[];
  };
}
export interface PolicyTarget {
  readonly group?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** Finds the policies of one kind that a workload gets, each list oldest first. */
export interface WorkloadPolicies<R> {
  /** Of the root namespace; none for workloads that are in it themselves, as these are their own. */
  root(proxy: MeshProxy): readonly R[];
  /** Of the workload's namespace. */
  own(proxy: MeshProxy): readonly R[];
}

/** Label of pods that a controller made for a Gateway of the Gateway API; only they can be meant by `targetRefs`. */
const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';
const GATEWAY_GROUP = 'gateway.networking.k8s.io';

/**
 * Sorts policies by namespace and age (then name), the order in which they count.
 * https://istio.io/latest/docs/reference/config/type/workload-selector/
 */
export function buildWorkloadPolicies<B extends PolicyBody>(
  resources: readonly Resource<B>[],
  config: Pick<MeshConfig, 'rootNamespace'>,
): WorkloadPolicies<Resource<B>> {
  const byNamespace = new Map<string, Resource<B>[]>();
  for (const resource of [...resources].sort(compareAge)) {
    const list = byNamespace.get(resource.metadata.namespace);
    if (list) list.push(resource);
    else byNamespace.set(resource.metadata.namespace, [resource]);
  }
  const inNamespace = (namespace: string, proxy: MeshProxy) =>
    byNamespace.get(namespace)?.filter((policy) => isFor(policy, proxy)) ?? [];
  return {
    root: (proxy) => (proxy.namespace === config.rootNamespace ? [] : inNamespace(config.rootNamespace, proxy)),
    own: (proxy) => inNamespace(proxy.namespace, proxy),
  };
}

function policyTargets(body: PolicyBody): readonly PolicyTarget[] {
  const { targetRef, targetRefs } = body.spec ?? {};
  return [...(targetRefs ?? []), ...(targetRef ? [targetRef] : [])];
}

/** Targets that only a waypoint would go by, so that naming them has no effect on sidecars and gateways. */
export function targetProblems(resources: readonly Resource<PolicyBody>[]): readonly Diagnostic[] {
  return resources.flatMap((resource) =>
    policyTargets(resource.body)
      .filter(({ kind, group }) => kind !== 'Gateway' || group !== GATEWAY_GROUP)
      .map(({ kind = '', name = '' }): Diagnostic => {
        const path = ['spec', resource.body.spec?.targetRefs ? 'targetRefs' : 'targetRef'];
        return { code: 'policy-target-elsewhere', severity: 'info', args: { kind, name }, resource, path };
      }),
  );
}

/** https://istio.io/latest/docs/reference/config/type/workload-selector/#PolicyTargetReference */
function isFor(policy: Resource<PolicyBody>, proxy: MeshProxy): boolean {
  const targets = policyTargets(policy.body);
  if (targets.length === 0) return selects(policy.body.spec?.selector?.matchLabels, proxy.labels);
  return policy.metadata.namespace === proxy.namespace && targetsGatewayOf(targets, proxy);
}

/** Whether one of the references means the Gateway (of the Gateway API) that a controller made the proxy's pod for. */
export function targetsGatewayOf(targets: readonly PolicyTarget[], proxy: Pick<MeshProxy, 'labels'>): boolean {
  const gateway = proxy.labels[GATEWAY_NAME];
  return (
    gateway !== undefined &&
    targets.some((t) => t.kind === 'Gateway' && t.group === GATEWAY_GROUP && t.name === gateway)
  );
}

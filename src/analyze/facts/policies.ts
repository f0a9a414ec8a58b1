import type { AuthorizationPolicyResource } from '../../mesh/authorization-policies.js';
import type { RequestAuthenticationResource } from '../../mesh/request-authentication.js';
import { selects } from '../../mesh/workloads.js';
import type { Resource } from '../../model/resource.js';
import type { AnalysisContext } from '../types.js';
import { type Workload, workloads } from './mesh-workloads.js';

/** What AuthorizationPolicy and RequestAuthentication have in common. */
interface Attached {
  readonly spec?: {
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly targetRef?: object;
    readonly targetRefs?: readonly object[];
  };
}

/** True for policies that name what they are for, and select no workloads by label. */
export function hasTarget({ body }: Resource<Attached>): boolean {
  return body.spec?.targetRef !== undefined || (body.spec?.targetRefs?.length ?? 0) > 0;
}

/** Workloads of the input that a policy is for: of its namespace, or of all where it stands in the root namespace. */
export function workloadsOf(context: AnalysisContext, policy: Resource<Attached>): readonly Workload[] {
  const { namespace } = policy.metadata;
  const labels = policy.body.spec?.selector?.matchLabels;
  const found = context.fact(workloads);
  if (namespace !== context.config.rootNamespace) return found.select(namespace, labels);
  return labels ? found.all.filter((workload) => selects(labels, workload.labels)) : found.all;
}

/** Policies by namespace. */
export interface Policies {
  readonly authorization: ReadonlyMap<string, readonly AuthorizationPolicyResource[]>;
  readonly requestAuthentication: ReadonlyMap<string, readonly RequestAuthenticationResource[]>;
}

/** Sorts the policies of the input by namespace. */
export function policies(context: AnalysisContext): Policies {
  return {
    authorization: byNamespace(context.store.list('AuthorizationPolicy')),
    requestAuthentication: byNamespace(context.store.list('RequestAuthentication')),
  };
}

function byNamespace<R extends Resource>(resources: readonly R[]): ReadonlyMap<string, readonly R[]> {
  const out = new Map<string, R[]>();
  for (const resource of resources) {
    const list = out.get(resource.metadata.namespace);
    if (list) list.push(resource);
    else out.set(resource.metadata.namespace, [resource]);
  }
  return out;
}

/** Those of a map that count for workloads of a namespace: its own, and the root namespace's. */
export function inForce<R>(
  context: AnalysisContext,
  of: ReadonlyMap<string, readonly R[]>,
  namespace: string,
): readonly R[] {
  const root = context.config.rootNamespace;
  const own = of.get(namespace) ?? [];
  return namespace === root ? own : [...own, ...(of.get(root) ?? [])];
}

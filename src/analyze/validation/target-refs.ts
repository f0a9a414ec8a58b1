import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkSelector } from './selector.js';
import { error } from './violation.js';

export interface TargetRef {
  readonly group?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}

export interface Attachment {
  readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly targetRef?: TargetRef;
  readonly targetRefs?: readonly TargetRef[];
}

/** What a policy may be attached to, as group/kind. */
const TARGETS = new Set([
  '/Service',
  'core/Service',
  'networking.istio.io/ServiceEntry',
  'gateway.networking.k8s.io/Gateway',
  'gateway.networking.k8s.io/GatewayClass',
]);

/**
 * How a policy says which workloads it concerns: a selector, or references, never both.
 * https://istio.io/latest/docs/reference/config/type/workload-selector/#PolicyTargetReference
 */
export function checkAttachment({ selector, targetRef, targetRefs = [] }: Attachment): readonly Violation[] {
  const ways = [selector, targetRef, targetRefs.length > 0 ? targetRefs : undefined].filter(Boolean).length;
  return [
    ...(ways > 1
      ? [error(['spec'], 'only one of selector, targetRef and targetRefs may be set; keep the one that is meant')]
      : []),
    ...(selector ? checkSelector(selector.matchLabels, ['spec', 'selector']) : []),
    ...checkTargetRefs(targetRef, targetRefs),
  ];
}

/** References alone, for a resource whose selector is of another kind. */
export function checkTargetRefs(
  targetRef: TargetRef | undefined,
  targetRefs: readonly TargetRef[],
): readonly Violation[] {
  return [
    ...(targetRef ? checkTargetRef(targetRef, ['spec', 'targetRef']) : []),
    ...targetRefs.flatMap((ref, i) => checkTargetRef(ref, ['spec', 'targetRefs', i])),
  ];
}

function checkTargetRef({ group = '', kind = '', name, namespace }: TargetRef, path: Path): readonly Violation[] {
  return [
    ...(name ? [] : [error(path, 'a target reference needs a name')]),
    ...(namespace
      ? [error([...path, 'namespace'], 'a target reference stays in its own namespace; leave it out')]
      : []),
    ...(TARGETS.has(`${group}/${kind}`)
      ? []
      : [
          error(
            [...path, 'kind'],
            `a target reference can't point to ${group}/${kind}; take a Service, a ServiceEntry, or a Gateway or GatewayClass of gateway.networking.k8s.io`,
          ),
        ]),
  ];
}

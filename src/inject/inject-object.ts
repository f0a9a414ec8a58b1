import { isObject } from '../model/decode.js';
import { type Decision, decideInjection } from './decision.js';
import { InjectionError } from './errors.js';
import { type Injection, injectPod } from './inject-pod.js';
import { canonicalize, sortKeys } from './shapes/canonical.js';
import { isInjected } from './strip.js';
import { textAt } from './tree.js';
import type { Tree } from './types.js';
import { isWorkload, workloadOf } from './workloads.js';

/** What became of one object that makes pods. */
export interface Injected {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly decision: Decision;
  /** It had been injected before. */
  readonly again: boolean;
  /** The object in the form that an API client writes, before injection. */
  readonly before: Tree;
  readonly after: Tree;
}

/**
 * Injects an object; undefined when it makes no pods.
 * @throws InjectionError when its pods should have a sidecar, and can't
 */
export function injectObject(object: unknown, injection: Injection): Injected | undefined {
  if (!isWorkload(object)) return undefined;
  const { value, problems } = canonicalize(textAt(object, 'kind'), object);
  if (problems.length > 0) throw new InjectionError({ code: 'shape', problems });
  const before = sortKeys(value);
  const { kind, owner, pod, withPod } = workloadOf(before);
  const decision = decideInjection(pod, injection.config);
  const after = decision.inject ? sortKeys(withPod(injectPod(pod, owner, injection))) : before;
  return {
    kind,
    name: textAt(object, 'metadata', 'name') || textAt(object, 'metadata', 'generateName'),
    namespace: textAt(object, 'metadata', 'namespace'),
    decision,
    again: isInjected(pod),
    before,
    after,
  };
}

/** True for a list of objects of any kinds, of which each is injected by itself; lists of one kind are left alone. */
export function isList(object: unknown): object is Tree & { readonly items: readonly unknown[] } {
  return isObject(object) && textAt(object, 'kind') === 'List' && Array.isArray(object['items']);
}

/** A list with other items, in the form that an API client writes. */
export function listOf(list: Tree, items: readonly unknown[]): Tree {
  return canonicalize('List', { ...list, items }).value;
}

import { isObject } from '../model/decode.js';
import { clearPrometheus, prometheusPort } from './prometheus.js';
import { annotationsOf, containersOf, initContainersOf, nameOf, treesAt, withAt } from './tree.js';
import type { Tree } from './types.js';

export const STATUS = 'sidecar.istio.io/status';
export const OVERRIDES = 'proxy.istio.io/overrides';

/** What an earlier injection said of itself; undefined for a pod that wasn't injected. */
export const injectionStatusOf = (pod: Tree): Tree | undefined => parseJson(annotationsOf(pod)[STATUS]);

/** True for a pod that has been injected before. */
export const isInjected = (pod: Tree): boolean => injectionStatusOf(pod) !== undefined;

/** An object of JSON in an annotation; undefined for anything else. */
export function parseJson(text: string | undefined): Tree | undefined {
  if (!text) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Containers of the user's that earlier injection wrote down. */
export function recordedOverrides(pod: Tree): {
  readonly containers: readonly Tree[];
  readonly initContainers: readonly Tree[];
} {
  const found = parseJson(annotationsOf(pod)[OVERRIDES]);
  return { containers: treesAt(found, 'containers'), initContainers: treesAt(found, 'initContainers') };
}

/**
 * The pod as it was before it was injected: what templates look at, so that injecting twice gives the same. Containers that were written down as the
 * user's own are there again.
 */
export function stripInjected(pod: Tree, statusPort: number): Tree {
  const overrides = recordedOverrides(pod);
  const status = injectionStatusOf(pod);
  const own = status ? withoutInjected(pod, status, statusPort) : pod;
  return withContainers(
    own,
    withMissing(containersOf(own), overrides.containers),
    withMissing(initContainersOf(own), overrides.initContainers),
  );
}

function withoutInjected(pod: Tree, status: Tree, statusPort: number): Tree {
  const keep = (list: readonly Tree[], gone: unknown): readonly Tree[] =>
    Array.isArray(gone) ? list.filter((container) => !gone.includes(nameOf(container))) : list;
  const kept = withContainers(
    pod,
    keep(containersOf(pod), status['containers']),
    keep(initContainersOf(pod), status['initContainers']),
  );
  const own = prometheusPort(pod) === String(statusPort) ? clearPrometheus(kept) : kept;
  const { [STATUS]: _, ...annotations } = annotationsOf(own);
  return withAt(own, ['metadata', 'annotations'], annotations);
}

const withMissing = (list: readonly Tree[], back: readonly Tree[]): readonly Tree[] => [
  ...list,
  ...back.filter((own) => !list.some((container) => nameOf(container) === nameOf(own))),
];

/** The pod with other containers; the very same where they are what it has. */
function withContainers(pod: Tree, containers: readonly Tree[], initContainers: readonly Tree[]): Tree {
  const same = containers.length === containersOf(pod).length && initContainers.length === initContainersOf(pod).length;
  return same
    ? pod
    : withAt(withAt(pod, ['spec', 'containers'], containers), ['spec', 'initContainers'], initContainers);
}

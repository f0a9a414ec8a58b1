import { isObject } from '../model/decode.js';
import { clearPrometheus, prometheusPort } from './prometheus.js';
import { annotationsOf, containersOf, initContainersOf, nameOf, treesAt, withAt } from './tree.js';
import type { Tree } from './types.js';

export const STATUS = 'sidecar.istio.io/status';
export const OVERRIDES = 'proxy.istio.io/overrides';

/** True for a pod that has been injected before. */
export const isInjected = (pod: Tree): boolean => parseJson(annotationsOf(pod)[STATUS]) !== undefined;

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

/** The pod as it was before it was injected: what templates look at, so that injecting twice gives the same. */
export function stripInjected(pod: Tree, statusPort: number): Tree {
  const status = parseJson(annotationsOf(pod)[STATUS]);
  if (!status) return pod;
  const overrides = recordedOverrides(pod);
  const keep = (list: readonly Tree[], gone: unknown, back: readonly Tree[]): readonly Tree[] => {
    const names = new Set(Array.isArray(gone) ? gone : []);
    const left = list.filter((container) => !names.has(nameOf(container)));
    return [...left, ...back.filter((own) => !left.some((container) => nameOf(container) === nameOf(own)))];
  };
  const containers = keep(containersOf(pod), status['containers'], overrides.containers);
  const initContainers = keep(initContainersOf(pod), status['initContainers'], overrides.initContainers);
  const spec = withAt(withAt(pod, ['spec', 'containers'], containers), ['spec', 'initContainers'], initContainers);
  const own = prometheusPort(pod) === String(statusPort) ? clearPrometheus(spec) : spec;
  const { [STATUS]: _, ...annotations } = annotationsOf(own);
  return withAt(own, ['metadata', 'annotations'], annotations);
}

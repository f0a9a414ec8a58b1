import { at, containersOf, INIT, initContainersOf, isTrueAt, nameOf, PROXY, VALIDATION, withAt } from './tree.js';
import type { Tree } from './types.js';

const CORE_DUMP = 'enable-core-dump';

const first = (list: readonly Tree[], name: string): readonly Tree[] => [
  ...list.filter((c) => nameOf(c) === name),
  ...list.filter((c) => nameOf(c) !== name),
];
const last = (list: readonly Tree[], name: string): readonly Tree[] => [
  ...list.filter((c) => nameOf(c) !== name),
  ...list.filter((c) => nameOf(c) === name),
];

/**
 * The pod's containers in the order in which they have to start: the proxy last, so that tools take the application for the default, or first where
 * the application is to wait for it. As a native sidecar it goes before the user's init containers; otherwise the redirection of traffic comes
 * after them. https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig
 */
export function orderContainers(pod: Tree, proxyConfig: Tree, values: Tree): Tree {
  const hold =
    at(proxyConfig, 'holdApplicationUntilProxyStarts') === true ||
    isTrueAt(values, 'global', 'proxy', 'holdApplicationUntilProxyStarts');
  const containers = (hold ? first : last)(containersOf(pod), PROXY);
  const ordered = withAt(pod, ['spec', 'containers'], containers);
  const init = initContainersOf(pod);
  return init.length === 0 ? ordered : withAt(ordered, ['spec', 'initContainers'], orderInit(init));
}

function orderInit(list: readonly Tree[]): readonly Tree[] {
  const native = list.some((container) => nameOf(container) === PROXY);
  if (native) return [CORE_DUMP, PROXY, VALIDATION, INIT].reduce(first, list);
  return last(last(first(list, VALIDATION), INIT), CORE_DUMP);
}

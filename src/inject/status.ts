import { nameOf, treesAt } from './tree.js';
import type { Tree } from './types.js';

/** What was injected, as the pod's annotation `sidecar.istio.io/status` records it: names from the templates alone. */
export function injectionStatus(templatePod: Tree, revision: string): string {
  const names = (list: string): readonly string[] | null => {
    const found = treesAt(templatePod, 'spec', list).map(nameOf);
    return found.length > 0 ? found : null;
  };
  return JSON.stringify({
    initContainers: names('initContainers'),
    containers: names('containers'),
    volumes: names('volumes'),
    imagePullSecrets: names('imagePullSecrets'),
    revision: revision || 'default',
  });
}

import type { SidecarResource } from '../../../mesh/types.js';
import type { Metadata } from '../../../model/resource.js';
import { formatSelector, type PodResource, podLabels } from '../../facts/pod-labels.js';
import type { AnalysisContext, Analyzer, Report } from '../../types.js';

/**
 * Sidecars that select no pod, or the same pod as others, namespaces with several defaults, and Sidecars for workloads that
 * have no sidecar because they are in ambient mode.
 * https://istio.io/latest/docs/reference/config/networking/sidecar/
 */
export const sidecarSelectors: Analyzer = {
  name: 'sidecar.SelectorAnalyzer',
  description: 'Looks at which pods Sidecars select, and for several Sidecars of one pod or namespace',
  inputs: ['Sidecar', 'Pod', 'Namespace'],
  analyze(context, report) {
    const byPod = new Map<PodResource, SidecarResource[]>();
    const defaults = new Map<string, SidecarResource[]>();
    for (const resource of context.store.list('Sidecar')) {
      const { namespace } = resource.metadata;
      const labels = resource.body.spec?.workloadSelector?.labels ?? {};
      if (Object.keys(labels).length === 0) {
        addTo(defaults, namespace, resource);
        continue;
      }
      const pods = context.fact(podLabels).select(labels, namespace);
      // Pods are seldom in files; those that are prove what is wrong.
      if (pods.length === 0 && context.complete) {
        const path = ['spec', 'workloadSelector', 'labels'];
        report('IST0101', resource, path, { reftype: 'selector', refval: formatSelector(labels) });
      }
      for (const pod of pods) addTo(byPod, pod, resource);
    }
    for (const [pod, sidecars] of byPod) reportPod(pod, sidecars, report);
    reportDefaults(context, defaults, report);
  },
};

function reportPod({ metadata }: PodResource, sidecars: readonly SidecarResource[], report: Report): void {
  if (metadata.annotations['ambient.istio.io/redirection'] === 'enabled') {
    const reason = 'a pod that it selects is in ambient mode and has no sidecar';
    for (const sidecar of sidecars) report('IST0167', sidecar, ['spec', 'workloadSelector'], { reason });
    return;
  }
  if (sidecars.length < 2) return;
  const { namespace, name } = metadata;
  for (const sidecar of sidecars) {
    report('IST0110', sidecar, ['metadata', 'name'], { sidecars: namesOf(sidecars), namespace, pod: name });
  }
}

function reportDefaults(
  { store }: AnalysisContext,
  defaults: ReadonlyMap<string, readonly SidecarResource[]>,
  report: Report,
): void {
  const namespaces = new Map(store.list('Namespace').map(({ metadata }) => [metadata.name, metadata]));
  for (const [namespace, sidecars] of defaults) {
    const ambient = isAmbient(namespaces.get(namespace));
    for (const sidecar of sidecars) {
      if (ambient) {
        const reason = `namespace ${namespace} is in ambient mode and its workloads have no sidecars`;
        report('IST0167', sidecar, ['metadata', 'namespace'], { reason });
      } else if (sidecars.length > 1) {
        report('IST0111', sidecar, ['metadata', 'name'], { sidecars: namesOf(sidecars), namespace });
      }
    }
  }
}

/** Injection labels win over the one for ambient mode. https://istio.io/latest/docs/ambient/usage/add-workloads/ */
function isAmbient(namespace: Metadata | undefined): boolean {
  const labels = namespace?.labels ?? {};
  if (labels['istio-injection'] === 'enabled' || labels['istio.io/rev']) return false;
  return labels['istio.io/dataplane-mode'] === 'ambient';
}

function namesOf(sidecars: readonly SidecarResource[]): string {
  return sidecars.map(({ metadata }) => metadata.name).join(' ');
}

function addTo<K>(map: Map<K, SidecarResource[]>, key: K, sidecar: SidecarResource): void {
  const list = map.get(key);
  if (list) list.push(sidecar);
  else map.set(key, [sidecar]);
}

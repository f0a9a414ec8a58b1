import type { SidecarResource } from '../../../mesh/types.js';
import type { Metadata } from '../../../model/resource.js';
import { listNames } from '../../facts/name-list.js';
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
    const counts = new Map<SidecarResource, number>();
    for (const [pod, sidecars] of byPod) {
      const few = sidecars.filter((sidecar) => (counts.get(sidecar) ?? 0) < MAX_PODS);
      for (const sidecar of few) counts.set(sidecar, (counts.get(sidecar) ?? 0) + 1);
      reportPod(pod, sidecars, few, report);
    }
    reportDefaults(context, defaults, report);
  },
};

/** Pods that a Sidecar is reported for; each is a finding of its own. */
const MAX_PODS = 100;

/** Reports a pod of several Sidecars on some of them. */
function reportPod(
  { metadata }: PodResource,
  sidecars: readonly SidecarResource[],
  reported: readonly SidecarResource[],
  report: Report,
): void {
  if (metadata.annotations['ambient.istio.io/redirection'] === 'enabled') {
    const reason = 'a pod that it selects is in ambient mode and has no sidecar';
    for (const sidecar of reported) report('IST0167', sidecar, ['spec', 'workloadSelector'], { reason });
    return;
  }
  if (sidecars.length < 2) return;
  const args = { sidecars: namesOf(sidecars), namespace: metadata.namespace, pod: metadata.name };
  for (const sidecar of reported) report('IST0110', sidecar, ['metadata', 'name'], args);
}

function reportDefaults(
  { store }: AnalysisContext,
  defaults: ReadonlyMap<string, readonly SidecarResource[]>,
  report: Report,
): void {
  const namespaces = new Map(store.list('Namespace').map(({ metadata }) => [metadata.name, metadata]));
  for (const [namespace, sidecars] of defaults) {
    const ambient = isAmbient(namespaces.get(namespace));
    const args = { sidecars: namesOf(sidecars), namespace };
    for (const sidecar of sidecars) {
      if (ambient) {
        const reason = `namespace ${namespace} is in ambient mode and its workloads have no sidecars`;
        report('IST0167', sidecar, ['metadata', 'namespace'], { reason });
      } else if (sidecars.length > 1) {
        report('IST0111', sidecar, ['metadata', 'name'], args);
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
  return listNames(
    sidecars.map(({ metadata }) => metadata.name),
    ' ',
  );
}

function addTo<K>(map: Map<K, SidecarResource[]>, key: K, sidecar: SidecarResource): void {
  const list = map.get(key);
  if (list) list.push(sidecar);
  else map.set(key, [sidecar]);
}

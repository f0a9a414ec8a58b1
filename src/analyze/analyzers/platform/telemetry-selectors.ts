import type { TypedResource } from '../../../model/store.js';
import { formatSelector, podLabels } from '../../facts/pod-labels.js';
import type { Analyzer, Report } from '../../types.js';

type Telemetry = TypedResource<'Telemetry'>;

/** Several Telemetries for one workload. https://istio.io/latest/docs/reference/config/telemetry/ */
export const telemetrySelectorAnalyzer: Analyzer = {
  name: 'telemetry.SelectorAnalyzer',
  description: 'Checks that each pod is selected by at most one Telemetry, and each selector takes a pod',
  inputs: ['Telemetry'],
  analyze(context, report) {
    const byPod = new Map<string, Telemetry[]>();
    for (const telemetry of context.store.list('Telemetry')) {
      const labels = telemetry.body.spec?.selector?.matchLabels;
      if (!labels || Object.keys(labels).length === 0) continue;
      const { namespace } = telemetry.metadata;
      const pods = context.fact(podLabels).select(labels, namespace);
      if (pods.length === 0 && context.complete) {
        const refval = formatSelector(labels);
        report('IST0101', telemetry, ['spec', 'selector', 'matchLabels'], { reftype: 'selector', refval });
      }
      for (const { metadata } of pods) {
        const pod = `${namespace}/${metadata.name}`;
        const known = byPod.get(pod);
        if (known) known.push(telemetry);
        else byPod.set(pod, [telemetry]);
      }
    }
    for (const [pod, telemetries] of byPod) if (telemetries.length > 1) reportConflict(pod, telemetries, report);
  },
};

function reportConflict(podName: string, telemetries: readonly Telemetry[], report: Report): void {
  const names = telemetries.map(({ metadata }) => metadata.name).sort();
  const [namespace = '', pod = ''] = podName.split('/');
  for (const telemetry of telemetries) {
    report('IST0159', telemetry, ['metadata', 'name'], { telemetries: names.join(', '), namespace, pod });
  }
}

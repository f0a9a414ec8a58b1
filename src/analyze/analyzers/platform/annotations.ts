import type { Resource } from '../../../model/resource.js';
import { suggest } from '../../../model/suggest.js';
import { annotationProblem } from '../../facts/annotation-values.js';
import { ANNOTATIONS, type AnnotationEntry } from '../../facts/annotations.js';
import type { AnalysisContext, Analyzer, Report } from '../../types.js';

const KINDS = ['Namespace', 'Service', 'Pod', 'Deployment'] as const;
const INJECT = 'sidecar.istio.io/inject';

/** Annotations of Istio that do nothing where they stand. https://istio.io/latest/docs/reference/config/annotations/ */
export const annotationsAnalyzer: Analyzer = {
  name: 'annotations.K8sAnalyzer',
  description: "Checks the names, places and values of Istio's annotations",
  inputs: KINDS,
  analyze(context, report) {
    for (const kind of KINDS) {
      for (const resource of context.store.list(kind)) {
        for (const name in resource.metadata.annotations) {
          if (isIstioAnnotation(name)) judge(context, resource, name, report);
        }
      }
    }
  },
};

function isIstioAnnotation(name: string): boolean {
  const domain = name.split('/', 1)[0] ?? '';
  return domain.endsWith('istio.io') || name === 'kubernetes.io/ingress.class';
}

function judge(context: AnalysisContext, resource: Resource, annotation: string, report: Report): void {
  const path = ['metadata', 'annotations', annotation];
  const entry: AnnotationEntry | undefined = ANNOTATIONS.get(annotation);
  if (!entry) {
    const near = suggest(annotation, ANNOTATIONS.keys());
    report('IST0108', resource, path, { annotation, ...(near !== undefined && { near }) });
    return;
  }
  // Deprecated is deprecated, wherever it stands.
  if (entry.deprecated && !(annotation === INJECT && resource.metadata.labels[INJECT] !== undefined)) {
    const hint = annotation === INJECT ? 'use the label of the same name' : '';
    report('IST0135', resource, path, { annotation, hint });
  }
  if (entry.kinds.includes('Any')) return;
  if (!entry.kinds.includes(resource.kind)) {
    report('IST0107', resource, path, { annotation, kinds: entry.kinds.join(', ') });
    return;
  }
  const problem = annotationProblem(annotation, resource.metadata.annotations[annotation] ?? '', context.parseYaml);
  if (problem !== undefined) report('IST0125', resource, path, { annotation, problem });
}

import { ANNOTATIONS } from '../../facts/annotations.js';
import type { Analyzer } from '../../types.js';

const KINDS = ['Namespace', 'Service', 'Pod', 'Deployment'] as const;
/** What Istio itself sets; nobody wrote it. */
const OWN = new Set(['sidecar.istio.io/status', 'gateway.istio.io/controller-version', 'istio.io/rev']);

/**
 * Annotations that a later version may change or drop. Not among those that run by default: most of Istio's annotations are alpha.
 * https://istio.io/latest/docs/reference/config/annotations/
 */
export const alphaAnnotationsAnalyzer: Analyzer = {
  name: 'annotations.AlphaAnalyzer',
  description: "Lists Istio's annotations in alpha status (runs only when it is named)",
  inputs: KINDS,
  analyze({ store }, report) {
    for (const kind of KINDS) {
      for (const resource of store.list(kind)) {
        for (const annotation in resource.metadata.annotations) {
          if (OWN.has(annotation) || ANNOTATIONS.get(annotation)?.stability !== 'alpha') continue;
          report('IST0136', resource, ['metadata', 'annotations', annotation], { annotation });
        }
      }
    }
  },
};

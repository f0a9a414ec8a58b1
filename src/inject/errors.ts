import type { AnnotationProblem } from './annotations.js';
import type { ShapeProblem } from './shapes/canonical.js';

/** Why a pod that should get a sidecar can't get one: a fault of the pod, of the templates, or of what templates made. */
export type InjectionFailure =
  | { readonly code: 'annotations'; readonly problems: readonly AnnotationProblem[] }
  | { readonly code: 'proxy-config'; readonly lines: readonly string[] }
  | { readonly code: 'unknown-template'; readonly template: string; readonly known: readonly string[] }
  | { readonly code: 'template'; readonly template: string; readonly reason: string }
  | { readonly code: 'rendered'; readonly template: string; readonly reason: string }
  | { readonly code: 'shape'; readonly problems: readonly ShapeProblem[] };

/** Thrown when a pod can't be injected; whoever knows which object it belongs to says so. */
export class InjectionError extends Error {
  override readonly name = 'InjectionError';
  constructor(readonly failure: InjectionFailure) {
    super(failure.code);
  }
}

/** Injection of proxies into pods. https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/ */
export { type AnnotationProblem, checkAnnotations } from './annotations.js';
export { byHand, decodeInjectorConfig } from './config.js';
export { type Decision, decideInjection, type Reason } from './decision.js';
export { InjectionError, type InjectionFailure } from './errors.js';
export { type ExplainedPart, explainInjection } from './explain.js';
export { type Injected, injectObject, isList, listOf } from './inject-object.js';
export type { Injection } from './inject-pod.js';
export { createInjection, type InjectionInput } from './setup.js';
export { canonicalize, type ShapeProblem, type Tree } from './shapes/canonical.js';
export type { InjectorConfig, LabelSelector } from './types.js';
export { isWorkload } from './workloads.js';

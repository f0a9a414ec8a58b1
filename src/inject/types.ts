import type { LabelSelector } from '../model/kinds/kubernetes.js';
import type { Tree } from './shapes/canonical.js';

export type { LabelSelector } from '../model/kinds/kubernetes.js';
export type { Tree } from './shapes/canonical.js';

/** What an injector injects: key `config` of its ConfigMap. https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/ */
export interface InjectorConfig {
  readonly policy: string;
  readonly defaultTemplates: readonly string[];
  /** Names that stand for several templates. */
  readonly aliases: Readonly<Record<string, readonly string[]>>;
  readonly neverInjectSelector: readonly LabelSelector[];
  readonly alwaysInjectSelector: readonly LabelSelector[];
  readonly injectedAnnotations: Readonly<Record<string, string>>;
  /** The text of each template. */
  readonly templates: Readonly<Record<string, string>>;
}

/** A pod or the template of pods: metadata and spec as plain JSON. */
export interface PodTree extends Tree {
  readonly metadata?: unknown;
  readonly spec?: unknown;
}

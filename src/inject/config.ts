import { type DecodeProblem, list, map, object, string } from '../model/decode.js';
import { labelSelector } from '../model/kinds/kubernetes.js';
import type { InjectorConfig } from './types.js';

const shape = object({
  policy: string,
  defaultTemplates: list(string),
  aliases: map(list(string)),
  neverInjectSelector: list(labelSelector),
  alwaysInjectSelector: list(labelSelector),
  injectedAnnotations: map(string),
  templates: map(string),
});

/**
 * Decodes key `config` of an injector's ConfigMap. A configuration without templates can't inject anything, and is a problem.
 * https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/
 */
export function decodeInjectorConfig(value: unknown): {
  readonly config: InjectorConfig;
  readonly problems: readonly DecodeProblem[];
} {
  const problems: DecodeProblem[] = [];
  const decoded = shape(value, { path: [], problems });
  if (decoded && Object.keys(decoded.templates ?? {}).length === 0 && problems.length === 0) {
    problems.push({ path: ['templates'], expected: 'templates by name', found: 'none' });
  }
  const config: InjectorConfig = {
    policy: '',
    defaultTemplates: [],
    aliases: {},
    neverInjectSelector: [],
    alwaysInjectSelector: [],
    injectedAnnotations: {},
    templates: {},
    ...decoded,
  };
  return { config, problems };
}

/**
 * The configuration as `kube-inject` applies it to what it is handed: the user has asked for injection, whatever the cluster's policy.
 */
export function byHand(config: InjectorConfig): InjectorConfig {
  return {
    ...config,
    policy: 'enabled',
    defaultTemplates: ['sidecar'],
    aliases: {},
    neverInjectSelector: [],
    alwaysInjectSelector: [],
    injectedAnnotations: {},
  };
}

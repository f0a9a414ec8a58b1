import { isObject } from '../model/decode.js';
import { at, textAt, textsAt, treeAt } from './tree.js';
import type { InjectorConfig, LabelRequirement, LabelSelector, Tree } from './types.js';

/** What a configuration of the injector lacks or has wrong. */
export interface ConfigProblem {
  readonly path: string;
  readonly expected: string;
}

/**
 * Decodes key `config` of an injector's ConfigMap. A configuration without templates can't inject anything, and is a problem.
 * https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/
 */
export function decodeInjectorConfig(value: unknown): {
  readonly config: InjectorConfig;
  readonly problems: readonly ConfigProblem[];
} {
  const problems: ConfigProblem[] = [];
  const templates = textsAt(value, 'templates');
  if (!isObject(value)) problems.push({ path: '', expected: 'an object' });
  else if (Object.keys(templates).length === 0) problems.push({ path: 'templates', expected: 'templates by name' });
  const config: InjectorConfig = {
    policy: textAt(value, 'policy'),
    defaultTemplates: textList(at(value, 'defaultTemplates')),
    aliases: Object.fromEntries(Object.entries(treeAt(value, 'aliases')).map(([name, list]) => [name, textList(list)])),
    neverInjectSelector: selectors(at(value, 'neverInjectSelector')),
    alwaysInjectSelector: selectors(at(value, 'alwaysInjectSelector')),
    injectedAnnotations: textsAt(value, 'injectedAnnotations'),
    templates,
  };
  return { config, problems };
}

const textList = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

function selectors(value: unknown): readonly LabelSelector[] {
  return Array.isArray(value) ? value.filter(isObject).map(selector) : [];
}

function selector(value: Tree): LabelSelector {
  const expressions = at(value, 'matchExpressions');
  const requirement = (item: Tree): LabelRequirement => ({
    key: textAt(item, 'key'),
    operator: textAt(item, 'operator'),
    values: textList(item['values']),
  });
  return {
    matchLabels: textsAt(value, 'matchLabels'),
    matchExpressions: Array.isArray(expressions) ? expressions.filter(isObject).map(requirement) : [],
  };
}

/** The configuration as `kube-inject` applies it to what it is handed: the user has asked for injection, whatever the cluster's policy. */
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

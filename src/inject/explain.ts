import { settingsOf } from './causes.js';
import type { Injected } from './inject-object.js';
import type { Injection } from './inject-pod.js';
import { partsOf } from './parts.js';
import { chooseTemplates } from './templates.js';
import { annotationsOf, at, labelsOf } from './tree.js';
import type { Tree } from './types.js';
import { workloadOf } from './workloads.js';

/** A part that injection added or changed, and why it is what it is. */
export interface ExplainedPart {
  readonly part: string;
  readonly value: unknown;
  readonly changed: boolean;
  /** The setting, in words: `annotation X`, `values global.hub`, `MeshConfig trustDomain`, or the template that has it. */
  readonly cause: string;
}

/** What injection did to a workload, part by part. */
export function explainInjection({ before, after }: Injected, injection: Injection): readonly ExplainedPart[] {
  const { pod, owner } = workloadOf(before);
  const earlier = partsOf(pod);
  const context: Context = { pod, injection, layers: injection.proxyConfigLayers(pod, owner.namespace) };
  return [...partsOf(workloadOf(after).pod)].flatMap(([part, value]) => {
    const changed = earlier.has(part);
    if (changed && JSON.stringify(earlier.get(part)) === JSON.stringify(value)) return [];
    return [{ part, value, changed, cause: causeOf(part, context) }];
  });
}

interface Context {
  readonly pod: Tree;
  readonly injection: Injection;
  readonly layers: ReturnType<Injection['proxyConfigLayers']>;
}

function causeOf(part: string, context: Context): string {
  for (const setting of settingsOf(part)) {
    const found = describeSetting(setting, context);
    if (found !== undefined) return found;
  }
  return variableOfMetadata(part, context) ?? userVolume(part, context) ?? templateOf(context);
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** A setting in words, if it is set. */
function describeSetting(setting: string, { pod, injection, layers }: Context): string | undefined {
  const name = setting.slice(setting.indexOf(':') + 1);
  const path = name.split('.');
  switch (setting.charAt(0)) {
    case 'a':
      return Object.hasOwn(annotationsOf(pod), name) ? `annotation ${name}` : undefined;
    case 'l':
      return Object.hasOwn(labelsOf(pod), name) ? `label ${name}` : undefined;
    case 'v':
      return isSet(at(injection.values, ...path)) ? `values ${name}` : undefined;
    case 'm':
      if (!isSet(at(injection.mesh, ...path))) return undefined;
      return `MeshConfig ${name}${isSet(at(injection.ownMesh, ...path)) ? '' : ' (default)'}`;
    case 'p':
      return describeLayer(path, layers);
    default:
      return setting.slice(1);
  }
}

/** Which ProxyConfig says it: the last one wins. */
function describeLayer(path: readonly string[], layers: Context['layers']): string | undefined {
  const found = layers.findLast(({ config }) => isSet(at(config, ...path)));
  return found && `${found.name} ${path.join('.')}`;
}

function variableOfMetadata(part: string, { layers }: Context): string | undefined {
  const name = /\.env\.(.+)$/.exec(part)?.[1];
  return name === undefined ? undefined : describeLayer(['proxyMetadata', name], layers);
}

/** Volumes and mounts that the pod's annotations ask for. */
function userVolume(part: string, { pod }: Context): string | undefined {
  const volume = /^volumes\.(.+)$/.exec(part)?.[1];
  const [annotation, wanted] =
    volume === undefined
      ? ['sidecar.istio.io/userVolumeMount', /\.volumeMounts\.(.+)$/.exec(part)?.[1]]
      : ['sidecar.istio.io/userVolume', volume];
  const text = annotationsOf(pod)[annotation];
  return wanted !== undefined && text?.includes(JSON.stringify(wanted)) ? `annotation ${annotation}` : undefined;
}

function templateOf({ pod, injection }: Context): string {
  const names = chooseTemplates(pod, injection.config);
  return `template ${names.join(', ')}`;
}

import { isObject } from '../../model/decode.js';
import { textOf } from '../../model/text.js';
import type { Component, KubeObject, Tree } from '../types.js';
import { overlay } from '../values/merge.js';
import { listAt, treeAt } from '../values/tree.js';
import { parsePatchPath, patchAt } from './patch.js';

/** Settings that go into the pod template's spec as they are. */
const POD_SPEC = ['affinity', 'nodeSelector', 'tolerations', 'priorityClassName', 'securityContext', 'hostNetwork'];
/** Settings of the main container. */
const CONTAINER = ['resources', 'imagePullPolicy', 'readinessProbe'];

/**
 * Lays the `k8s` settings of a component over its objects: fields of its workload, autoscaler, budget and Service, then the
 * patches by path.
 * https://istio.io/latest/docs/reference/config/istio.operator.v1alpha1/#KubernetesResourcesSpec
 */
export function applyK8sSettings(objects: readonly KubeObject[], component: Component, workload: string): KubeObject[] {
  const { k8s } = component;
  if (Object.keys(k8s).length === 0) return [...objects];
  const set = objects.map((object) => {
    if (object.metadata.name !== workload) return object;
    if (object.kind === 'Deployment' || object.kind === 'DaemonSet') return withWorkloadSettings(object, k8s);
    if (object.kind === 'HorizontalPodAutoscaler') return over(object, 'spec', treeAt(k8s, 'hpaSpec'));
    if (object.kind === 'PodDisruptionBudget') return withBudget(object, treeAt(k8s, 'podDisruptionBudget'));
    if (object.kind === 'Service') return withServiceSettings(object, component);
    return object;
  });
  return set.map((object) => withPatches(object, listAt(k8s, 'overlays')));
}

function over(object: KubeObject, field: string, settings: Tree): KubeObject {
  if (Object.keys(settings).length === 0) return object;
  return { ...object, [field]: overlay(treeAt(object, field), settings) };
}

function withWorkloadSettings(object: KubeObject, k8s: Tree): KubeObject {
  const spec = treeAt(object, 'spec');
  const template = treeAt(spec, 'template');
  const podSpec = overlay(treeAt(template, 'spec'), pick(k8s, POD_SPEC));
  const [main, ...others] = listAt(podSpec, 'containers');
  const containers = [container(isObject(main) ? main : {}, k8s), ...others];
  const annotations = { ...treeAt(template, 'metadata', 'annotations'), ...treeAt(k8s, 'podAnnotations') };
  return {
    ...object,
    spec: {
      ...spec,
      ...pick(k8s, ['replicaCount'], 'replicas'),
      ...(k8s['strategy'] !== undefined && { strategy: overlay(treeAt(spec, 'strategy'), treeAt(k8s, 'strategy')) }),
      template: {
        ...template,
        metadata: { ...treeAt(template, 'metadata'), annotations },
        spec: {
          ...podSpec,
          containers,
          ...joined('volumes', listAt(podSpec, 'volumes'), listAt(k8s, 'volumes')),
        },
      },
    },
  };
}

function container(main: Tree, k8s: Tree): Tree {
  return {
    ...overlay(main, pick(k8s, CONTAINER)),
    ...joined('env', listAt(main, 'env'), listAt(k8s, 'env')),
    ...joined('volumeMounts', listAt(main, 'volumeMounts'), listAt(k8s, 'volumeMounts')),
  };
}

/** A list with more entries; one of the same name is replaced. */
function joined(field: string, own: readonly unknown[], more: readonly unknown[]): Tree {
  if (more.length === 0) return {};
  const nameOf = (entry: unknown) => (isObject(entry) ? (entry['mountPath'] ?? entry['name']) : undefined);
  const names = new Set(more.map(nameOf));
  return { [field]: [...own.filter((entry) => !names.has(nameOf(entry))), ...more] };
}

/** A budget has one limit: one that is set takes the place of ours. */
function withBudget(object: KubeObject, settings: Tree): KubeObject {
  const spec = overlay(treeAt(object, 'spec'), settings);
  const { minAvailable: _, ...others } = spec;
  return { ...object, spec: spec['maxUnavailable'] === undefined ? spec : others };
}

/** Ports of a gateway are its own already; those of other Services come to the ones there, by number. */
function withServiceSettings(object: KubeObject, { kind, k8s }: Component): KubeObject {
  const annotations = treeAt(k8s, 'serviceAnnotations');
  const { ports: _, ...settings } = treeAt(k8s, 'service');
  const isGateway = kind === 'ingressGateways' || kind === 'egressGateways';
  const ports = isGateway ? {} : withPorts(listAt(object, 'spec', 'ports'), listAt(k8s, 'service', 'ports'));
  const changed = over(object, 'spec', { ...settings, ...ports });
  if (Object.keys(annotations).length === 0) return changed;
  const merged = { ...changed.metadata.annotations, ...annotations } as Record<string, string>;
  return { ...changed, metadata: { ...changed.metadata, annotations: merged } };
}

function withPorts(own: readonly unknown[], more: readonly unknown[]): Tree {
  if (more.length === 0) return {};
  const numberOf = (entry: unknown) => (isObject(entry) ? entry['port'] : undefined);
  const over = own.map((entry) => {
    const change = more.find((other) => numberOf(other) === numberOf(entry));
    return isObject(entry) && isObject(change) ? overlay(entry, change) : entry;
  });
  const known = new Set(own.map(numberOf));
  return { ports: [...over, ...more.filter((entry) => !known.has(numberOf(entry)))] };
}

function pick(tree: Tree, keys: readonly string[], as?: string): Tree {
  return Object.fromEntries(keys.flatMap((key) => (tree[key] === undefined ? [] : [[as ?? key, tree[key]]])));
}

function withPatches(object: KubeObject, overlays: readonly unknown[]): KubeObject {
  let changed: unknown = object;
  for (const entry of overlays) {
    if (!isObject(entry) || entry['kind'] !== object.kind || entry['name'] !== object.metadata.name) continue;
    for (const patch of listAt(entry, 'patches')) {
      if (!isObject(patch)) continue;
      const path = textOf(patch['path']);
      const where = `overlay of ${object.kind} ${object.metadata.name}, path ${path}`;
      changed = patchAt(changed, parsePatchPath(path), patch['value'], where);
    }
  }
  return isKubeObject(changed) ? changed : object;
}

function isKubeObject(value: unknown): value is KubeObject {
  return isObject(value) && typeof value['kind'] === 'string' && isObject(value['metadata']);
}

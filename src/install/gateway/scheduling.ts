import type { Tree } from '../types.js';
import { at, fieldUnlessEmpty, listAt, numberAt, textAt, textsAt, treeAt } from '../values/tree.js';

/** Where the pods of a gateway may and would rather run. https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/ */
export function gatewayScheduling(values: Tree, settings: Tree): Tree {
  const own = listAt(settings, 'tolerations');
  return {
    ...affinity(values, settings),
    ...fieldUnlessEmpty('tolerations', own.length > 0 ? own : listAt(values, 'global', 'defaultTolerations')),
  };
}

function affinity(values: Tree, settings: Tree): Tree {
  const own = textsAt(settings, 'nodeSelector');
  const labels = Object.keys(own).length > 0 ? own : textsAt(values, 'global', 'defaultNodeSelector');
  const arch = Object.keys(treeAt(values, 'global', 'arch')).flatMap((name) => {
    const weight = numberAt(values, 'global', 'arch', name) ?? 0;
    return weight > 0 ? [{ name, weight }] : [];
  });
  const among = (key: string, ...names: readonly string[]) => ({ key, operator: 'In', values: names });
  const required = [
    ...(arch.length > 0 ? [among('kubernetes.io/arch', ...arch.map(({ name }) => name))] : []),
    ...Object.entries(labels).map(([key, value]) => among(key, value)),
  ];
  const preferred = arch.map(({ name, weight }) => ({
    weight,
    preference: { matchExpressions: [among('kubernetes.io/arch', name)] },
  }));
  const terms = required.length > 0 ? { nodeSelectorTerms: [{ matchExpressions: required }] } : {};
  return fieldUnlessEmpty('affinity', {
    ...fieldUnlessEmpty('nodeAffinity', scheduling(terms, preferred)),
    ...fieldUnlessEmpty('podAntiAffinity', antiAffinity(settings)),
  });
}

function antiAffinity(settings: Tree): Tree {
  const required = listAt(settings, 'podAntiAffinityLabelSelector').map(term);
  const preferred = listAt(settings, 'podAntiAffinityTermLabelSelector').map((entry) => ({
    podAffinityTerm: term(entry),
    weight: 100,
  }));
  return scheduling(required, preferred);
}

function scheduling(required: unknown, preferred: unknown): Tree {
  return {
    ...fieldUnlessEmpty('requiredDuringSchedulingIgnoredDuringExecution', required),
    ...fieldUnlessEmpty('preferredDuringSchedulingIgnoredDuringExecution', preferred),
  };
}

/** Pods to keep away from: one expression, its values and namespaces written with commas between. */
function term(entry: unknown): Tree {
  const texts = (field: string) =>
    textAt(entry, field)
      .split(',')
      .filter((text) => text !== '');
  const expression = {
    key: at(entry, 'key'),
    operator: at(entry, 'operator'),
    ...fieldUnlessEmpty('values', texts('values')),
  };
  return {
    labelSelector: { matchExpressions: [expression] },
    topologyKey: at(entry, 'topologyKey'),
    ...fieldUnlessEmpty('namespaces', texts('namespaces')),
  };
}

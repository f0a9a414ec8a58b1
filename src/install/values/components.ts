import type { Component, ComponentName, Tree } from '../types.js';
import { COMPONENTS } from '../types.js';
import { at, isTrue, textAt, textsAt, treeAt } from './tree.js';

const DEFAULT_NAME: Readonly<Record<ComponentName, string>> = {
  base: 'base',
  pilot: 'pilot',
  cni: 'cni',
  ztunnel: 'ztunnel',
  ingressGateways: 'istio-ingressgateway',
  egressGateways: 'istio-egressgateway',
};

/** Values that switch a component on, beside its own field. */
const SWITCHES: Readonly<Partial<Record<ComponentName, readonly string[]>>> = {
  cni: ['cni', 'enabled'],
  ingressGateways: ['gateways', 'istio-ingressgateway', 'enabled'],
  egressGateways: ['gateways', 'istio-egressgateway', 'enabled'],
};

/**
 * The components of a spec that are switched on; one that is written is, unless it says otherwise.
 * https://istio.io/latest/docs/reference/config/istio.operator.v1alpha1/#IstioComponentSpec
 */
export function componentsOf(spec: Tree, namespace: string): readonly Component[] {
  return COMPONENTS.flatMap((kind) => {
    const written = at(spec, 'components', kind);
    const byValues = SWITCHES[kind] !== undefined && isTrue(spec, 'values', ...SWITCHES[kind]);
    const entries = Array.isArray(written) ? written : written === undefined && !byValues ? [] : [treeAt(written)];
    return entries
      .filter((entry) => byValues || at(entry, 'enabled') !== false)
      .map((entry) => component(kind, entry, namespace));
  });
}

function component(kind: ComponentName, entry: unknown, namespace: string): Component {
  return {
    kind,
    name: textAt(entry, 'name') || DEFAULT_NAME[kind],
    namespace: textAt(entry, 'namespace') || namespace,
    label: textsAt(entry, 'label'),
    k8s: treeAt(entry, 'k8s'),
  };
}

/** What components tell the values: that the CNI plugin is there, and images of their own. */
export function valuesOfComponents(spec: Tree, components: readonly Component[]): Tree {
  const image = (kind: ComponentName) => {
    const [hub, tag] = [textAt(spec, 'components', kind, 'hub'), textAt(spec, 'components', kind, 'tag')];
    return { ...(hub && { hub }), ...(tag && { tag }) };
  };
  const enabled = components.some(({ kind }) => kind === 'cni');
  return { pilot: { ...image('pilot'), cni: { enabled } }, cni: image('cni'), ztunnel: image('ztunnel') };
}

import { kubernetesType } from './go-types.js';
import { proxyImage } from './image.js';
import type { Owner } from './owner.js';
import { messageValue } from './proto-types.js';
import {
  fromJson,
  fromTyped,
  type GoField,
  GoNumber,
  GoPointer,
  GoStruct,
  type GoType,
  INT64,
  pointerTo,
  STRING,
  type Value,
} from './template/index.js';
import { annotationsOf, textAt, treeAt } from './tree.js';
import type { Tree } from './types.js';

/** What a template is rendered with, as plain JSON. */
export interface TemplateFacts {
  readonly owner: Owner;
  /** The pod as it was before it was ever injected. */
  readonly pod: Tree;
  readonly mesh: Tree;
  readonly proxyConfig: Tree;
  readonly values: Tree;
  readonly revision: string;
  readonly nativeSidecars: boolean;
  readonly compliancePolicy: string;
  readonly proxyIds?: ProxyIds | undefined;
}

/** User and group of proxies, where the namespace prescribes them (OpenShift). */
export interface ProxyIds {
  readonly uid: number;
  readonly gid: number;
}

/** Makes the data of templates; what is the same for many pods is made once. */
export interface DataMaker {
  readonly make: (facts: TemplateFacts) => GoStruct;
  /** The JSON that a message of the data was made of. */
  readonly jsonOf: (message: GoPointer) => Tree | undefined;
}

const struct = (name: string, ...fields: readonly string[]): GoType => ({
  name,
  kind: 'struct',
  fields: fields.map((field): GoField => ({ name: field, json: field, type: STRING })),
});
const TYPE_META = struct('v1.TypeMeta', 'Kind', 'APIVersion');
const NAMESPACED_NAME = struct('types.NamespacedName', 'Namespace', 'Name');
const DATA: GoType = { name: 'inject.SidecarTemplateData', kind: 'struct' };

export function createDataMaker(): DataMaker {
  const json = new WeakMap<GoPointer, Tree>();
  const messages = new WeakMap<Tree, GoPointer>();
  const plain = new WeakMap<Tree, Value>();
  const message = (name: string, tree: Tree): GoPointer => {
    const made = messages.get(tree) ?? messageValue(name, tree);
    messages.set(tree, made);
    json.set(made, tree);
    return made;
  };
  const valuesOf = (tree: Tree): Value => {
    const made = plain.get(tree) ?? fromJson(tree);
    plain.set(tree, made);
    return made;
  };
  const make = (facts: TemplateFacts): GoStruct => {
    const { owner, pod, mesh, proxyConfig, values } = facts;
    return new GoStruct(
      DATA,
      new Map<string, Value>([
        ['TypeMeta', fromTyped(TYPE_META, { Kind: owner.kind, APIVersion: owner.apiVersion })],
        ['DeploymentMeta', fromTyped(NAMESPACED_NAME, { Namespace: owner.namespace, Name: owner.name })],
        ['ObjectMeta', fromTyped(kubernetesType('ObjectMeta'), treeAt(pod, 'metadata'))],
        ['Spec', fromTyped(kubernetesType('PodSpec'), treeAt(pod, 'spec'))],
        ['ProxyConfig', message('ProxyConfig', proxyConfig)],
        ['MeshConfig', message('MeshConfig', mesh)],
        ['Values', valuesOf(values)],
        ['Revision', facts.revision],
        ['NativeSidecars', facts.nativeSidecars],
        ['ProxyImage', proxyImage(values, proxyConfig, annotationsOf(pod))],
        ['ProxyUID', optionalNumber(facts.proxyIds?.uid)],
        ['ProxyGID', optionalNumber(facts.proxyIds?.gid)],
        [
          'InboundTrafficPolicyMode',
          textAt(mesh, 'inboundTrafficPolicy', 'mode') === 'LOCALHOST' ? 'localhost' : 'passthrough',
        ],
        ['CompliancePolicy', facts.compliancePolicy],
      ]),
    );
  };
  return { make, jsonOf: (pointer) => json.get(pointer) };
}

function optionalNumber(value: number | undefined): GoPointer {
  return new GoPointer(pointerTo(INT64), value === undefined ? undefined : new GoNumber(INT64, BigInt(value)));
}

import { isObject } from '../model/decode.js';
import { type Owner, ownerOfPod } from './owner.js';
import { at, textAt, treeAt, withAt } from './tree.js';
import type { Tree } from './types.js';

/** Where the metadata and the spec of the pods stand in an object of a kind. */
interface Places {
  readonly metadata: readonly string[];
  readonly spec: readonly string[];
}

const TEMPLATE: Places = { metadata: ['spec', 'template', 'metadata'], spec: ['spec', 'template', 'spec'] };
const APPS: readonly string[] = ['apps/v1', 'apps/v1beta1', 'apps/v1beta2', 'extensions/v1beta1'];
const BATCH: readonly string[] = ['batch/v1', 'batch/v1beta1'];

/** Kinds that get a sidecar, and the API versions that have them in this form. */
const KINDS: Readonly<Record<string, { readonly apiVersions: readonly string[]; readonly places: Places }>> = {
  Pod: { apiVersions: ['v1'], places: { metadata: ['metadata'], spec: ['spec'] } },
  Deployment: { apiVersions: APPS, places: TEMPLATE },
  StatefulSet: { apiVersions: APPS, places: TEMPLATE },
  DaemonSet: { apiVersions: APPS, places: TEMPLATE },
  ReplicaSet: { apiVersions: APPS, places: TEMPLATE },
  ReplicationController: { apiVersions: ['v1'], places: TEMPLATE },
  Job: { apiVersions: ['batch/v1'], places: TEMPLATE },
  DeploymentConfig: { apiVersions: ['apps.openshift.io/v1', 'v1'], places: TEMPLATE },
  // istiod and istioctl take the labels and annotations of the job, not those of its pods.
  CronJob: {
    apiVersions: BATCH,
    places: {
      metadata: ['spec', 'jobTemplate', 'metadata'],
      spec: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
    },
  },
};

/** An object whose pods can get a sidecar. */
export interface Workload {
  readonly kind: string;
  readonly owner: Owner;
  /** Metadata and spec of its pods. */
  readonly pod: Tree;
  /** The object with another pod in it. */
  readonly withPod: (pod: Tree) => Tree;
}

/** True for an object of a kind that makes pods. */
export function isWorkload(object: unknown): object is Tree {
  if (!isObject(object)) return false;
  const kind = Object.hasOwn(KINDS, textAt(object, 'kind')) ? KINDS[textAt(object, 'kind')] : undefined;
  return kind?.apiVersions.includes(textAt(object, 'apiVersion')) === true && isObject(at(object, ...kind.places.spec));
}

/** The pods of an object that `isWorkload` is true for. */
export function workloadOf(object: Tree): Workload {
  const kind = textAt(object, 'kind');
  const places = KINDS[kind]?.places ?? TEMPLATE;
  const owner: Owner =
    kind === 'Pod'
      ? ownerOfPod(object)
      : {
          apiVersion: textAt(object, 'apiVersion'),
          kind,
          name: textAt(object, 'metadata', 'name'),
          namespace: textAt(object, 'metadata', 'namespace'),
        };
  return {
    kind,
    owner,
    pod: { metadata: treeAt(object, ...places.metadata), spec: treeAt(object, ...places.spec) },
    withPod: (pod) => withAt(withAt(object, places.metadata, pod['metadata']), places.spec, pod['spec']),
  };
}

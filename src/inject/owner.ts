import { labelsOf, textAt, treesAt } from './tree.js';
import type { Tree } from './types.js';

/** The workload that a pod belongs to, as the proxy reports it. */
export interface Owner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** Jobs of a CronJob have its name and a time in minutes or seconds. */
const CRON_JOB = /^(.+)-\d{8,10}$/;

/** The owner of a pod by itself: derived from its controller where its name was made by one. */
export function ownerOfPod(pod: Tree): Owner {
  const name = textAt(pod, 'metadata', 'name');
  const namespace = textAt(pod, 'metadata', 'namespace');
  const itself = { apiVersion: 'v1', kind: 'Pod', name, namespace };
  if (textAt(pod, 'metadata', 'generateName') === '') return itself;
  const controller = treesAt(pod, 'metadata', 'ownerReferences').find((reference) => reference['controller'] === true);
  if (!controller) return itself;
  const owner = {
    apiVersion: textAt(controller, 'apiVersion'),
    kind: textAt(controller, 'kind'),
    name: textAt(controller, 'name'),
  };
  return { ...derive(owner, labelsOf(pod)), namespace };
}

type Controller = Omit<Owner, 'namespace'>;

/** What made a controller that is itself made by another one, told by the names that they give. */
function derive(owner: Controller, labels: Readonly<Record<string, string>>): Controller {
  const made = (label: string): string | undefined => {
    const hash = labels[label];
    return hash && owner.kind === 'ReplicaSet' && owner.name.endsWith(`-${hash}`)
      ? owner.name.slice(0, -hash.length - 1)
      : undefined;
  };
  const deployment = made('pod-template-hash');
  if (deployment !== undefined) return { ...owner, kind: 'Deployment', name: deployment };
  const rollout = made('rollouts-pod-template-hash');
  if (rollout !== undefined) return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: rollout };
  const config = labels['deploymentconfig'];
  if (owner.kind === 'ReplicationController' && config) {
    return { apiVersion: 'apps.openshift.io/v1', kind: 'DeploymentConfig', name: config };
  }
  const cronJob = owner.kind === 'Job' ? CRON_JOB.exec(owner.name)?.[1] : undefined;
  return cronJob === undefined ? owner : { ...owner, kind: 'CronJob', name: cronJob };
}

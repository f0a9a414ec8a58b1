import type { InstallPlan, KubeObject, Tree } from './types.js';
import { fieldUnlessEmpty, isTrue, numberAt, treeAt } from './values/tree.js';

/** What is scaled: a Deployment, and the values that say how. */
export interface Scaled {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly selector: Readonly<Record<string, string>>;
  readonly settings: Tree;
}

/** The autoscaler of a Deployment, none where it is switched off. https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/ */
export function autoscaler({ name, namespace, labels, settings }: Scaled): KubeObject[] {
  const [least, most] = [numberAt(settings, 'autoscaleMin') ?? 1, numberAt(settings, 'autoscaleMax') ?? 5];
  if (!isTrue(settings, 'autoscaleEnabled') || least === 0 || most === 0) return [];
  const metrics = ['cpu', 'memory'].flatMap((resource) => {
    const averageUtilization = numberAt(settings, resource, 'targetAverageUtilization');
    if (averageUtilization === undefined) return [];
    return [{ type: 'Resource', resource: { name: resource, target: { type: 'Utilization', averageUtilization } } }];
  });
  return [
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name, namespace, labels },
      spec: {
        maxReplicas: most,
        minReplicas: least,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
        metrics,
        ...fieldUnlessEmpty('behavior', treeAt(settings, 'autoscaleBehavior')),
      },
    },
  ];
}

/** Keeps one pod while nodes are drained, where there is more than one to begin with. */
export function disruptionBudget(
  plan: InstallPlan,
  { name, namespace, labels, selector, settings }: Scaled,
): KubeObject[] {
  const least = isTrue(settings, 'autoscaleEnabled')
    ? numberAt(settings, 'autoscaleMin')
    : numberAt(settings, 'replicaCount');
  if (!isTrue(plan.values, 'global', 'defaultPodDisruptionBudget', 'enabled') || (least ?? 1) <= 1) return [];
  return [
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name, namespace, labels },
      spec: { minAvailable: 1, selector: { matchLabels: selector }, ...treeAt(settings, 'pdb') },
    },
  ];
}

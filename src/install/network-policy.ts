import { revisionSuffix } from './names.js';
import type { InstallPlan, KubeObject } from './types.js';
import { isTrue } from './values/tree.js';

/** What a policy lets in, and to which pods. */
export interface Opening {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly selector: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly port: unknown; readonly protocol?: string }[];
}

/**
 * Lets in what the pods of a component serve, where policies are asked for; what they ask others is theirs.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function networkPolicy(plan: InstallPlan, { name, namespace, labels, selector, ports }: Opening): KubeObject[] {
  if (!isTrue(plan.values, 'global', 'networkPolicy', 'enabled')) return [];
  return [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, namespace, labels },
      spec: {
        podSelector: { matchLabels: selector },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ ports: ports.map(({ port, protocol = 'TCP' }) => ({ protocol, port })) }],
        egress: [{}],
      },
    },
  ];
}

/** A name with the revision behind it. */
export const revisioned = (plan: InstallPlan, name: string): string => `${name}${revisionSuffix(plan.revision)}`;

import { injectionMessages } from './injection.js';
import { kubernetesMessages } from './kubernetes.js';
import type { MessageType } from './types.js';
import { workloadPolicyMessages } from './workload-policies.js';

/** Findings about pods, injection, webhooks and policies, with the codes and parameters of istioctl. */
export const platformMessages = {
  ...injectionMessages,
  ...kubernetesMessages,
  ...workloadPolicyMessages,
} as const satisfies Readonly<Record<string, MessageType>>;

import type { MessageType } from './types.js';

/** Findings about pods, injection, webhooks and policies, with the codes and parameters of istioctl. */
export const platformMessages = {} as const satisfies Readonly<Record<string, MessageType>>;

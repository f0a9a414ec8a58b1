import type { MessageType } from './types.js';

/** Findings about traffic resources, with the codes and parameters of istioctl. */
export const networkingMessages = {} as const satisfies Readonly<Record<string, MessageType>>;

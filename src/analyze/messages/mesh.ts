import { routeMessages } from './mesh-routes.js';
import type { MessageType } from './types.js';

/** Findings of our own, MW0001 and up: what the mesh model knows and istioctl does not. */
export const meshMessages = {
  ...routeMessages,
} as const satisfies Readonly<Record<string, MessageType>>;

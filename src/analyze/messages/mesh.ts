import { destinationMessages } from './mesh-destinations.js';
import { gatewayMessages } from './mesh-gateways.js';
import { routeMessages } from './mesh-routes.js';
import { securityMessages } from './mesh-security.js';
import { serviceMessages } from './mesh-services.js';
import { translationMessages } from './mesh-translation.js';
import type { MessageType } from './types.js';

/** Findings of our own, MW0001 and up: what the mesh model knows and istioctl does not. */
export const meshMessages = {
  ...routeMessages,
  ...destinationMessages,
  ...serviceMessages,
  ...gatewayMessages,
  ...securityMessages,
  ...translationMessages,
} as const satisfies Readonly<Record<string, MessageType>>;

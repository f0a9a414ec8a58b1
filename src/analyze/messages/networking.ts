import { envoyFilterMessages } from './envoy-filters.js';
import { gatewayMessages } from './gateways.js';
import { describeReference } from './references.js';
import { routeMessages } from './routes.js';
import type { MessageType } from './types.js';

/** Findings about traffic resources, with the codes and parameters of istioctl. */
export const networkingMessages = {
  IST0002: {
    name: 'Deprecated',
    severity: 'warning',
    text: ({ detail }) => `deprecated: ${detail}`,
    explain:
      'A field, a value or a whole kind that Istio has replaced. It works today at best, and a later version will ignore or refuse it. Use what the message names instead.',
  },
  IST0101: {
    name: 'ReferencedResourceNotFound',
    severity: 'error',
    text: describeReference,
    explain:
      'The resource refers to something that does not exist: a gateway, a host, a port or subset of it, pods of a selector, a Secret, a namespace. Requests that need it fail, or the resource does nothing. Correct the name, or apply what it names; a short name belongs to the namespace of the resource that writes it.',
  },
  IST0167: {
    name: 'IneffectivePolicy',
    severity: 'warning',
    text: ({ reason }) => `this has no effect: ${reason}`,
    explain:
      'The resource configures sidecars, but its workloads are in ambient mode and have none. Remove it, or take the workloads out of ambient mode.',
  },
  IST0171: {
    name: 'NegativeConditionStatus',
    severity: 'warning',
    text: ({ type, reason, message }) => `condition ${type} is negative: ${reason}: ${message}`,
    explain:
      'The control plane has looked at this resource and written into its status that it could not accept it or put it to work. The reason and the message of the condition say why.',
  },
  ...routeMessages,
  ...gatewayMessages,
  ...envoyFilterMessages,
} as const satisfies Readonly<Record<string, MessageType>>;

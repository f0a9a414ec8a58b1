import { clusterMessages } from '../mesh/messages/clusters.js';
import { envoyFilterMessages } from '../mesh/messages/envoy-filters.js';
import { gatewayMessages } from '../mesh/messages/gateways.js';
import { listenerMessages } from '../mesh/messages/listeners.js';
import { routeMessages } from '../mesh/messages/routes.js';
import { securityMessages } from '../mesh/messages/security.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { inputMessages } from './messages.js';

type Template = (args: Diagnostic['args']) => string;

const CATALOGUE: Readonly<Record<string, Template>> = {
  ...inputMessages,
  ...listenerMessages,
  ...clusterMessages,
  ...routeMessages,
  ...securityMessages,
  ...gatewayMessages,
  ...envoyFilterMessages,
};

/** The sentence of a diagnostic. */
export function describe(diagnostic: Diagnostic): string {
  const template = CATALOGUE[diagnostic.code];
  return template ? template(diagnostic.args) : `${diagnostic.code} ${JSON.stringify(diagnostic.args)}`;
}

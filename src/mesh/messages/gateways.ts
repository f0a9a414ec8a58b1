import type { Diagnostic } from '../../model/diagnostic.js';

/** Sentences about Gateways and what routers make of them. */
export const gatewayMessages: Readonly<Record<string, (args: Diagnostic['args']) => string>> = {
  'gateway-duplicate-host': ({ hosts, port }) =>
    `the server for ${hosts} counts for nothing: an earlier TLS server on port ${port} has one of its hosts`,
  'gateway-port-conflict': ({ hosts, port }) =>
    `the server for ${hosts} counts for nothing: port ${port} has a server of another protocol already`,
  'gateway-duplicate-route': ({ hosts, port }) =>
    `the server for ${hosts} counts for nothing: a server on port ${port} has the same port name already`,
  'gateway-privileged-port': ({ hosts, port }) =>
    `the server for ${hosts} counts for nothing: the gateway does not run as root and may not listen on port ${port}`,
};

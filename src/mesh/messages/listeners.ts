import type { Diagnostic } from '../../model/diagnostic.js';

/** Sentences about listeners. */
export const listenerMessages: Readonly<Record<string, (args: Diagnostic['args']) => string>> = {
  'listener-conflict': ({ service, port, address, owner }) =>
    `${service} gets no listener for port ${port}: ${address} belongs to ${owner}, which is older or comes first by name`,
};

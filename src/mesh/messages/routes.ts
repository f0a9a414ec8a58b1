import type { Diagnostic } from '../../model/diagnostic.js';

/** Sentences about VirtualServices and the routes they make. */
export const routeMessages: Readonly<Record<string, (args: Diagnostic['args']) => string>> = {
  'delegate-missing': ({ delegate }) =>
    `the rule makes no routes: there is no VirtualService ${delegate} without hosts to delegate to`,
  'delegate-not-exported': ({ delegate, namespace }) =>
    `the rule makes no routes: VirtualService ${delegate} is not exported to namespace ${namespace}`,
  'delegate-conflict': ({ root }) =>
    `the rule makes no routes: one of its matches contradicts those of the rule of ${root} that delegates here`,
  'rule-without-action': () => 'the rule makes no routes: it has no route, redirect or directResponse',
  'destination-host-unknown': ({ host }) =>
    host === '' ? 'the destination names no host' : `there is no service ${host}; requests sent there fail`,
  'destination-host-hidden': ({ host, namespace }) =>
    `service ${host} is not exported to namespace ${namespace}; requests sent there fail`,
  'destination-port-unknown': ({ host, port, ports }) =>
    `service ${host} has no port ${port}; it has ${ports || 'none'}`,
  'destination-subset-unknown': ({ host, subset }) =>
    `no DestinationRule in force for ${host} has a subset ${subset}; requests sent there fail`,
  'host-taken': ({ host, owner }) =>
    `sidecars get no HTTP routes for ${host} from here: VirtualService ${owner} has the host and comes first`,
};

import type { MessageType } from './types.js';

/** Findings about Gateways, and about what refers to them. */
export const gatewayMessages = {
  IST0132: {
    name: 'VirtualServiceHostNotFoundInGateway',
    severity: 'warning',
    text: ({ hosts, gateway }) => `no server of gateway ${gateway} has any of the hosts ${hosts}`,
    explain:
      'A gateway serves a VirtualService only for hosts that both name. The hosts of this VirtualService and those of the servers have nothing in common, or the servers keep theirs to other namespaces (namespace/host). Add the host to a server, or correct it.',
  },
  IST0138: {
    name: 'GatewayDuplicateCertificate',
    severity: 'warning',
    text: ({ gateway, other }) =>
      `${gateway} and ${other} serve the same certificate: clients that reuse HTTP/2 connections may get 404`,
    explain:
      'A browser sends requests for another host over a connection that it has, if the certificate covers that host too. The gateway answers by the server that the connection came in for, and that one may not know the host. Use one Gateway for all hosts of the certificate, or a certificate for each.',
  },
  IST0145: {
    name: 'ConflictingGateways',
    severity: 'error',
    text: ({ gateways, selector, port, hosts }) =>
      `conflicts with ${gateways}: the same pods (${selector || 'all'}), port ${port} and hosts (of ${hosts})`,
    explain:
      'Two Gateways ask the same pods to serve the same host on the same port. The older one wins, and the TLS settings of the other are dropped. Merge the servers, or give them different hosts.',
  },
  IST0161: {
    name: 'InvalidGatewayCredential',
    severity: 'error',
    text: ({ namespace, problems }) =>
      `Secrets of namespace ${namespace} have no certificate for this Gateway: ${problems}`,
    explain:
      'The Secret has to hold tls.crt and tls.key (or cert and key), and the first certificate has to be a PEM block that is valid today. Without one the listener gets no certificate and refuses connections. Create the Secret again: kubectl create secret tls.',
  },
  IST0162: {
    name: 'GatewayPortNotDefinedOnService',
    severity: 'warning',
    text: ({ port, selector }) =>
      `no Service of the gateway's pods (${selector}) leads to port ${port}: clients can't reach it through the Service`,
    explain:
      'The pods will listen on the port, but no Service in front of them has it as port or targetPort. Add the port to the Service of the gateway, or correct the number; it is the port of the pod that counts.',
  },
  IST0165: {
    name: 'ReferencedInternalGateway',
    severity: 'warning',
    text: ({ gateway }) =>
      `${gateway} is made by the control plane from a Gateway of the Gateway API; name that one's routes in an HTTPRoute`,
    explain:
      'Istio turns Gateway API resources into Gateways of its own. Their names are an inner matter and change without notice. Attach routes to the Gateway API resource with an HTTPRoute.',
  },
  IST0166: {
    name: 'IneffectiveSelector',
    severity: 'warning',
    text: ({ gateway }) =>
      `the selector does not apply to gateway ${gateway} of the Gateway API; attach with targetRefs`,
    explain:
      'Pods of a Gateway API gateway take policies that name the gateway in targetRefs. A selector that matches their labels does nothing for them.',
  },
  IST0176: {
    name: 'GatewayAPICRDVersionBelowMinimum',
    severity: 'warning',
    text: ({ crd, installed, minimum }) =>
      `${crd} is of Gateway API ${installed}, and Istio needs ${minimum}: resources of this kind are ignored`,
    explain:
      'Istio watches a kind of the Gateway API in the version that it was built with. Definitions of an older bundle do not serve it, so resources of the kind are never read. Install the Gateway API in a newer version.',
  },
} as const satisfies Readonly<Record<string, MessageType>>;

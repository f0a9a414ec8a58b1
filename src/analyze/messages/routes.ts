import type { MessageType } from './types.js';

/** Findings about VirtualServices, DestinationRules, ServiceEntries and Sidecars. */
export const routeMessages = {
  IST0109: {
    name: 'ConflictingMeshGatewayVirtualServiceHosts',
    severity: 'error',
    text: ({ virtualServices, host }) =>
      `the VirtualServices ${virtualServices} all route ${String(host).replace(/^\*\//, '')} for sidecars; merge them into one`,
    explain:
      'Sidecars take the routes of a host from one VirtualService alone: the oldest wins, and the rules of the others are dropped without a word. Merge the rules into one VirtualService, delegate to others from it, or bind them to different gateways. In the host, the part before the slash is the namespace that sees the routes, * for all.',
  },
  IST0110: {
    name: 'ConflictingSidecarWorkloadSelectors',
    severity: 'error',
    text: ({ sidecars, namespace, pod }) => `the Sidecars ${sidecars} of namespace ${namespace} all select pod ${pod}`,
    explain:
      'Only one Sidecar configures a workload, and which of several it will be is not defined. Narrow the selectors until they share no pod.',
  },
  IST0111: {
    name: 'MultipleSidecarsWithoutWorkloadSelectors',
    severity: 'error',
    text: ({ sidecars, namespace }) =>
      `the Sidecars ${sidecars} of namespace ${namespace} all have no workload selector`,
    explain:
      'A Sidecar without workloadSelector is the default of its namespace. There can be one; which of several counts is not defined. Keep one of them.',
  },
  IST0112: {
    name: 'VirtualServiceDestinationPortSelectorRequired',
    severity: 'error',
    text: ({ host, ports }) => `the destination names no port, and ${host} has several (${ports}); add port.number`,
    explain:
      'A destination may leave out its port only if the service has exactly one. Otherwise the route leads to a port that does not exist, and requests fail. Write port.number into the destination.',
  },
  IST0128: {
    name: 'NoServerCertificateVerificationDestinationLevel',
    severity: 'warning',
    text: ({ mode, host }) =>
      `TLS mode ${mode} for ${host} verifies no certificate: there is no caCertificates (nor a credentialName for selected workloads)`,
    explain:
      'Without CA certificates the client encrypts but takes any certificate, so anyone in between can pose as the server. Set trafficPolicy.tls.caCertificates, for public hosts to the bundle of the system, with subjectAltNames; or credentialName together with a workloadSelector.',
  },
  IST0129: {
    name: 'NoServerCertificateVerificationPortLevel',
    severity: 'warning',
    text: ({ mode, host, port }) =>
      `TLS mode ${mode} for port ${port} of ${host} verifies no certificate: there is no caCertificates (nor a credentialName for selected workloads)`,
    explain:
      'The settings of one port replace those of the whole rule. Without CA certificates the client takes any certificate on this port. Set caCertificates in the tls of this port.',
  },
  IST0134: {
    name: 'ServiceEntryAddressesRequired',
    severity: 'warning',
    text: ({ ports }) =>
      `without addresses the traffic of a TCP port can't be told apart (${ports}); add spec.addresses`,
    explain:
      'HTTP and TLS name their host in the request; plain TCP does not. A TCP port without addresses takes all traffic to that port number, whatever the destination. Set spec.addresses, give the port its real protocol, or let proxies capture DNS and allocate addresses.',
  },
  IST0140: {
    name: 'IngressRouteRulesNotAffected',
    severity: 'warning',
    text: ({ mesh, ingress }) =>
      `subsets that ${mesh} chooses don't apply to requests that come in through ${ingress}, which routes to the same host without a subset`,
    explain:
      "The rules of a VirtualService for sidecars are applied where a request is sent. A gateway sends by the rules of its own VirtualService, and there the destination names no subset, so requests from outside go to all versions. Name the subset in the gateway's VirtualService as well.",
  },
  IST0149: {
    name: 'JwtClaimBasedRoutingWithoutRequestAuthN',
    severity: 'error',
    text: ({ key, gateway, pod }) =>
      `routes by ${key}, but no RequestAuthentication checks tokens at pod ${pod} of gateway ${gateway}`,
    explain:
      'Routing by a claim needs the claim: a RequestAuthentication for the pods of the gateway, in their namespace or in that of the control plane, which validates the token. Without it the condition never holds.',
  },
  IST0173: {
    name: 'DestinationRuleSubsetNotSelectPods',
    severity: 'error',
    text: ({ subset }) => `no pod has the labels of subset ${subset}: requests to it get 503 (no healthy upstream)`,
    explain:
      'A subset is the pods of a service with certain labels. With none, every request that is routed to the subset fails. Correct the labels, deploy the version, or remove the subset.',
  },
  IST0174: {
    name: 'UnknownDestinationRuleHost',
    severity: 'warning',
    text: ({ host }) => `there is no service ${host}, so this rule applies to nothing`,
    explain:
      'The host of a DestinationRule has to be that of a Service or ServiceEntry that its namespace sees. A short name belongs to the namespace of the rule, and a name with one dot is not completed: write name.namespace.svc.cluster.local.',
  },
} as const satisfies Readonly<Record<string, MessageType>>;

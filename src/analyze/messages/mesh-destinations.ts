import type { MessageArgs } from '../types.js';
import type { MessageType } from './types.js';

const near = ({ near: word }: MessageArgs) => (word === '' ? '' : `; did you mean ${word}?`);

/** Findings about hosts that VirtualServices and DestinationRules name, and about subsets. */
export const destinationMessages = {
  MW0020: {
    name: 'DestinationUnknown',
    severity: 'error',
    text: (args) => `there is no service ${args['host']} in the input: requests sent there get 503${near(args)}`,
    explain:
      'The destination names a host that is neither a Service nor a host of a ServiceEntry, though Services of its namespace are in the input. ' +
      'Envoy has no cluster for it and answers such requests with 503 (NC).\n\n' +
      'Correct the host, or add the Service to what is analyzed. A name without dots means the namespace of the VirtualService itself.',
  },
  MW0021: {
    name: 'DestinationPortUnknown',
    severity: 'error',
    text: ({ host, port, ports }) => `service ${host} has no port ${port}; it has ${ports || 'none'}`,
    explain:
      'The destination names a port that its service does not have, so there is no cluster for it and requests get 503. The number is that of ' +
      'the Service (`spec.ports[].port`), not of the container (`targetPort`).\n\n' +
      'Write a port of the Service, or leave `port` out where the Service has only one.',
  },
  MW0022: {
    name: 'DestinationHidden',
    severity: 'error',
    text: ({ host, owner, namespace }) =>
      `${host} of namespace ${owner} is not exported to namespace ${namespace}: requests sent there get 503`,
    explain:
      'The service exists, but its exportTo (of the ServiceEntry, or the annotation networking.istio.io/exportTo of the Service) leaves out the ' +
      'namespace of this VirtualService. Its clients have no cluster for it.\n\n' +
      'Add the namespace to exportTo, or route to something that is visible here.',
  },
  MW0023: {
    name: 'HostMisspelt',
    severity: 'error',
    text: ({ host, meant }) => `${host} is no service: the full name is ${meant}`,
    explain:
      'Istio knows a Service by its full name, `name.namespace.svc.cluster.local`. It completes a name without any dot, and takes all others ' +
      'as they are: `reviews.shop` and `reviews.shop.svc`, which Kubernetes DNS resolves, mean nothing to it, and neither does a misspelt domain.\n\n' +
      'Write the full name.',
  },
  MW0024: {
    name: 'ShortNameElsewhere',
    severity: 'warning',
    text: ({ host, means, elsewhere }) =>
      `${host} means ${means} here, which is not in the input; there is ${elsewhere}`,
    explain:
      'A short host is completed with the namespace of the resource that writes it, not with that of the service or of the client. A rule for ' +
      '`reviews` in namespace `config` is one for `reviews.config.svc.cluster.local`, and has no effect on `reviews` of namespace `shop`.\n\n' +
      'Write the full name, e.g. `reviews.shop.svc.cluster.local`, always when resource and service are in different namespaces.',
  },
  MW0025: {
    name: 'VirtualServiceHostUnknown',
    severity: 'warning',
    text: (args) => `no service is called ${args['host']}: sidecars have no traffic to route by this host${near(args)}`,
    explain:
      'The VirtualService is for sidecars, and its host is a name of the cluster that no Service has, though Services of that namespace are in the ' +
      'input. Sidecars apply routes to requests for services that they know.\n\n' +
      'Correct the host, or remove it.',
  },
  MW0030: {
    name: 'SubsetSelectsNothing',
    severity: 'error',
    text: ({ subset, host, labels }) =>
      `subset ${subset} selects nothing: no workload behind ${host} has the labels ${labels}`,
    explain:
      'A subset is those pods of its host that have all of its labels. The input has workloads behind the host, and none of them has these labels, so ' +
      'requests to the subset get 503 (no healthy upstream). The labels are those of pods (`spec.template.metadata.labels`), not of the Deployment.\n\n' +
      'Correct the label or its value, or label the pods, e.g. `version: v2`.',
  },
  MW0031: {
    name: 'SubsetUnused',
    severity: 'info',
    text: ({ subset, host }) => `no route sends anything to subset ${subset} of ${host}`,
    explain:
      'Subsets count only where a route names them. Each one makes every proxy that sees the service hold one cluster more a port, with all its ' +
      'endpoints.\n\n' +
      'Remove the subset, or route to it: `destination: {host: reviews, subset: v2}`.',
  },
  MW0032: {
    name: 'TrafficPolicyIgnored',
    severity: 'warning',
    text: ({ host, other }) =>
      `the traffic policy for ${host} counts for nothing: DestinationRule ${other} of the namespace has one and comes first`,
    explain:
      'Several DestinationRules of one namespace for one host are put together: the subsets of all count, but only the traffic policy of the oldest ' +
      'that has one. Which one is the oldest changes when a rule is deleted and made again.\n\n' +
      'Put both policies into one DestinationRule.',
  },
  MW0033: {
    name: 'SubsetIgnored',
    severity: 'warning',
    text: ({ subset, host }) =>
      `subset ${subset} of ${host} counts for nothing: a DestinationRule that comes first has one of that name`,
    explain:
      'Several DestinationRules of one namespace for one host are put together. Of subsets with the same name, the one in the oldest rule counts, with ' +
      'its labels and policy.\n\n' +
      'Give the subset another name, or remove one of the two.',
  },
  MW0034: {
    name: 'DestinationRuleNowhere',
    severity: 'warning',
    text: ({ owner, namespace, others }) => {
      const why =
        others === '' ? `there is no proxy in ${namespace}` : `it is exported to ${others}, and not to ${namespace}`;
      return `nobody goes by this rule: ${why}; clients look in their own namespace, in ${owner} and in the root namespace`;
    },
    explain:
      'For a service, a client looks for a DestinationRule in its own namespace first, then in the namespace of the service, then in the root ' +
      'namespace. A rule that stands in a fourth one counts only for clients there, and there are none, or it is not exported to them.\n\n' +
      'Move the rule to the namespace of the service, to that of the clients, or to the root namespace.',
  },
  MW0035: {
    name: 'DestinationRuleExportIgnored',
    severity: 'info',
    text: ({ owner, namespace, others }) =>
      `only clients in ${namespace} go by this rule, whatever it says of ${others}: others look in their own namespace, in ${owner} and in the root namespace`,
    explain:
      'For a service, a client looks for a DestinationRule in its own namespace first, then in the namespace of the service, then in the root ' +
      'namespace. A rule of another namespace is not found by clients elsewhere, even if it is exported to them.\n\n' +
      'Move the rule to the namespace of the service if it is for everybody; write `exportTo: ["."]` if it is for this namespace.',
  },
  MW0037: {
    name: 'DestinationRuleHostUnknown',
    severity: 'warning',
    text: (args) => `no service is called ${args['host']}: nobody goes by this rule${near(args)}`,
    explain:
      'The host is a name of the cluster that no Service has, though Services of that namespace are in the input. Policies and subsets of a DestinationRule ' +
      'count for services that exist.\n\n' +
      'Correct the host, or remove the rule. A name without dots means the namespace of the DestinationRule itself.',
  },
  MW0036: {
    name: 'OutlierDetectionAlone',
    severity: 'info',
    text: ({ host }) => `${host} has a single endpoint: when outlier detection ejects it, nothing is left to answer`,
    explain:
      'Outlier detection takes endpoints that fail out of load balancing for a while, so that the others get their requests. With one endpoint there are ' +
      'no others: Envoy ejects it (one endpoint may always be ejected) and answers 503 itself until the time is over.\n\n' +
      'Run more than one replica, or leave outlier detection out for this service.',
  },
} as const satisfies Readonly<Record<string, MessageType>>;

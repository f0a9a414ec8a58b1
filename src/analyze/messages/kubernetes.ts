import type { MessageType } from './types.js';

/** Findings about plain Kubernetes objects: annotations, Services, Deployments, webhooks of a remote control plane. */
export const kubernetesMessages = {
  IST0107: {
    name: 'MisplacedAnnotation',
    severity: 'warning',
    text: ({ annotation, kinds }) => `annotation ${annotation} has no effect here; it belongs on ${kinds}`,
    explain:
      'Istio reads this annotation from another kind of object. Annotations of pods have to stand in the pod template of a workload (spec.template.metadata.annotations), not on the Deployment itself.\nhttps://istio.io/latest/docs/reference/config/annotations/',
  },
  IST0108: {
    name: 'UnknownAnnotation',
    severity: 'warning',
    text: ({ annotation, near }) =>
      `Istio knows no annotation ${annotation}${near === undefined ? '' : `; did you mean ${near}?`}`,
    explain:
      'The annotation looks like one of Istio, but Istio has none of this name, so it does nothing. It is misspelled, or was removed from Istio.\nhttps://istio.io/latest/docs/reference/config/annotations/',
  },
  IST0116: {
    name: 'DeploymentAssociatedToMultipleServices',
    severity: 'warning',
    text: ({ port, services }) =>
      `Services ${services} send to port ${port} of these pods with different protocols (TCP, UDP)`,
    explain:
      'A sidecar takes one protocol on each port of its pod. Several Services select these pods and use the same port number with different transport protocols. Give the Services different ports.\nhttps://istio.io/latest/docs/ops/deployment/application-requirements/',
  },
  IST0118: {
    name: 'PortNameIsNotUnderNamingConvention',
    severity: 'info',
    text: ({ port, portName, targetPort }) =>
      `port ${port} (${portName === '' ? 'without a name' : `name ${portName}`}, targetPort ${targetPort}) does not tell its protocol: name it PROTOCOL or PROTOCOL-..., or set appProtocol`,
    explain:
      'Istio takes the protocol of a port from its name (http, grpc-web, tcp-db ...) or from appProtocol. Where neither tells, the proxy has to look at the first bytes: that takes time, fails for protocols in which the server speaks first, and is no HTTP to policies and gateways.\nhttps://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/',
  },
  IST0125: {
    name: 'InvalidAnnotation',
    severity: 'warning',
    text: ({ annotation, problem }) => `annotation ${annotation}: ${problem}`,
    explain:
      'The injector checks the values of its annotations and refuses to inject a pod with a wrong one, so the pod cannot be created, or runs without a sidecar. Correct the value.\nhttps://istio.io/latest/docs/reference/config/annotations/',
  },
  IST0135: {
    name: 'DeprecatedAnnotation',
    severity: 'info',
    text: ({ annotation, hint }) => `annotation ${annotation} is deprecated${hint === '' ? '' : `; ${hint}`}`,
    explain:
      'The annotation still works, but a later version of Istio may ignore it.\nhttps://istio.io/latest/docs/reference/config/annotations/',
  },
  IST0136: {
    name: 'AlphaAnnotation',
    severity: 'info',
    text: ({ annotation }) => `annotation ${annotation} is in alpha status: a later version may change or drop it`,
    explain:
      'Istio makes no promise about features in alpha status. Look at the release notes before an upgrade.\nhttps://istio.io/latest/docs/releases/feature-stages/',
  },
  IST0137: {
    name: 'DeploymentConflictingPorts',
    severity: 'warning',
    text: ({ services, targetPort, ports }) =>
      `Services ${services} lead to port ${targetPort} of these pods from different ports (${ports})`,
    explain:
      'A sidecar configures each port of its pod once. Several Services lead to this one from different ports of their own, so settings of one (protocol, TLS) are used for the traffic of the other. Use one Service, or let the Services have the same port.\nhttps://istio.io/latest/docs/ops/deployment/application-requirements/',
  },
  IST0144: {
    name: 'InvalidApplicationUID',
    severity: 'warning',
    text: () => 'runAsUser 1337 is the user of the sidecar: traffic of this container bypasses it',
    explain:
      'The rules that lead traffic into the sidecar make an exception for the user 1337, as which the sidecar runs. An application with this user id sends and receives past the sidecar: no mutual TLS, no policy. Use another user id.\nhttps://istio.io/latest/docs/ops/deployment/application-requirements/',
  },
  IST0150: {
    name: 'ExternalNameServiceTypeInvalidPortName',
    severity: 'warning',
    text: () => 'ports of an ExternalName Service need a name that tells the protocol, and not just "tcp"',
    explain:
      'An ExternalName Service has no address of its own, so the proxy tells its traffic by HTTP host or TLS server name. A port that is plain TCP, or does not tell its protocol, takes all traffic to that port number, whatever it is meant for. Name the port http, https, tls or the like.',
  },
  IST0163: {
    name: 'InvalidExternalControlPlaneConfig',
    severity: 'warning',
    text: ({ url, webhook, problem }) => `webhook ${webhook}: ${problem}${url === '' ? '' : ` (${url})`}`,
    explain:
      'The webhook leads to a control plane outside of this cluster, by url. Without a valid one, the API server cannot ask it: pods are not injected, configuration is not checked. Set clientConfig.url to https://HOST:15017/inject or /validate.\nhttps://istio.io/latest/docs/setup/install/external-controlplane/',
  },
  IST0164: {
    name: 'ExternalControlPlaneAddressIsNotAHostname',
    severity: 'info',
    text: ({ url, webhook }) =>
      `webhook ${webhook} leads to an IP address (${url}); a host name outlives a change of it`,
    explain:
      'The address of a control plane outside of this cluster should be a host name: certificates are made for names, and load balancers change their addresses.\nhttps://istio.io/latest/docs/setup/install/external-controlplane/',
  },
} as const satisfies Readonly<Record<string, MessageType>>;

import type { MessageType } from './types.js';

/** Findings about policies and telemetry and the workloads that they are meant for, and about the configuration of the mesh. */
export const workloadPolicyMessages = {
  IST0126: {
    name: 'UnknownMeshNetworksServiceRegistry',
    severity: 'error',
    text: ({ registry, network }) =>
      `network ${network} takes endpoints from a registry that does not exist: ${registry}`,
    explain:
      'meshNetworks says which endpoints are in which network, by the name of the cluster that they come from. No secret (label istio/multiCluster: "true") gives access to a cluster of this name, so the entry does nothing and traffic to that cluster may be sent to addresses that cannot be reached. Known names are Kubernetes and the keys of these secrets.',
  },
  IST0127: {
    name: 'NoMatchingWorkloadsFound',
    severity: 'warning',
    text: ({ selector }) =>
      selector === ''
        ? 'the policy does nothing: its namespace has no workloads in the mesh'
        : `the policy does nothing: no workload in the mesh has the labels ${selector}`,
    explain:
      'A policy that selects no workload protects nothing, and nobody notices until someone relies on it. Compare its selector with the labels of the pods (kubectl get pods --show-labels), look whether the pods have a sidecar, and whether the policy is in their namespace.',
  },
  IST0157: {
    name: 'InvalidTelemetryProvider',
    severity: 'warning',
    text: ({ name }) =>
      `access logs of Telemetry ${name} go nowhere: it names no provider and the mesh has no default one`,
    explain:
      'accessLogging without providers uses the default providers of the mesh (meshConfig.defaultProviders.accessLogging), and there are none. Name one (providers: [{name: envoy}]) or set a default.\nhttps://istio.io/latest/docs/tasks/observability/telemetry/',
  },
  IST0159: {
    name: 'ConflictingTelemetryWorkloadSelectors',
    severity: 'error',
    text: ({ telemetries, pod }) => `Telemetries ${telemetries} select the same pod ${pod}; only one of them counts`,
    explain:
      'For each workload one Telemetry with a selector counts, the oldest; what the others say is lost. Merge them, or make their selectors exclude each other.\nhttps://istio.io/latest/docs/tasks/observability/telemetry/',
  },
  IST0160: {
    name: 'MultipleTelemetriesWithoutWorkloadSelectors',
    severity: 'error',
    text: ({ telemetries, namespace }) =>
      `Telemetries ${telemetries} of namespace ${namespace} have no selector; only one of them counts`,
    explain:
      'A namespace has one Telemetry without selector: the default of all its workloads. Of several, the oldest counts and the others do nothing. Merge them, or give the others a selector.\nhttps://istio.io/latest/docs/tasks/observability/telemetry/',
  },
  IST0170: {
    name: 'MultiClusterInconsistentService',
    severity: 'warning',
    text: ({ name, namespace, clusters, problem }) =>
      `Service ${namespace}/${name} differs between clusters ${clusters}: ${problem}`,
    explain:
      'To a mesh, Services of the same name and namespace in several clusters are one Service. When they differ in type, ports or being headless, what clients see depends on the cluster that they are in. Make them the same.',
  },
  IST0175: {
    name: 'JwksUriFetchUnrestricted',
    severity: 'warning',
    text: ({ count, names }) =>
      `istiod may fetch token keys from any address, and ${count} RequestAuthentication(s) can tell it from where (${names}); set BLOCKED_CIDRS_IN_JWKS_URIS`,
    explain:
      'istiod fetches the keys of token issuers from the jwksUri that a RequestAuthentication names. Who may write one can so make istiod send requests to addresses inside the cluster or to the metadata service of the cloud. Set the environment variable BLOCKED_CIDRS_IN_JWKS_URIS of istiod to the networks that it must not ask.',
  },
} as const satisfies Readonly<Record<string, MessageType>>;

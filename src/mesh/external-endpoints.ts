import type { MeshConfig } from './mesh-config.js';
import type { MeshEndpoint } from './types.js';
import { canonicalName, canonicalRevision, spiffeId, tlsModeOf, withTopology, writtenLocality } from './workloads.js';

/** What a ServiceEntry or WorkloadEntry says about one address. */
export interface ExternalFacts {
  readonly address: string;
  readonly port: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly namespace: string;
  readonly workloadName: string;
  readonly locality?: string | undefined;
  readonly network?: string | undefined;
  readonly serviceAccount?: string | undefined;
  readonly weight?: number | undefined;
}

/** A workload that names a service account has a sidecar unless its labels say otherwise. */
export function externalEndpoint(config: MeshConfig, facts: ExternalFacts): MeshEndpoint {
  const { labels, namespace } = facts;
  const locality = facts.locality || writtenLocality(labels);
  const network = facts.network ?? labels['topology.istio.io/network'] ?? '';
  const hasMode = labels['security.istio.io/tlsMode'] !== undefined;
  return {
    address: facts.address,
    port: facts.port,
    labels: withTopology(labels, locality, '', network),
    namespace,
    locality,
    network,
    tlsMode: hasMode ? tlsModeOf(labels) : facts.serviceAccount ? 'istio' : 'disabled',
    serviceAccount: facts.serviceAccount ? spiffeId(config.trustDomain, namespace, facts.serviceAccount) : '',
    workloadName: facts.workloadName,
    canonicalName: canonicalName(labels, facts.workloadName),
    canonicalRevision: canonicalRevision(labels),
    nodeName: '',
    weight: facts.weight || 1,
    health: 'unknown',
  };
}

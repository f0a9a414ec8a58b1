import type { MeshDestinationRule, MeshService } from '../../mesh/types.js';
import type { Draft, Json, JsonMessage } from '../../xds/json.js';
import type { Metadata } from '../../xds/types.js';

/** What the metadata of a cluster tells. */
export interface ClusterFacts {
  readonly rule?: MeshDestinationRule | undefined;
  readonly subset?: string | undefined;
  readonly external?: boolean | undefined;
  /** The client's own TLS: the proxy must not offer the mesh's protocols in ALPN. */
  readonly ownTls?: boolean | undefined;
  readonly services?: readonly MeshService[];
}

interface Facts extends JsonMessage {
  readonly config?: string;
  readonly subset?: string;
  readonly external?: boolean;
  readonly alpn_override?: string;
  readonly services?: readonly Json[];
}

/** Metadata `istio` of a cluster, for telemetry and for whoever reads a dump; undefined where there is nothing to tell. */
export function clusterMetadata(facts: ClusterFacts): Metadata | undefined {
  const { rule, subset, external, ownTls, services } = facts;
  if (!rule && !subset && !external && !ownTls && !services) return undefined;
  const istio: Draft<Facts> = {};
  if (rule) istio.config = configReference(rule);
  if (subset !== undefined) istio.subset = subset;
  if (external) istio.external = true;
  if (ownTls) istio.alpn_override = 'false';
  if (services) istio.services = services.map(serviceReference);
  return { filterMetadata: { istio } };
}

const REFERENCES = new WeakMap<MeshService, Json>();

/** All clusters of a service name it alike. */
function serviceReference(service: MeshService): Json {
  const known = REFERENCES.get(service);
  if (known !== undefined) return known;
  const { hostname, name, namespace } = service;
  const reference = { host: hostname, name, namespace };
  REFERENCES.set(service, reference);
  return reference;
}

function configReference({ resource }: MeshDestinationRule): string {
  const { namespace, name } = resource.metadata;
  return `/apis/networking.istio.io/v1/namespaces/${namespace}/destination-rule/${name}`;
}

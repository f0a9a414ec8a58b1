import type { MeshDestinationRule, MeshService } from '../../mesh/types.js';
import { type Json, type JsonMessage, present } from '../../xds/json.js';
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

/** Metadata `istio` of a cluster, for telemetry and for whoever reads a dump; undefined where there is nothing to tell. */
export function clusterMetadata(facts: ClusterFacts): Metadata | undefined {
  const fields: JsonMessage = present<JsonMessage>({
    config: facts.rule && configReference(facts.rule),
    subset: facts.subset,
    external: facts.external || undefined,
    alpn_override: facts.ownTls ? 'false' : undefined,
    services: facts.services?.map(serviceReference),
  });
  return Object.keys(fields).length === 0 ? undefined : { filterMetadata: { istio: fields } };
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

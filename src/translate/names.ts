import type { Resource } from '../model/resource.js';
import type { Metadata } from '../xds/types.js';

/** Name of the cluster of a service port, or of a subset of it. */
export function outboundClusterName(port: number, hostname: string, subset = ''): string {
  return `outbound|${port}|${subset}|${hostname}`;
}

/** Name of the cluster that takes mutual TLS as it comes, which is also the SNI that clients ask for. */
export function sniClusterName(port: number, hostname: string, subset = ''): string {
  return `outbound_.${port}_.${subset}_.${hostname}`;
}

/** Name of the cluster of a port of the proxy's own workload. */
export function inboundClusterName(targetPort: number): string {
  return `inbound|${targetPort}||`;
}

/** Metadata that names the Istio resource behind an xDS resource, by its path in the Kubernetes API. */
export function configMetadata(resource: Resource, namespace = resource.metadata.namespace): Metadata {
  const { name } = resource.metadata;
  const kind = resource.kind.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
  return {
    filterMetadata: { istio: { config: `/apis/networking.istio.io/v1/namespaces/${namespace}/${kind}/${name}` } },
  };
}

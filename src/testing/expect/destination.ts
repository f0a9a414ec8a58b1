import type { DestinationPattern } from '../types.js';

/** What the name of a cluster tells: `outbound|8080|v2|catalog.shop.svc.cluster.local`. */
interface ClusterParts {
  readonly port: string;
  readonly subset: string;
  readonly host: string;
}

function partsOf(cluster: string): ClusterParts | undefined {
  const [, port, subset, host] = /^outbound(?:\||_\.)(\d+)(?:\||_\.)(.*?)(?:\||_\.)(.+)$/.exec(cluster) ?? [];
  return port === undefined || subset === undefined || host === undefined ? undefined : { port, subset, host };
}

/**
 * Whether a cluster is what a test calls it, from the namespace of the client; port and subset count only where they are named.
 * Without a namespace a short name means the service of that name in any.
 */
export function isDestination(cluster: string, wanted: DestinationPattern, namespace: string | undefined): boolean {
  const parts = partsOf(cluster);
  if (!parts) return false;
  if (wanted.port !== undefined && String(wanted.port) !== parts.port) return false;
  if (wanted.subset !== undefined && wanted.subset !== parts.subset) return false;
  const host = wanted.host.toLowerCase();
  if (host === parts.host) return true;
  // Names as DNS of Kubernetes takes them: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
  const labels = parts.host.split('.');
  const [name = '', space = '', svc] = labels;
  if (svc !== 'svc') return false;
  const isNear = namespace === undefined || namespace === space;
  return (host === name && isNear) || host === `${name}.${space}` || host === `${name}.${space}.svc`;
}

/** A cluster as a test would call it. */
export function nameDestination(cluster: string): string {
  const parts = partsOf(cluster);
  if (!parts) return cluster;
  return `${parts.host}:${parts.port}${parts.subset ? `/${parts.subset}` : ''}`;
}

export function writeDestination({ host, port, subset }: DestinationPattern): string {
  return `${host}${port === undefined ? '' : `:${port}`}${subset === undefined ? '' : `/${subset}`}`;
}

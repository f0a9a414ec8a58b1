import type { Metadata } from '../../xds/types.js';

/** The parts of a cluster name that istiod makes: `outbound|8080|v1|reviews.shop.svc.cluster.local`. */
export interface ClusterNameParts {
  readonly direction: string;
  readonly port: number;
  readonly subset: string;
  readonly fqdn: string;
}

/** Splits a cluster name; undefined for clusters that have a plain name. */
export function splitClusterName(name: string): ClusterNameParts | undefined {
  const parts = name.split('|');
  if (parts.length < 4) return undefined;
  const [direction = '', port = '', subset = '', ...rest] = parts;
  return {
    direction: direction.replace(/_$/, ''),
    port: /^\d+$/.test(port) ? Number(port) : 0,
    subset,
    fqdn: rest.join('|'),
  };
}

/** Order of clusters in every table: by name, subset, port and direction. */
export function compareClusterNames(a: string, b: string): number {
  const plain = (fqdn: string) => ({ direction: '', port: 0, subset: '', fqdn });
  const left = splitClusterName(a) ?? plain(a);
  const right = splitClusterName(b) ?? plain(b);
  return (
    compareText(left.fqdn, right.fqdn) ||
    compareText(left.subset, right.subset) ||
    left.port - right.port ||
    compareText(left.direction, right.direction)
  );
}

/** Order by code, whatever the locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The Istio resource that made a cluster or a route, as `name.namespace`: istiod leaves its API path in the metadata, e.g.
 * /apis/networking.istio.io/v1/namespaces/shop/virtual-service/reviews.
 */
export function ownerOf(metadata: Metadata | undefined): string {
  const istio = metadata?.filterMetadata?.['istio'];
  if (typeof istio !== 'object' || istio === null || !Object.hasOwn(istio, 'config')) return '';
  const path = istio['config'];
  if (typeof path !== 'string' || !path.startsWith('/apis/networking.istio.io/')) return '<unknown>';
  const pieces = path.split('/');
  return pieces.length === 8 ? `${pieces[7]}.${pieces[5]}` : '';
}

import type { Metadata } from '../../xds/types.js';
import { inUnstableOrder } from './unstable-order.js';

/** The parts of a cluster name that istiod makes: `outbound|8080|v1|reviews.shop.svc.cluster.local`. */
export interface ClusterNameParts {
  readonly direction: string;
  readonly port: number;
  readonly subset: string;
  readonly fqdn: string;
}

/** Splits a cluster name; undefined for clusters that have a plain name. */
export function splitClusterName(name: string): ClusterNameParts | undefined {
  const atPort = name.indexOf('|') + 1;
  const atSubset = atPort && name.indexOf('|', atPort) + 1;
  const atFqdn = atSubset && name.indexOf('|', atSubset) + 1;
  if (!atFqdn) return undefined;
  const direction = name.slice(0, atPort - 1);
  return {
    direction: direction.endsWith('_') ? direction.slice(0, -1) : direction,
    port: decimal(name.slice(atPort, atSubset - 1)),
    subset: name.slice(atSubset, atFqdn - 1),
    fqdn: name.slice(atFqdn),
  };
}

function decimal(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : 0;
}

/** Things in the order of clusters in every table: by name, subset, port and direction. */
export function inClusterOrder<T>(things: readonly T[], nameOf: (thing: T) => string): readonly T[] {
  const keyed = things.map((thing) => {
    const name = nameOf(thing);
    return { thing, ...(splitClusterName(name) ?? { direction: '', port: 0, subset: '', fqdn: name }) };
  });
  const compare = (a: ClusterNameParts, b: ClusterNameParts) =>
    compareText(a.fqdn, b.fqdn) ||
    compareText(a.subset, b.subset) ||
    a.port - b.port ||
    compareText(a.direction, b.direction);
  return inUnstableOrder(keyed, (a, b) => compare(a, b) < 0).map(({ thing }) => thing);
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

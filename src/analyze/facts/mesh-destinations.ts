import { MESH_GATEWAY } from '../../mesh/gateway-names.js';
import { resolveHost } from '../../mesh/hosts.js';
import type { VirtualServiceResource } from '../../mesh/types.js';
import type { Destination } from '../../model/kinds/virtual-service.js';
import type { Path } from '../../model/resource.js';
import type { AnalysisContext } from '../types.js';
import { virtualServices } from './http-rules.js';
import { services } from './mesh-services.js';

/** A destination that a VirtualService writes. */
export interface WrittenDestination {
  readonly resource: VirtualServiceResource;
  readonly destination: Destination;
  /** FQDN, lower case. */
  readonly host: string;
  /** Where it stands, for `pathOf`: a mesh has thousands, and few of them are reported. */
  readonly list: 'http' | 'tcp' | 'tls';
  readonly rule: number;
  readonly field: 'route' | 'mirror' | 'mirrors';
  readonly item: number;
}

/** The path of a destination. */
export function pathOf({ list, rule, field, item }: WrittenDestination): Path {
  const path = ['spec', list, rule, field];
  return field === 'mirror' ? path : [...path, item, 'destination'];
}

/** Destinations whose host is no exact name of a service in the input. */
export function unnamedDestinations(context: AnalysisContext): readonly WrittenDestination[] {
  const { hostnames } = context.fact(services);
  return context.fact(destinations).filter(({ host }) => !hostnames.has(host));
}

type Routes = readonly { readonly destination?: Destination }[] | undefined;
type Place = Pick<WrittenDestination, 'resource' | 'list' | 'rule'>;

/** Every destination of every VirtualService, mirrors included. */
export function destinations(context: AnalysisContext): readonly WrittenDestination[] {
  const out: WrittenDestination[] = [];
  for (const { resource, rule, index } of context.fact(virtualServices).rules) {
    const place: Place = { resource, list: 'http', rule: index };
    addRoutes(out, place, 'route', rule.route);
    if (rule.mirror) add(out, place, 'mirror', 0, rule.mirror);
    addRoutes(out, place, 'mirrors', rule.mirrors);
  }
  for (const resource of context.store.list('VirtualService')) {
    const { tcp, tls } = resource.body.spec ?? {};
    for (let i = 0; i < (tcp?.length ?? 0); i++) {
      addRoutes(out, { resource, list: 'tcp', rule: i }, 'route', tcp?.[i]?.route);
    }
    for (let i = 0; i < (tls?.length ?? 0); i++) {
      addRoutes(out, { resource, list: 'tls', rule: i }, 'route', tls?.[i]?.route);
    }
  }
  return out;
}

function addRoutes(out: WrittenDestination[], place: Place, field: 'route' | 'mirrors', routes: Routes): void {
  if (!routes) return;
  for (let item = 0; item < routes.length; item++) {
    const destination = routes[item]?.destination;
    if (destination) add(out, place, field, item, destination);
  }
}

function add(
  out: WrittenDestination[],
  { resource, list, rule }: Place,
  field: WrittenDestination['field'],
  item: number,
  destination: Destination,
): void {
  if (!destination.host) return;
  const host = resolveHost(destination.host, resource.metadata.namespace);
  out.push({ resource, destination, host, list, rule, field, item });
}

/** `mesh`, or `namespace/name` of Gateways, as a resource of a namespace names them; none written means `mesh`. */
export function gatewayNames(written: readonly string[] | undefined, namespace: string): readonly string[] {
  if (!written?.length) return [MESH_GATEWAY];
  return written.map((name) => (name === MESH_GATEWAY || name.includes('/') ? name : `${namespace}/${name}`));
}

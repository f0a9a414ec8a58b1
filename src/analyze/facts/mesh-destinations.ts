import { resolveHost } from '../../mesh/hosts.js';
import type { VirtualServiceResource } from '../../mesh/types.js';
import { MESH_GATEWAY } from '../../mesh/virtual-services.js';
import type { Destination } from '../../model/kinds/virtual-service.js';
import type { Path } from '../../model/resource.js';
import type { AnalysisContext } from '../types.js';
import { httpRules } from './http-rules.js';

/** A destination that a VirtualService writes. */
export interface WrittenDestination {
  readonly resource: VirtualServiceResource;
  readonly destination: Destination;
  /** FQDN, lower case. */
  readonly host: string;
  /** Of the destination itself: the rule, and what leads on from there. */
  readonly path: Path;
}

type Routes = readonly { readonly destination?: Destination }[] | undefined;

/** Every destination of every VirtualService, mirrors included. */
export function destinations(context: AnalysisContext): readonly WrittenDestination[] {
  const out: WrittenDestination[] = [];
  for (const { resource, rule, index } of context.fact(httpRules)) {
    addRoutes(out, resource, rule.route, ['http', index, 'route']);
    if (rule.mirror) add(out, resource, rule.mirror, ['spec', 'http', index, 'mirror']);
    addRoutes(out, resource, rule.mirrors, ['http', index, 'mirrors']);
  }
  for (const resource of context.store.list('VirtualService')) {
    const { tcp, tls } = resource.body.spec ?? {};
    for (let i = 0; i < (tcp?.length ?? 0); i++) addRoutes(out, resource, tcp?.[i]?.route, ['tcp', i, 'route']);
    for (let i = 0; i < (tls?.length ?? 0); i++) addRoutes(out, resource, tls?.[i]?.route, ['tls', i, 'route']);
  }
  return out;
}

function addRoutes(out: WrittenDestination[], resource: VirtualServiceResource, routes: Routes, at: Path): void {
  if (!routes) return;
  for (let i = 0; i < routes.length; i++) {
    const destination = routes[i]?.destination;
    if (destination) add(out, resource, destination, ['spec', ...at, i, 'destination']);
  }
}

function add(out: WrittenDestination[], resource: VirtualServiceResource, destination: Destination, path: Path): void {
  if (!destination.host) return;
  out.push({ resource, destination, host: resolveHost(destination.host, resource.metadata.namespace), path });
}

/** `mesh`, or `namespace/name` of Gateways, as a resource of a namespace names them; none written means `mesh`. */
export function gatewayNames(written: readonly string[] | undefined, namespace: string): readonly string[] {
  if (!written?.length) return [MESH_GATEWAY];
  return written.map((name) => (name === MESH_GATEWAY || name.includes('/') ? name : `${namespace}/${name}`));
}

import { resolveHost } from '../../mesh/hosts.js';
import type { VirtualServiceResource } from '../../mesh/types.js';
import { MESH_GATEWAY } from '../../mesh/virtual-services.js';
import type { Destination } from '../../model/kinds/virtual-service.js';
import type { Path } from '../../model/resource.js';
import type { AnalysisContext } from '../types.js';

/** A destination that a VirtualService writes. */
export interface WrittenDestination {
  readonly resource: VirtualServiceResource;
  readonly destination: Destination;
  /** FQDN, lower case. */
  readonly host: string;
  /** Of the destination itself. */
  readonly path: Path;
  /** It gets copies, not requests. */
  readonly mirror: boolean;
}

/** Every destination of every VirtualService. */
export function destinations(context: AnalysisContext): readonly WrittenDestination[] {
  const out: WrittenDestination[] = [];
  for (const resource of context.store.list('VirtualService')) {
    const add = (destination: Destination | undefined, path: Path, mirror = false) => {
      if (!destination?.host) return;
      out.push({
        resource,
        destination,
        host: resolveHost(destination.host, resource.metadata.namespace),
        path,
        mirror,
      });
    };
    const { http, tcp, tls } = resource.body.spec ?? {};
    for (const [i, rule] of (http ?? []).entries()) {
      const at = ['spec', 'http', i];
      for (const [j, route] of (rule.route ?? []).entries()) add(route.destination, [...at, 'route', j, 'destination']);
      add(rule.mirror, [...at, 'mirror'], true);
      for (const [j, copy] of (rule.mirrors ?? []).entries()) {
        add(copy.destination, [...at, 'mirrors', j, 'destination'], true);
      }
    }
    for (const [kind, rules] of [
      ['tcp', tcp],
      ['tls', tls],
    ] as const) {
      for (const [i, rule] of (rules ?? []).entries()) {
        for (const [j, { destination }] of (rule.route ?? []).entries()) {
          add(destination, ['spec', kind, i, 'route', j, 'destination']);
        }
      }
    }
  }
  return out;
}

/** `mesh`, or `namespace/name` of Gateways, as a resource of a namespace names them; none written means `mesh`. */
export function gatewayNames(written: readonly string[] | undefined, namespace: string): readonly string[] {
  if (!written?.length) return [MESH_GATEWAY];
  return written.map((name) => (name === MESH_GATEWAY || name.includes('/') ? name : `${namespace}/${name}`));
}

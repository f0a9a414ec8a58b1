import { parseServerHosts, type ServerHost } from '../../mesh/gateway-hosts.js';
import { isObject } from '../../model/decode.js';
import type { GatewayBody } from '../../model/kinds/gateway.js';
import type { Resource } from '../../model/resource.js';
import { groupOf } from '../../model/store.js';
import type { AnalysisContext } from '../types.js';

export type GatewayResource = Resource<GatewayBody>;

/** A gateway that VirtualServices may name, with the hosts of all its servers or listeners. */
export interface NamedGateway {
  /** Absent for a Gateway of the Gateway API. */
  readonly resource?: GatewayResource;
  readonly hosts: readonly ServerHost[];
}

const GATEWAY_API = 'gateway.networking.k8s.io';

/** `namespace/name` of a gateway as a resource of a namespace names it. */
export function gatewayName(written: string, namespace: string): string {
  return written.includes('/') ? written : `${namespace}/${written}`;
}

/** Gateways by `namespace/name`: those of Istio, and those of the Gateway API where no other has the name. */
export function namedGateways(context: AnalysisContext): ReadonlyMap<string, NamedGateway> {
  const gateways = new Map<string, NamedGateway>();
  for (const resource of context.store.resources) {
    if (resource.kind !== 'Gateway' || groupOf(resource.apiVersion) !== GATEWAY_API) continue;
    gateways.set(fullName(resource), { hosts: listenerHosts(resource.body) });
  }
  for (const resource of context.store.list('Gateway')) {
    const hosts = (resource.body.spec?.servers ?? []).flatMap((server) =>
      parseServerHosts(server.hosts ?? [], resource.metadata.namespace),
    );
    gateways.set(fullName(resource), { resource, hosts });
  }
  return gateways;
}

/** `namespace/name`. */
export function fullName({ metadata }: Resource): string {
  return `${metadata.namespace}/${metadata.name}`;
}

/** A listener without a host name takes all. https://gateway-api.sigs.k8s.io/reference/spec/#listener */
function listenerHosts(body: unknown): readonly ServerHost[] {
  const spec = isObject(body) && isObject(body['spec']) ? body['spec'] : {};
  const listeners: unknown = spec['listeners'];
  if (!Array.isArray(listeners)) return [];
  return listeners.map((listener: unknown): ServerHost => {
    const hostname = isObject(listener) ? listener['hostname'] : undefined;
    return { host: typeof hostname === 'string' && hostname !== '' ? hostname : '*' };
  });
}

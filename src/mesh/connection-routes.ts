import { resolveGateway } from './gateway-names.js';
import { resolveDestinationHost } from './hosts.js';
import type { MeshService, MeshVirtualService, Provenance, Scope, ServicePort } from './types.js';
import { selects } from './workloads.js';

/** Where a connection may be sent: a service port, or a subset of it, with its weight among several. */
export interface ConnectionTarget {
  readonly hostname: string;
  /** The name under which settings are looked up: for another name of a service that name. */
  readonly alias?: string;
  readonly port: number;
  readonly subset?: string;
  readonly weight: number;
}

/**
 * What a connection is told by without looking into HTTP: the SNI it asks for and the address it goes to. Absent
 * conditions match everything. Subnets are IPs or CIDRs as written.
 */
export interface ConnectionMatch {
  readonly serverNames?: readonly string[];
  readonly subnets?: readonly string[];
}

/** One way for connections: one target, or several of which those without weight get nothing. */
export interface ConnectionRoute {
  readonly match: ConnectionMatch;
  readonly targets: readonly ConnectionTarget[];
  /** The VirtualService that asks for it; a service's own route has none. */
  readonly virtualService?: MeshVirtualService;
  /** Rule in the VirtualService. */
  readonly origin?: Provenance;
  /** Whether the VirtualService is named in the metadata of what is made from this. */
  readonly named: boolean;
}

/** Who opens the connection, as far as rules can ask for it. */
export interface ConnectionClient {
  /** `mesh` for sidecars, else `namespace/name` of the Gateway. */
  readonly gateway: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A service port whose connections are to be routed. */
export interface ConnectionOrigin {
  readonly service: MeshService;
  readonly port: ServicePort;
  /** The service's address when it is a network, not an IP. */
  readonly cidr?: string;
  /** SNI has to tell the services apart, for the address doesn't. */
  readonly bySni: boolean;
}

/** Conditions that TCP and TLS matches have in common, and that are settled before a connection comes. */
export interface StaticConditions {
  readonly gateways?: readonly string[];
  readonly port?: number;
  readonly sourceLabels?: Readonly<Record<string, string>>;
  readonly sourceNamespace?: string;
}

/** Whether the conditions about the client and the port hold; all of them have to. */
export function holds(
  match: StaticConditions,
  client: ConnectionClient,
  port: number,
  virtualService: MeshVirtualService,
): boolean {
  if (match.port && match.port !== port) return false;
  if (match.sourceNamespace && match.sourceNamespace !== client.namespace) return false;
  if (match.sourceLabels && !selects(match.sourceLabels, client.labels)) return false;
  if (!match.gateways?.length) return true;
  return match.gateways.some((name) => resolveGateway(name, virtualService.namespace) === client.gateway);
}

interface WrittenDestination {
  readonly destination?: {
    readonly host?: string;
    readonly port?: { readonly number?: number };
    readonly subset?: string;
  };
  readonly weight?: number;
}

/**
 * Targets of a rule. A destination without port means the only port of its service, else the listener's own; a name that
 * is only another name of a service means that service.
 */
export function resolveTargets(
  routes: readonly WrittenDestination[] | undefined,
  virtualService: MeshVirtualService,
  listenerPort: number,
  scope: Scope,
): readonly ConnectionTarget[] {
  return (routes ?? []).map(({ destination, weight }) => {
    const host = resolveDestinationHost(destination?.host ?? '', virtualService.namespace);
    const service = scope.service(host);
    const only = service?.ports.length === 1 ? service.ports[0]?.number : undefined;
    return {
      ...(service?.resolution === 'alias'
        ? { hostname: service.externalName ?? host, alias: host }
        : { hostname: host }),
      port: destination?.port?.number ?? only ?? listenerPort,
      ...(destination?.subset && { subset: destination.subset }),
      weight: weight ?? 0,
    };
  });
}

/** The route of a service that no VirtualService speaks about: to its only port, else to the listener's. */
export function serviceRoute({ service, port }: ConnectionOrigin, match: ConnectionMatch): ConnectionRoute {
  const only = service.ports.length === 1 ? service.ports[0]?.number : undefined;
  return {
    match,
    targets: [{ hostname: service.hostname, port: only ?? port.number, weight: 0 }],
    named: false,
  };
}

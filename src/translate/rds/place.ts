import { HTTP_PROXY_ROUTES } from '../../mesh/outbound-listeners.js';
import type { EgressListener, MeshService, Scope } from '../../mesh/types.js';
import { servicesOnPort } from '../../mesh/virtual-hosts.js';

/** What a route configuration is for. */
export interface RoutePlace {
  readonly egress: EgressListener;
  /** Port that rules see: the listener's, or 0 behind a proxy port or a socket, where the request names the port. */
  readonly listenerPort: number;
  /** Services that have virtual hosts here, by hostname. */
  readonly services: ReadonlyMap<string, MeshService>;
  /** Services that destinations may mean. */
  readonly known: ReadonlyMap<string, MeshService>;
  /** Ports of services that are reachable here: one, or all of them behind a proxy port or a socket. */
  readonly ports: readonly number[];
  /** The only host, for a service whose protocol is detected. */
  readonly host?: string;
}

/**
 * What a route name stands for: `PORT`, `HOST:PORT`, `unix://PATH`, or the HTTP proxy of the mesh; undefined if the scope
 * has no listener for it. Of egress listeners the first with the port counts, else the one for all ports.
 * https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener
 */
export function resolvePlace(scope: Scope, name: string): RoutePlace | undefined {
  if (name.startsWith('unix://')) return proxyPlace(scope.egress.find((e) => e.bind === name));
  if (name === HTTP_PROXY_ROUTES) return proxyPlace(scope.egress.find((e) => !e.port));
  const colon = name.lastIndexOf(':');
  const port = Number(name.slice(colon + 1));
  const egress = scope.egress.find((e) => e.port?.number === port) ?? scope.egress.find((e) => !e.port);
  if (!egress) return undefined;
  if (egress.port?.protocol === 'http-proxy') return proxyPlace(egress);
  const known = knownOnPort(egress, port);
  if (colon < 0) return { egress, listenerPort: port, services: known, known, ports: [port] };
  const host = name.slice(0, colon);
  const service = known.get(host);
  const services = new Map<string, MeshService>(service ? [[host, service]] : []);
  return { egress, listenerPort: port, services, known, ports: [port], host };
}

const ON_PORT = new WeakMap<EgressListener, Map<number, ReadonlyMap<string, MeshService>>>();

/** Asked for every service whose protocol is detected. */
function knownOnPort(egress: EgressListener, port: number): ReadonlyMap<string, MeshService> {
  const ports = ON_PORT.get(egress) ?? new Map<number, ReadonlyMap<string, MeshService>>();
  ON_PORT.set(egress, ports);
  const services = ports.get(port) ?? servicesOnPort(egress, port);
  ports.set(port, services);
  return services;
}

function proxyPlace(egress: EgressListener | undefined): RoutePlace | undefined {
  if (!egress) return undefined;
  const ports = new Set(egress.services.flatMap((s) => s.ports.map((p) => p.number)));
  const services = new Map(egress.services.map((s) => [s.hostname, s]));
  return { egress, listenerPort: 0, services, known: services, ports: [...ports] };
}

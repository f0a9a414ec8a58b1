import type { Mesh, MeshProxy } from '../mesh/types.js';
import { simulate } from '../simulate/index.js';
import type { SimulatedRequest, SimulationFacts, Trace } from '../simulate/types.js';
import type { Snapshot } from '../xds/snapshot.js';
import { arrivalAt, findWorkload, meshProtocols } from './simulate-arrival.js';
import { destinationInMesh, destinationInSnapshot, gatewayPort } from './simulate-destination.js';
import { factsOfMesh } from './simulate-facts.js';
import type { AskedRequest } from './simulate-request.js';

/** The proxy that a simulation starts at; mesh and proxy are known where it is translated. */
export interface SimulatedProxy {
  readonly name: string;
  readonly snapshot: Snapshot;
  readonly inMesh?: {
    readonly mesh: Mesh;
    readonly proxy: MeshProxy;
    readonly translate: (proxy: MeshProxy) => Snapshot;
  };
}

/** The way through one proxy. */
export interface Leg {
  readonly proxy: string;
  readonly trace: Trace;
}

/** How many proxies a request goes through at most: by way of gateways, and no loop without end. */
const MOST_LEGS = 4;

/**
 * Follows a request through a proxy and, where the destination is a workload of the same mesh with a proxy of its own, through
 * that one as well.
 */
export function followRequest(from: SimulatedProxy, asked: AskedRequest, facts: SimulationFacts): readonly Leg[] {
  const { inMesh, name } = from;
  if (!inMesh) return [{ proxy: name, trace: simulate(from.snapshot, requestAt(from, asked), facts) }];
  const { mesh, translate } = inMesh;
  const legs: Leg[] = [];
  let { proxy } = inMesh;
  let { snapshot } = from;
  let request = requestAt(from, asked);
  while (legs.length < MOST_LEGS) {
    const trace = simulate(snapshot, request, factsOfMesh(facts, mesh, proxy));
    legs.push({ proxy: legs.length === 0 ? name : `${proxy.name}.${proxy.namespace}`, trace });
    if (request.direction === 'inbound' || trace.outcome.kind !== 'forwarded') break;
    const next = findWorkload(mesh, proxy, trace);
    if (!next) break;
    request = arrivalAt({ mesh, snapshot, client: proxy }, next, trace);
    proxy = next.proxy;
    snapshot = translate(proxy);
  }
  return legs;
}

/** The request as it stands in front of the proxy that it is sent through. */
function requestAt(from: SimulatedProxy, asked: AskedRequest): SimulatedRequest {
  const { snapshot, inMesh } = from;
  const { host, port: number, inbound, ...rest } = asked;
  const isGateway = inMesh ? inMesh.proxy.type === 'router' : !snapshot.listeners.some((l) => l.useOriginalDst);
  if (inbound && rest.tls === 'mtls' && !rest.alpn) {
    return requestAt(from, { ...asked, alpn: meshProtocols(rest.http !== undefined) });
  }
  if (inbound) return { ...rest, direction: 'inbound', destination: { port: inboundPort(inMesh?.proxy, number) } };
  if (isGateway) {
    const port = gatewayPort(snapshot, inMesh?.proxy, number);
    return { ...rest, direction: 'gateway', destination: { port } };
  }
  const destination = inMesh
    ? destinationInMesh(inMesh.mesh, inMesh.proxy, host, number)
    : destinationInSnapshot(snapshot, host, number);
  const ip = inMesh?.proxy.ips[0];
  const source = { ...(ip !== undefined && { ip }), ...rest.source };
  return { ...rest, direction: 'outbound', destination, source };
}

/** The port of the workload: what a service calls 80 may be its 8080. */
function inboundPort(proxy: MeshProxy | undefined, port: number): number {
  const targets = proxy?.targets ?? [];
  if (targets.some((t) => t.targetPort === port)) return port;
  return targets.find((t) => t.port.number === port)?.targetPort ?? port;
}

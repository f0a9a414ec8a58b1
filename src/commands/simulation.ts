import type { Mesh, MeshProxy } from '../mesh/types.js';
import { spiffeId } from '../mesh/workloads.js';
import { applyHeaderChanges } from '../simulate/http/header-changes.js';
import { simulate } from '../simulate/index.js';
import type { SimulatedRequest, SimulationFacts, Trace } from '../simulate/types.js';
import { upstreamTls } from '../simulate/upstream-tls.js';
import type { Snapshot } from '../xds/snapshot.js';
import { destinationInMesh, destinationInSnapshot, gatewayPort } from './simulate-destination.js';
import { factsOfMesh, workloadsBehind } from './simulate-facts.js';
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

/**
 * Follows a request through a proxy and, where the destination is a workload of the same mesh with a proxy of its own, through
 * that one as well.
 */
export function followRequest(from: SimulatedProxy, asked: AskedRequest, facts: SimulationFacts): readonly Leg[] {
  const { inMesh, snapshot, name } = from;
  const known = inMesh ? factsOfMesh(facts, inMesh.mesh, inMesh.proxy) : facts;
  const request = requestAt(from, asked);
  const trace = simulate(snapshot, request, known);
  const first: Leg = { proxy: name, trace };
  if (!inMesh || request.direction === 'inbound' || trace.outcome.kind !== 'forwarded') return [first];
  const { mesh, proxy } = inMesh;
  const next = findWorkload(mesh, proxy, trace);
  if (!next) return [first];
  const arrival = arrivalAt(mesh, snapshot, proxy, next, trace);
  const seen = simulate(inMesh.translate(next.proxy), arrival, factsOfMesh(facts, mesh, next.proxy));
  return [first, { proxy: `${next.proxy.name}.${next.proxy.namespace}`, trace: seen }];
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

/** What a client with a proxy offers in the handshake. */
function meshProtocols(http: boolean): readonly string[] {
  return http ? ['istio-http/1.1', 'istio', 'http/1.1'] : ['istio-peer-exchange', 'istio'];
}

/** The port of the workload: what a service calls 80 may be its 8080. */
function inboundPort(proxy: MeshProxy | undefined, port: number): number {
  const targets = proxy?.targets ?? [];
  if (targets.some((t) => t.targetPort === port)) return port;
  return targets.find((t) => t.port.number === port)?.targetPort ?? port;
}

interface Workload {
  readonly proxy: MeshProxy;
  readonly port: number;
}

/** The workload with a proxy that the chosen cluster leads to: the pod of the first endpoint, else one that serves the port. */
function findWorkload(mesh: Mesh, client: MeshProxy, { outcome }: Trace): Workload | undefined {
  const [endpoint] = outcome.endpoints ?? [];
  const pod = endpoint && mesh.proxies.find((p) => p.ips.includes(endpoint.address));
  if (pod && endpoint.port !== undefined) return { proxy: pod, port: endpoint.port };
  if (endpoint || outcome.cluster === undefined) return undefined;
  const [proxy] = workloadsBehind(mesh, client, outcome.cluster);
  const [, number, , host] = outcome.cluster.split('|');
  const target = proxy?.targets.find((t) => t.service.hostname === host && String(t.port.number) === number);
  return proxy && target && { proxy, port: target.targetPort };
}

/** The request as it arrives at the destination: rewritten, over the TLS of the client's cluster. */
function arrivalAt(
  mesh: Mesh,
  snapshot: Snapshot,
  client: MeshProxy,
  next: Workload,
  { request, outcome }: Trace,
): SimulatedRequest {
  const cluster = snapshot.clusters.find((one) => one.name === outcome.cluster);
  const service = cluster?.edsClusterConfig?.['serviceName'] ?? cluster?.name;
  const assignment = snapshot.endpoints.find((one) => one.clusterName === service) ?? cluster?.loadAssignment;
  const address = next.proxy.ips[0];
  const endpoint = (assignment?.endpoints ?? [])
    .flatMap((locality) => locality.lbEndpoints ?? [])
    .find((one) => one.endpoint?.address?.socketAddress?.address === address);
  const { tls, sni, alpn } = cluster
    ? upstreamTls(cluster, endpoint)
    : { tls: 'none' as const, sni: undefined, alpn: [] };
  const { http } = request;
  const protocols = tls === 'mtls' && http ? meshProtocols(true) : alpn;
  const principal = spiffeId(mesh.config.trustDomain, client.namespace, client.serviceAccount);
  const ip = client.ips[0];
  return {
    direction: 'inbound',
    destination: { ...(address !== undefined && { address }), port: next.port },
    tls,
    ...(sni !== undefined && { sni }),
    ...(protocols.length > 0 && { alpn: protocols }),
    source: { ...(ip !== undefined && { ip }), ...(tls === 'mtls' && { principal }) },
    ...(http &&
      outcome.path !== undefined && {
        http: {
          ...http,
          path: outcome.path,
          authority: outcome.authority ?? http.authority,
          scheme: 'http' as const,
          headers: applyHeaderChanges(http.headers, outcome.requestHeaders ?? []),
        },
      }),
  };
}

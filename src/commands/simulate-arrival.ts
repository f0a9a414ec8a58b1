import type { Mesh, MeshProxy } from '../mesh/types.js';
import { spiffeId } from '../mesh/workloads.js';
import { applyHeaderChanges } from '../simulate/http/header-changes.js';
import type { SimulatedRequest, Trace } from '../simulate/types.js';
import { type UpstreamTls, upstreamTls } from '../simulate/upstream-tls.js';
import type { Snapshot } from '../xds/snapshot.js';
import { workloadsBehind } from './simulate-facts.js';

/** A workload with a proxy, and the port where a request arrives. */
export interface Workload {
  readonly proxy: MeshProxy;
  readonly port: number;
}

/** The workload with a proxy that the chosen cluster leads to: the pod of the first endpoint, else one that serves the port. */
export function findWorkload(mesh: Mesh, client: MeshProxy, { outcome }: Trace): Workload | undefined {
  const [endpoint] = outcome.endpoints ?? [];
  const pod = endpoint && mesh.proxies.find((p) => p.ips.includes(endpoint.address));
  if (pod && endpoint.port !== undefined) return { proxy: pod, port: endpoint.port };
  if (endpoint || outcome.cluster === undefined) return undefined;
  const [proxy] = workloadsBehind(mesh, client, outcome.cluster);
  const [, number, , host] = outcome.cluster.split('|');
  const target = proxy?.targets.find((t) => t.service.hostname === host && String(t.port.number) === number);
  return proxy && target && { proxy, port: target.targetPort };
}

/** What a client with a proxy offers in the handshake. */
export function meshProtocols(http: boolean): readonly string[] {
  return http ? ['istio-http/1.1', 'istio', 'http/1.1'] : ['istio-peer-exchange', 'istio'];
}

/** The proxy that sent the request on. */
export interface Sender {
  readonly mesh: Mesh;
  readonly snapshot: Snapshot;
  readonly client: MeshProxy;
}

/** The request as it arrives at the next proxy: rewritten, over the TLS of the cluster that it was sent to. */
export function arrivalAt(sender: Sender, next: Workload, trace: Trace): SimulatedRequest {
  const { mesh, snapshot, client } = sender;
  const [address] = next.proxy.ips;
  const [ip] = client.ips;
  const content = contentOf(trace);
  const upstream = upstreamOf(snapshot, trace.outcome.cluster, address);
  // What the client encrypted itself arrives as it was sent, or as bytes inside another TLS.
  const inner = content.encrypted && upstream.tls === 'none';
  const { tls, sni, alpn = [] } = inner ? trace.request : upstream;
  const http = content.encrypted && !inner ? undefined : content.http;
  const isMesh = tls === 'mtls' && !inner;
  const protocols = isMesh && http ? meshProtocols(true) : alpn;
  const principal = spiffeId(mesh.config.trustDomain, client.namespace, client.serviceAccount);
  return {
    direction: next.proxy.type === 'router' ? 'gateway' : 'inbound',
    destination: { ...(address !== undefined && { address }), port: next.port },
    tls,
    ...(sni !== undefined && { sni }),
    ...(protocols.length > 0 && { alpn: protocols }),
    source: { ...(ip !== undefined && { ip }), ...(isMesh && { principal }) },
    ...(http && { http }),
  };
}

interface Content {
  readonly http: SimulatedRequest['http'];
  /** The client's TLS goes on to the upstream. */
  readonly encrypted: boolean;
}

/** What a proxy sends on: the request as its route makes it, or what it got where it forwards bytes. */
function contentOf({ request, outcome, steps }: Trace): Content {
  const { http } = request;
  if (outcome.path === undefined) {
    const chain = steps.find((step) => step.kind === 'filter-chain')?.object;
    const ends = chain !== undefined && 'transportSocket' in chain;
    return { http, encrypted: request.tls !== 'none' && !ends };
  }
  if (!http) return { http, encrypted: false };
  const { path, authority = http.authority, requestHeaders = [] } = outcome;
  const headers = applyHeaderChanges(http.headers, requestHeaders);
  return { http: { ...http, path, authority, scheme: 'http', headers }, encrypted: false };
}

/** The TLS with which a cluster reaches an address. */
function upstreamOf(snapshot: Snapshot, name: string | undefined, address: string | undefined): UpstreamTls {
  const cluster = snapshot.clusters.find((one) => one.name === name);
  if (!cluster) return { tls: 'none', alpn: [] };
  const service = cluster.edsClusterConfig?.['serviceName'] ?? cluster.name;
  const assignment = snapshot.endpoints.find((one) => one.clusterName === service) ?? cluster.loadAssignment;
  const endpoint = (assignment?.endpoints ?? [])
    .flatMap((locality) => locality.lbEndpoints ?? [])
    .find((one) => one.endpoint?.address?.socketAddress?.address === address);
  return upstreamTls(cluster, endpoint);
}

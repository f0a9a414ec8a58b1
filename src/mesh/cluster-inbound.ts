import { interceptionMode } from './listener-settings.js';
import { parseProtocol } from './protocols.js';
import { type ConnectionPool, type EffectivePolicy, effectivePolicy } from './traffic-policy.js';
import type {
  Mesh,
  MeshDestinationRule,
  MeshProxy,
  MeshService,
  Scope,
  ServicePort,
  ServiceTarget,
  SidecarResource,
} from './types.js';

/** Where a proxy sends what it takes in: to the address it came for, or to one that somebody chose. */
export type InboundDestination =
  | { readonly kind: 'original' }
  | { readonly kind: 'socket'; readonly path: string }
  /** `fromSidecar`: the connection must come from the sidecar's own address, or iptables would take it in again. */
  | { readonly kind: 'address'; readonly address: string; readonly port: number; readonly fromSidecar: boolean };

/** A cluster towards the proxy's own workload. */
export interface InboundCluster {
  /** On the workload, or the port of a Sidecar's ingress listener. */
  readonly number: number;
  readonly port: ServicePort;
  /** The service that decides, or the Sidecar that opens a port of no service, in statistics. */
  readonly owner: Pick<MeshService, 'hostname' | 'name'>;
  /** All whose traffic it is; none for a port that only a Sidecar opens. */
  readonly services: readonly MeshService[];
  readonly destination: InboundDestination;
  readonly pool: ConnectionPool | undefined;
  readonly retryBudget: EffectivePolicy['retryBudget'] | undefined;
  /** Set when the rule has anything to say on traffic. */
  readonly rule: MeshDestinationRule | undefined;
}

type SidecarSpec = NonNullable<SidecarResource['body']['spec']>;
type Ingress = NonNullable<SidecarSpec['ingress']>[number];

/**
 * The inbound clusters of a proxy: one a workload port that services send to, the oldest service deciding. Where a
 * Sidecar lists ingress listeners, these and nothing else; without them, and without interception, none. Connection pools come from the listener, the Sidecar, or the
 * DestinationRule of the service, in this order.
 * https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioIngressListener
 */
export function decideInboundClusters(mesh: Mesh, proxy: MeshProxy, scope: Scope): readonly InboundCluster[] {
  const spec = scope.sidecar?.body.spec;
  const ruleOf = (service: MeshService): MeshDestinationRule | undefined => {
    const rule =
      scope.service(service.hostname) &&
      mesh.destinationRules.find(proxy, service.hostname, service.namespace, 'inbound');
    return rule?.trafficPolicy ? rule : undefined;
  };
  if (spec?.ingress?.length) {
    const name = scope.sidecar?.metadata.name ?? '';
    const owner = { name, hostname: `${name}.${scope.namespace}` };
    return spec.ingress.map((ingress) => ofIngress(proxy, spec, ingress, owner, ruleOf));
  }
  // Without redirection services lead to the workload itself.
  if (interceptionMode(proxy) === 'NONE') return [];
  const byPort = new Map<number, ServiceTarget[]>();
  for (const target of proxy.targets) {
    const targets = byPort.get(target.targetPort);
    if (targets) targets.push(target);
    else byPort.set(target.targetPort, [target]);
  }
  return [...byPort].flatMap(([number, targets]) => {
    const [first] = targets;
    if (!first) return [];
    const { service, port } = first;
    const rule = ruleOf(service);
    const policy = effectivePolicy(rule, port.number);
    return [
      {
        number,
        port,
        owner: service,
        services: distinct(targets.filter((t) => t.port.number === port.number).map((t) => t.service)),
        destination: defaultDestination(mesh, proxy, number),
        pool: spec?.inboundConnectionPool ?? policy.connectionPool,
        retryBudget: policy.retryBudget,
        rule,
      },
    ];
  });
}

/** A ServiceEntry with several addresses is several services of one name. */
function distinct(services: readonly MeshService[]): readonly MeshService[] {
  return services.filter((s, i) => services.findIndex((o) => o.hostname === s.hostname) === i);
}

function ofIngress(
  proxy: MeshProxy,
  spec: SidecarSpec,
  ingress: Ingress,
  owner: InboundCluster['owner'],
  ruleOf: (service: MeshService) => MeshDestinationRule | undefined,
): InboundCluster {
  const number = ingress.port?.number ?? 0;
  const port = { name: ingress.port?.name ?? '', number, protocol: parseProtocol(ingress.port?.protocol ?? '') };
  const service = proxy.targets.find((t) => t.targetPort === number)?.service;
  const rule = service && ruleOf(service);
  const policy = effectivePolicy(rule, number);
  return {
    number,
    port,
    owner: service ?? owner,
    services: service ? [service] : [],
    destination: parseEndpoint(proxy, ingress.defaultEndpoint ?? ''),
    pool: ingress.connectionPool ?? spec.inboundConnectionPool ?? policy.connectionPool,
    retryBudget: policy.retryBudget,
    rule,
  };
}

/** Applications that listen on loopback only are reached there when the mesh says so. */
function defaultDestination(mesh: Mesh, proxy: MeshProxy, port: number): InboundDestination {
  if (mesh.config.inboundTrafficPolicy?.mode !== 'LOCALHOST') return { kind: 'original' };
  return { kind: 'address', address: loopback(proxy), port, fromSidecar: false };
}

const UNIX = 'unix://';

/**
 * `unix:///PATH`, loopback, or any address, which means the pod's own: of the family that is written, and where the pod
 * lacks it, loopback, of the other family if need be.
 */
function parseEndpoint(proxy: MeshProxy, endpoint: string): InboundDestination {
  if (endpoint.startsWith(UNIX)) return { kind: 'socket', path: endpoint.slice(UNIX.length) };
  const [, host = '', port = ''] = /^\[?([^\]]*?)\]?:(\d+)$/.exec(endpoint) ?? [];
  const address = addressFor(proxy, host);
  if (!port || address === undefined) return { kind: 'original' };
  return { kind: 'address', address, port: Number(port), fromSidecar: !LOOPBACKS.includes(address) };
}

const LOOPBACKS: readonly string[] = ['127.0.0.1', '::1'];

function addressFor(proxy: MeshProxy, host: string): string | undefined {
  switch (host) {
    case '0.0.0.0':
      return proxy.ips.find((ip) => !ip.includes(':')) ?? '127.0.0.1';
    case '::':
      return proxy.ips.find((ip) => ip.includes(':')) ?? '::1';
    case '127.0.0.1':
      return loopback(proxy);
    case '::1':
      return proxy.ipv6 ? '::1' : '127.0.0.1';
    default:
      return undefined;
  }
}

function loopback(proxy: MeshProxy): string {
  return proxy.ipv4 ? '127.0.0.1' : '::1';
}

import { decodeEgressHosts, type EgressHosts } from './egress-hosts.js';
import { parseProtocol } from './protocols.js';
import { knownServices, outboundPolicy, type ScopeFacts } from './scope.js';
import { selectServices, trimmedPort, visibleServices, withPort } from './scope-services.js';
import type { EgressListener, MeshService, MeshVirtualService, Scope, ServicePort, SidecarResource } from './types.js';
import { selectVirtualServices } from './virtual-services.js';

type SidecarSpec = NonNullable<SidecarResource['body']['spec']>;
type EgressSpec = NonNullable<SidecarSpec['egress']>[number];

/**
 * The scope that a Sidecar gives to workloads of a namespace (its own, or any when it stands in the root namespace).
 * https://istio.io/latest/docs/reference/config/networking/sidecar/
 */
export function buildSidecarScope(facts: ScopeFacts, namespace: string, sidecar: SidecarResource): Scope {
  const spec = sidecar.body.spec ?? {};
  const written: readonly EgressSpec[] = spec.egress?.length ? spec.egress : [{ hosts: ['*/*'] }];
  const visible = visibleServices(facts.services, namespace);
  const rules = selectVirtualServices(facts.virtualServices, namespace, 'mesh');
  const egress = written.map((entry) => buildEgress(entry, namespace, visible, rules));
  return {
    key: `${namespace}|${sidecar.metadata.namespace}/${sidecar.metadata.name}`,
    namespace,
    sidecar,
    egress,
    ...knownServices(egress, facts, namespace),
    ...outbound(facts, spec.outboundTrafficPolicy),
  };
}

/**
 * A policy without a mode lets only known services be called; without a policy the mesh's counts. The host of an egress
 * proxy is taken as it is written.
 * https://istio.io/latest/docs/reference/config/networking/sidecar/#OutboundTrafficPolicy
 */
function outbound(
  { config }: ScopeFacts,
  policy: SidecarSpec['outboundTrafficPolicy'],
): Pick<Scope, 'outboundPolicy' | 'egressProxy'> {
  const proxy = policy?.egressProxy;
  return {
    outboundPolicy: outboundPolicy(policy ?? config.outboundTrafficPolicy),
    ...(proxy?.host && {
      egressProxy: { hostname: proxy.host, port: proxy.port?.number ?? 0, subset: proxy.subset ?? '' },
    }),
  };
}

function buildEgress(
  entry: EgressSpec,
  namespace: string,
  visible: readonly MeshService[],
  rules: readonly MeshVirtualService[],
): EgressListener {
  const hosts = decodeEgressHosts(entry.hosts ?? [], namespace);
  const port = entry.port && portOf(entry.port);
  return {
    ...(port && { port }),
    ...(entry.bind && { bind: entry.bind }),
    captureMode: entry.captureMode === 'NONE' ? 'none' : 'iptables',
    services: importedServices(visible, hosts, namespace, port),
    virtualServices: rules.filter((v) => v.hosts.some((host) => hosts.touches(host, v.namespace))),
  };
}

function portOf(port: NonNullable<EgressSpec['port']>): ServicePort {
  return { name: port.name ?? '', number: port.number ?? 0, protocol: parseProtocol(port.protocol ?? '') };
}

/** A listener with a port takes services that have it, and of them only that port; a proxy or socket takes all ports. */
function importedServices(
  visible: readonly MeshService[],
  hosts: EgressHosts,
  namespace: string,
  port: ServicePort | undefined,
): readonly MeshService[] {
  const number = port && trimmedPort({ port });
  const taken = visible.flatMap((service) => {
    const found = hosts.take(service);
    if (!found || number === undefined) return found ?? [];
    return withPort(found, number) ?? [];
  });
  return selectServices(taken, namespace);
}

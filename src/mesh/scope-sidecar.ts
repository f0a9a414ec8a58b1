import { mergeByHostname } from './cluster-services.js';
import { decodeEgressHosts, type EgressHosts } from './egress-hosts.js';
import { resolveHost } from './hosts.js';
import { parseProtocol } from './protocols.js';
import { type ScopeFacts, selectServices } from './scope.js';
import { withDestinations } from './scope-destinations.js';
import type { EgressListener, MeshService, MeshVirtualService, Scope, ServicePort, SidecarResource } from './types.js';
import { selectVirtualServices } from './virtual-services.js';
import { visibleFrom } from './visibility.js';

type SidecarSpec = NonNullable<SidecarResource['body']['spec']>;
type EgressSpec = NonNullable<SidecarSpec['egress']>[number];

/**
 * The scope that a Sidecar gives to workloads of a namespace (its own, or any when it stands in the root namespace).
 * https://istio.io/latest/docs/reference/config/networking/sidecar/
 */
export function buildSidecarScope(facts: ScopeFacts, namespace: string, sidecar: SidecarResource): Scope {
  const spec = sidecar.body.spec ?? {};
  const written: readonly EgressSpec[] = spec.egress?.length ? spec.egress : [{ hosts: ['*/*'] }];
  const visible = facts.services.filter((s) => visibleFrom(s.visibility, namespace));
  const rules = selectVirtualServices(facts.virtualServices, namespace, 'mesh');
  const egress = written.map((entry) => buildEgress(entry, namespace, visible, rules));
  const imported = [...new Set(egress.flatMap((e) => e.services))];
  const order = new Map(facts.services.map((s, i) => [`${s.hostname}/${s.namespace}/${s.addresses.join()}`, i]));
  const place = (s: MeshService) => order.get(`${s.hostname}/${s.namespace}/${s.addresses.join()}`) ?? 0;
  const all = withDestinations(joinTrimmed(imported), egress, facts.services, namespace).sort(
    (a, b) => place(a) - place(b),
  );
  const byHost = new Map<string, MeshService>();
  for (const s of all) if (!byHost.has(s.hostname)) byHost.set(s.hostname, s);
  const policy = spec.outboundTrafficPolicy ?? facts.config.outboundTrafficPolicy;
  const proxy = spec.outboundTrafficPolicy?.egressProxy;
  return {
    key: `${namespace}|${sidecar.metadata.namespace}/${sidecar.metadata.name}`,
    namespace,
    sidecar,
    egress,
    clusterServices: mergeByHostname(all),
    service: (hostname) => byHost.get(hostname),
    outboundPolicy: policy?.mode === 'REGISTRY_ONLY' ? 'registry-only' : 'allow-any',
    ...(proxy?.host && {
      egressProxy: {
        hostname: resolveHost(proxy.host, sidecar.metadata.namespace),
        port: proxy.port?.number ?? 0,
        subset: proxy.subset ?? '',
      },
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
  const taken = selectServices(
    visible.filter((s) => hosts.takes(s.hostname, s.namespace)),
    namespace,
  );
  if (!port || port.number === 0 || port.protocol === 'http-proxy') return taken;
  return taken.flatMap((service) => {
    const ports = service.ports.filter((p) => p.number === port.number);
    return ports.length > 0 ? [{ ...service, ports }] : [];
  });
}

/** Copies of one service that different listeners trimmed to different ports, as one with all of them. */
function joinTrimmed(services: readonly MeshService[]): MeshService[] {
  const joined = new Map<string, MeshService>();
  for (const service of services) {
    const key = `${service.hostname}/${service.namespace}/${service.registry}/${service.addresses.join()}`;
    const known = joined.get(key);
    if (!known) joined.set(key, service);
    else {
      const extra = service.ports.filter((p) => !known.ports.some((k) => k.number === p.number));
      if (extra.length > 0) joined.set(key, { ...known, ports: [...known.ports, ...extra] });
    }
  }
  return [...joined.values()];
}

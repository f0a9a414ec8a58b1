import type { ServiceBody, ServicePortSpec } from '../model/kinds/kubernetes.js';
import type { ServiceEntryBody } from '../model/kinds/service-entry.js';
import type { Metadata, Resource } from '../model/resource.js';
import { compareText, createdAt } from './age.js';
import { CLUSTER_DOMAIN, type MeshConfig } from './mesh-config.js';
import { kubernetesProtocol, parseProtocol } from './protocols.js';
import { trafficDistribution } from './traffic-distribution.js';
import type { MeshService, Resolution, ServicePort } from './types.js';
import { resolveDefaultExportTo, resolveExportTo } from './visibility.js';
import { spiffeId } from './workloads.js';

const EXPORT_ANNOTATION = 'networking.istio.io/exportTo';
const CANONICAL_ACCOUNTS = 'alpha.istio.io/canonical-serviceaccounts';
const KUBERNETES_ACCOUNTS = 'alpha.istio.io/kubernetes-serviceaccounts';
const AUTO_ALLOCATE_LABEL = 'networking.istio.io/enable-autoallocate-ip';

/** FQDN of a Kubernetes Service. */
export function serviceHostname(name: string, namespace: string): string {
  return `${name}.${namespace}.svc.${CLUSTER_DOMAIN}`.toLowerCase();
}

/**
 * All services in processing order: creation time, then name and namespace. Kubernetes objects without a time come first.
 * Aliases (ExternalName) stand in the list and, in order, with the service they point to.
 */
export function buildServices(
  kubernetes: readonly Resource<ServiceBody>[],
  entries: readonly Resource<ServiceEntryBody>[],
  config: MeshConfig,
  namespaces: readonly Resource[],
): readonly MeshService[] {
  const surroundings = {
    config,
    namespaces: new Map(namespaces.map((n) => [n.metadata.name, n.metadata.annotations])),
  };
  const services = [
    ...kubernetes.map((r) => fromKubernetes(r, surroundings)),
    ...entries.flatMap((r) => fromServiceEntry(r, surroundings)),
  ];
  services.sort(
    (a, b) => a.created - b.created || compareText(a.name, b.name) || compareText(a.namespace, b.namespace),
  );
  return withAliases(services);
}

/** What counts for a service beside itself. */
interface Surroundings {
  readonly config: MeshConfig;
  /** Annotations of namespaces. */
  readonly namespaces: ReadonlyMap<string, Metadata['annotations']>;
}

function fromKubernetes(resource: Resource<ServiceBody>, { config, namespaces }: Surroundings): MeshService {
  const { name, namespace, annotations, labels } = resource.metadata;
  const spec = resource.body.spec ?? {};
  const exported = annotations[EXPORT_ANNOTATION];
  const headless = spec.clusterIP === 'None';
  const isAlias = spec.type === 'ExternalName' && !!spec.externalName;
  const distribution = trafficDistribution(spec.trafficDistribution, annotations, namespaces.get(namespace));
  return {
    hostname: serviceHostname(name, namespace),
    name,
    namespace,
    registry: 'kubernetes',
    resolution: isAlias ? 'alias' : headless ? 'passthrough' : 'static',
    meshExternal: false,
    addresses: headless || isAlias ? [] : clusterIps(spec),
    ports: (spec.ports ?? []).map(kubernetesPort),
    labels,
    ...(spec.selector && Object.keys(spec.selector).length > 0 && { selector: spec.selector }),
    created: resource.metadata.created ?? Number.NEGATIVE_INFINITY,
    visibility: exported
      ? resolveExportTo(
          exported.split(',').map((n) => n.trim()),
          namespace,
        )
      : resolveDefaultExportTo(config.defaultServiceExportTo, namespace),
    aliases: [],
    ...(isAlias && { externalName: spec.externalName?.toLowerCase() ?? '' }),
    ...(distribution && { trafficDistribution: distribution }),
    publishNotReadyAddresses: spec.publishNotReadyAddresses ?? false,
    ...(spec.internalTrafficPolicy === 'Local' && { nodeLocal: true }),
    headless,
    subjectAltNames: writtenAccounts(resource.metadata, config),
    autoAddresses: [],
    resource,
  };
}

/** Identities that the annotations of a Service name: whole ones, and service accounts of its namespace. */
function writtenAccounts({ annotations, namespace }: Metadata, config: MeshConfig): readonly string[] {
  const canonical = annotations[CANONICAL_ACCOUNTS]?.split(',') ?? [];
  const accounts = annotations[KUBERNETES_ACCOUNTS]?.split(',') ?? [];
  return [
    ...canonical,
    ...accounts.map((account) => account && spiffeId(config.trustDomain, namespace, account)),
  ].filter(Boolean);
}

function clusterIps(spec: NonNullable<ServiceBody['spec']>): readonly string[] {
  const all = spec.clusterIPs?.length ? spec.clusterIPs : spec.clusterIP ? [spec.clusterIP] : [];
  return all.filter((ip) => ip !== '' && ip !== 'None');
}

function kubernetesPort(port: ServicePortSpec): ServicePort {
  const number = port.port ?? 0;
  const name = port.name ?? '';
  return {
    name,
    number,
    protocol: kubernetesProtocol({
      number,
      name,
      protocol: port.protocol ?? 'TCP',
      appProtocol: port.appProtocol,
    }),
    ...(port.targetPort !== undefined && port.targetPort !== 0 && { targetPort: port.targetPort }),
  };
}

const RESOLUTIONS: Readonly<Record<string, Resolution>> = {
  NONE: 'passthrough',
  STATIC: 'static',
  DNS: 'dns',
  DNS_ROUND_ROBIN: 'dns-round-robin',
  DYNAMIC_DNS: 'dynamic-dns',
};

/** One service a host and address; hosts without addresses give one service without. */
function fromServiceEntry(resource: Resource<ServiceEntryBody>, { config, namespaces }: Surroundings): MeshService[] {
  const spec = resource.body.spec ?? {};
  const { namespace, labels, annotations } = resource.metadata;
  const distribution = trafficDistribution(undefined, annotations, namespaces.get(namespace));
  const addresses = spec.addresses?.length ? spec.addresses : [undefined];
  const shared = {
    namespace,
    registry: 'external' as const,
    resolution: RESOLUTIONS[spec.resolution ?? 'NONE'] ?? 'passthrough',
    meshExternal: (spec.location ?? 'MESH_EXTERNAL') === 'MESH_EXTERNAL',
    ports: (spec.ports ?? []).map((port) => ({
      name: port.name ?? '',
      number: port.number ?? 0,
      protocol: parseProtocol(port.protocol ?? ''),
      ...(port.targetPort && { targetPort: port.targetPort }),
    })),
    labels,
    ...(spec.workloadSelector?.labels && { selector: spec.workloadSelector.labels }),
    created: createdAt(resource),
    visibility: spec.exportTo?.length
      ? resolveExportTo(spec.exportTo, namespace)
      : resolveDefaultExportTo(config.defaultServiceExportTo, namespace),
    aliases: [],
    ...(distribution && { trafficDistribution: distribution }),
    publishNotReadyAddresses: false,
    headless: false,
    subjectAltNames: spec.subjectAltNames ?? [],
    resource,
    serviceEntry: resource,
  };
  return (spec.hosts ?? []).flatMap((written) => {
    const host = written.toLowerCase();
    return addresses.map((address) => ({
      ...shared,
      hostname: host,
      name: host,
      addresses: address === undefined ? [] : [hostAddress(address)],
      autoAddresses: address === undefined ? autoAllocated(resource, host) : [],
    }));
  });
}

/** A prefix of full length is an address. */
function hostAddress(address: string): string {
  return address.replace(address.includes(':') ? /\/128$/ : /\/32$/, '');
}

/**
 * Addresses that istiod's allocator has written to the status, the last of a family, unless the entry opts out. Where the
 * destination of the client counts, an address that nobody has is of no use.
 * https://istio.io/latest/docs/ops/configuration/traffic-management/dns-proxy/#address-auto-allocation
 */
function autoAllocated(resource: Resource<ServiceEntryBody>, host: string): readonly string[] {
  const { spec, status } = resource.body;
  if (resource.metadata.labels[AUTO_ALLOCATE_LABEL]?.toLowerCase() === 'false') return [];
  if ((spec?.resolution ?? 'NONE') === 'NONE') return [];
  const values = (status?.addresses ?? [])
    .filter((a) => a.host?.toLowerCase() === host)
    .flatMap((a) => (a.value ? [a.value] : []));
  const ofFamily = (v6: boolean) => values.findLast((value) => value.includes(':') === v6) ?? [];
  return [ofFamily(false), ofFamily(true)].flat();
}

/** Hangs each alias on the service it finally points to; one that points nowhere known stays out. */
function withAliases(services: readonly MeshService[]): readonly MeshService[] {
  const byHost = new Map<string, MeshService>();
  for (const s of services) if (!byHost.has(s.hostname)) byHost.set(s.hostname, s);
  const aliases = new Map<string, MeshService[]>();
  for (const alias of services) {
    if (alias.resolution !== 'alias') continue;
    const target = finalTarget(alias, byHost);
    if (target) aliases.set(target, [...(aliases.get(target) ?? []), alias]);
  }
  if (aliases.size === 0) return services;
  return services.map((s) => {
    const own = s.resolution === 'alias' ? undefined : aliases.get(s.hostname);
    return own ? { ...s, aliases: own } : s;
  });
}

function finalTarget(alias: MeshService, byHost: ReadonlyMap<string, MeshService>): string | undefined {
  const seen = new Set<string>();
  let at: MeshService | undefined = alias;
  while (at?.resolution === 'alias') {
    if (seen.has(at.hostname)) return undefined;
    seen.add(at.hostname);
    at = byHost.get(at.externalName ?? '');
  }
  return at?.hostname;
}

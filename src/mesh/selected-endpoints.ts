import { isIP } from 'node:net';
import type { WorkloadEntryBody } from '../model/kinds/workload-entry.js';
import type { Resource } from '../model/resource.js';
import { compareText } from './age.js';
import { type EndpointIndex, isReady, podEndpoint, podIdentity } from './endpoint-index.js';
import { externalEndpoint } from './external-endpoints.js';
import type { MeshEndpoint, MeshService, ServicePort } from './types.js';
import { entryWorkloadName, podIps, selects } from './workloads.js';

type WorkloadEntry = Resource<WorkloadEntryBody>;

/**
 * Workloads that the workloadSelector of a ServiceEntry picks in its namespace: pods, then WorkloadEntries, each by name.
 * https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry-workload_selector
 */
export function selectedByEntry(index: EndpointIndex, service: MeshService, port: ServicePort): MeshEndpoint[] {
  if (!hasSelector(service)) return [];
  const number = typeof port.targetPort === 'number' ? port.targetPort : port.number;
  const pods = (index.podsByNamespace.get(service.namespace) ?? []).flatMap((pod) => {
    const address = podIps(pod)[0];
    if (!address || !selects(service.selector, pod.metadata.labels) || !isReady(pod)) return [];
    return [podEndpoint(podIdentity(index, pod), address, number, 'healthy')];
  });
  const byName = service.resolution === 'dns' || service.resolution === 'dns-round-robin';
  const entries = (index.workloadEntries.get(service.namespace) ?? []).flatMap((entry) => {
    if (!isSelected(entry, service) || !(byName || hasOwnIp(entry))) return [];
    return [entryEndpoint(index, entry, entry.body.spec?.ports?.[port.name] || number)];
  });
  return [...pods.sort(byWorkload), ...entries.sort(byWorkload)];
}

function byWorkload(a: MeshEndpoint, b: MeshEndpoint): number {
  return compareText(a.workloadName, b.workloadName);
}

/**
 * WorkloadEntries that the selector of a Kubernetes Service picks beside pods. A target port by name has to be among the
 * ports of the entry; a number is what counts where the entry has no port of the Service's port name.
 * https://istio.io/latest/docs/reference/config/networking/workload-entry/
 */
export function selectedByService(index: EndpointIndex, service: MeshService, port: ServicePort): MeshEndpoint[] {
  if (!hasSelector(service) || service.resolution !== 'static') return [];
  return (index.workloadEntries.get(service.namespace) ?? []).flatMap((entry) => {
    if (!isSelected(entry, service) || !hasOwnIp(entry)) return [];
    const number = servedPort(entry.body.spec?.ports ?? {}, port);
    return number === undefined ? [] : [entryEndpoint(index, entry, number)];
  });
}

function servedPort(ports: Readonly<Record<string, number>>, port: ServicePort): number | undefined {
  const { targetPort } = port;
  if (targetPort === undefined) return port.number;
  if (typeof targetPort === 'number') return ports[port.name] || targetPort;
  return ports[targetPort] || undefined;
}

/** Without a selector none is picked, nor with an empty one. */
function hasSelector({ selector }: MeshService): boolean {
  return selector !== undefined && Object.keys(selector).length > 0;
}

function isSelected(entry: WorkloadEntry, service: MeshService): boolean {
  return selects(service.selector, labelsOf(entry)) && isHealthy(entry);
}

/** The labels of the object win over those of its spec. */
function labelsOf({ metadata, body }: WorkloadEntry): Readonly<Record<string, string>> {
  return { ...body.spec?.labels, ...metadata.labels };
}

/** Sockets and names mean something only to what resolves names. */
function hasOwnIp({ body }: WorkloadEntry): boolean {
  const address = body.spec?.address ?? '';
  return address === '' || isIP(address) !== 0;
}

/** Where probes tell of the workload's health, it counts from the first good one on. */
function isHealthy({ metadata, body }: WorkloadEntry): boolean {
  if (!/^(1|t|true)$/i.test(metadata.annotations['proxy.istio.io/health-checks-enabled'] ?? '')) return true;
  return body.status?.conditions?.find((c) => c.type === 'Healthy')?.status === 'True';
}

function entryEndpoint(index: EndpointIndex, entry: WorkloadEntry, port: number): MeshEndpoint {
  const spec = entry.body.spec ?? {};
  return externalEndpoint(index.config, {
    address: spec.address ?? '',
    port,
    labels: labelsOf(entry),
    namespace: entry.metadata.namespace,
    workloadName: entryWorkloadName(entry.metadata),
    locality: spec.locality,
    network: spec.network,
    serviceAccount: spec.serviceAccount,
    weight: spec.weight,
  });
}

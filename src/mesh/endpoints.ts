import { type EndpointIndex, namesakes } from './endpoint-index.js';
import { externalEndpoint } from './external-endpoints.js';
import { selectedByEntry, selectedByService } from './selected-endpoints.js';
import { sliceEndpoints } from './slice-endpoints.js';
import type { MeshEndpoint, MeshService, ServicePort } from './types.js';

/**
 * Endpoints of a service port, those that get no traffic included and marked. All services of one hostname and namespace
 * share what any of them brings for a port of this name: ServiceEntries (one service an address) and a Kubernetes Service.
 * Where names are resolved, ports of ServiceEntries are known by number instead.
 * https://istio.io/latest/docs/reference/config/networking/service-entry/
 */
export function endpointsOf(index: EndpointIndex, service: MeshService, port: ServicePort): readonly MeshEndpoint[] {
  if (service.resolution === 'alias') return [];
  const sharing = namesakes(index, service);
  const [only, second] = sharing;
  if (only && !second && only.resolution !== 'dns-round-robin') return ownEndpoints(index, only, port);
  const found: MeshEndpoint[] = [];
  const byNumber = service.resolution === 'dns' || service.resolution === 'dns-round-robin';
  for (const member of sharing) {
    const namesake = byNumber && member.registry === 'external' && portOfNumber(member, port.number);
    const brought = ownEndpoints(index, member, namesake || port);
    // Of names that are resolved in turn only one can stand.
    if (member.resolution !== 'dns-round-robin') found.push(...brought);
    else if (found.length === 0) found.push(...brought.slice(0, 1));
  }
  return found;
}

function portOfNumber(service: MeshService, number: number): ServicePort | undefined {
  return service.ports.find((p) => p.number === number && p.protocol !== 'udp');
}

/** What a service alone brings for its port of a name, whatever others of its hostname do. */
export function ownEndpoints(index: EndpointIndex, service: MeshService, wanted: ServicePort): readonly MeshEndpoint[] {
  const port = service.ports.find((p) => p.name === wanted.name && p.protocol !== 'udp');
  if (service.registry === 'kubernetes') {
    const listed = sliceEndpoints(index, service, wanted.name);
    const selected = port ? selectedByService(index, service, port) : [];
    return selected.length === 0 ? listed : [...listed, ...selected];
  }
  if (!port) return [];
  return service.selector ? selectedByEntry(index, service, port) : inlineEndpoints(index, service, port);
}

/** Endpoints that a ServiceEntry lists; a DNS one without any is its own host. */
function inlineEndpoints(index: EndpointIndex, service: MeshService, port: ServicePort): MeshEndpoint[] {
  const spec = service.serviceEntry?.body.spec ?? {};
  const { name: entryName, namespace } = service.resource.metadata;
  const target = typeof port.targetPort === 'number' ? port.targetPort : port.number;
  const listed = spec.endpoints ?? [];
  if (listed.length === 0) {
    if (service.resolution !== 'dns' && service.resolution !== 'dns-round-robin') return [];
    const facts = { address: service.hostname, port: target, labels: {}, namespace, workloadName: entryName };
    return [externalEndpoint(index.config, facts)];
  }
  return listed.map((endpoint, i) =>
    externalEndpoint(index.config, {
      address: endpoint.address ?? '',
      port: endpoint.ports?.[port.name] || target,
      labels: endpoint.labels ?? {},
      namespace,
      workloadName: `${entryName}-${i}`,
      locality: endpoint.locality,
      network: endpoint.network,
      serviceAccount: endpoint.serviceAccount,
      weight: endpoint.weight,
    }),
  );
}

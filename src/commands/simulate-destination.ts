import { isIP } from 'node:net';
import type { Mesh, MeshProxy, MeshService } from '../mesh/types.js';
import type { Snapshot } from '../xds/snapshot.js';

/** Where a client connects to when it asks for a host and a port. */
export interface Destination {
  readonly address?: string;
  readonly port: number;
}

/**
 * The address behind a name as DNS in the mesh would tell: a service's virtual address, or that of an endpoint where it has
 * none. A name that is not of the mesh has no address here, and meets listeners of any address only.
 */
export function destinationInMesh(mesh: Mesh, client: MeshProxy, host: string, port: number): Destination {
  if (isIP(host)) return { address: host, port };
  const service = findService(mesh, client, host);
  if (!service) return { port };
  const own = service.addresses.find((address) => isIP(address));
  const captured = client.dnsCapture ? service.autoAddresses[0] : undefined;
  const address = own ?? captured ?? endpointAddress(mesh, service, port);
  return { port, ...(address !== undefined && { address }) };
}

/** A service by its name, from the namespace of the client. https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/ */
export function findService(mesh: Mesh, client: MeshProxy, host: string): MeshService | undefined {
  const name = host.toLowerCase();
  const domain =
    mesh.services
      .find((s) => s.registry === 'kubernetes')
      ?.hostname.split('.')
      .slice(2)
      .join('.') ?? '';
  const long = [
    name,
    `${name}.${client.namespace}.${domain}`,
    `${name}.${domain}`,
    `${name}.${domain.replace(/^svc\./, '')}`,
  ];
  for (const candidate of long) {
    const found = mesh.services.find((service) => service.hostname === candidate);
    if (found) return found;
  }
  return undefined;
}

function endpointAddress(mesh: Mesh, service: MeshService, number: number): string | undefined {
  const port = service.ports.find((p) => p.number === number);
  return port && mesh.endpoints(service, port).find((e) => isIP(e.address))?.address;
}

/** The same of a proxy of which only its configuration is known: virtual hosts name the addresses of their services. */
export function destinationInSnapshot(snapshot: Snapshot, host: string, port: number): Destination {
  if (isIP(host)) return { address: host, port };
  const wanted = host.toLowerCase();
  for (const routes of snapshot.routes) {
    for (const { domains = [] } of routes.virtualHosts ?? []) {
      if (!domains.includes(wanted) && !domains.includes(`${wanted}:${port}`)) continue;
      const address = domains.find((domain) => isIP(domain));
      if (address !== undefined) return { address, port };
    }
  }
  const address = listenerAddress(snapshot, wanted, port);
  return { port, ...(address !== undefined && { address }) };
}

/** The address of a listener on that port with a cluster of that host. */
function listenerAddress(snapshot: Snapshot, host: string, port: number): string | undefined {
  for (const { address, filterChains } of snapshot.listeners) {
    const socket = address?.socketAddress;
    if (!socket || socket.portValue !== port || !isIP(socket.address) || /^(0\.0\.0\.0|::)$/.test(socket.address))
      continue;
    const text = JSON.stringify(filterChains ?? []);
    if (text.includes(`|${host}"`) || text.includes(`|${host}.`)) return socket.address;
  }
  return undefined;
}

/** The port that a gateway listens on for a port of its service. */
export function gatewayPort(snapshot: Snapshot, proxy: MeshProxy | undefined, port: number): number {
  const target = proxy?.targets.find((t) => t.port.number === port)?.targetPort;
  const ports = snapshot.listeners.map((l) => l.address?.socketAddress?.portValue);
  // Without its service: Istio's gateways listen on 8080 for 80, and on 8443 for 443.
  return [target, port, port + 8000].find((one) => one !== undefined && ports.includes(one)) ?? target ?? port;
}

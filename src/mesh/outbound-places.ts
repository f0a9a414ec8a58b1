import { classOf } from './protocols.js';
import type { EgressListener, Mesh, MeshProxy, MeshService, ServicePort } from './types.js';

/** Where a service port wants to be listened for. */
export interface Place {
  readonly bind: string;
  readonly additionalBinds: readonly string[];
  readonly port: number;
  /** All addresses: shared with other services. */
  readonly shared: boolean;
  /** The network behind the service, when its address is none to listen on. */
  readonly cidr?: string;
  readonly ofEndpoint: boolean;
}

/**
 * HTTP ports share all addresses; other ports have the service's own address, those of headless services one place a
 * pod, and what has no address at all shares again. Empty for ports that get no listener.
 */
export function listenerPlaces(
  mesh: Mesh,
  proxy: MeshProxy,
  egress: EgressListener,
  service: MeshService,
  port: ServicePort,
): readonly Place[] {
  const kind = classOf(egress.port?.protocol ?? port.protocol);
  if (kind === 'none' || port.protocol === 'udp' || service.resolution === 'alias') return [];
  const number = egress.port?.number ?? port.number;
  const bind = explicitBind(proxy, egress);
  if (bind !== undefined) return [own(bind, number)];
  if (kind === 'http') return isReserved(mesh, number) ? [] : [everywhere(proxy, number)];
  const address = serviceAddress(proxy, service);
  if (address !== undefined) return [address.includes('/') ? everywhere(proxy, number, address) : own(address, number)];
  if (service.resolution !== 'passthrough') return [everywhere(proxy, number)];
  return headlessPlaces(mesh, proxy, service, port, number);
}

function explicitBind(proxy: MeshProxy, egress: EgressListener): string | undefined {
  if (egress.bind) return egress.bind;
  if (egress.captureMode === 'none') return proxy.ipv4 ? '127.0.0.1' : '::1';
  return undefined;
}

/** Ports that the sidecar itself takes all traffic on. */
function isReserved(mesh: Mesh, port: number): boolean {
  return port === mesh.config.proxyListenPort || port === mesh.config.proxyInboundListenPort;
}

/** The service's address of the proxy's IP family, or any that it has; undefined for services without. */
function serviceAddress(proxy: MeshProxy, service: MeshService): string | undefined {
  const reachable = (address: string): boolean => (address.includes(':') ? proxy.ipv6 && !proxy.ipv4 : proxy.ipv4);
  if (service.addresses.length > 0) return service.addresses.find(reachable) ?? service.addresses[0];
  if (proxy.settings.proxyMetadata?.ISTIO_META_DNS_CAPTURE !== 'true') return undefined;
  return service.autoAddresses.find(reachable);
}

function headlessPlaces(
  mesh: Mesh,
  proxy: MeshProxy,
  service: MeshService,
  port: ServicePort,
  number: number,
): readonly Place[] {
  const endpoints = mesh.endpoints(service, port);
  if (endpoints.length === 0 && !service.headless && !service.selector) return [everywhere(proxy, number)];
  const addresses = endpoints
    .filter((e) => service.publishNotReadyAddresses || e.health === 'healthy' || e.health === 'unknown')
    .map((e) => e.address)
    .filter(isIp);
  return [...new Set(addresses)].map((address) => ({ ...own(address, number), ofEndpoint: true }));
}

function isIp(address: string): boolean {
  return address.includes(':') ? !address.includes('/') : /^\d+\.\d+\.\d+\.\d+$/.test(address);
}

function own(bind: string, port: number): Place {
  return { bind, additionalBinds: [], port, shared: false, ofEndpoint: false };
}

function everywhere(proxy: MeshProxy, port: number, cidr?: string): Place {
  return {
    bind: proxy.ipv4 ? '0.0.0.0' : '::',
    additionalBinds: proxy.ipv4 && proxy.ipv6 ? ['::'] : [],
    port,
    shared: true,
    ...(cidr !== undefined && { cidr }),
    ofEndpoint: false,
  };
}

import { interceptionMode, isForbidden } from './listener-settings.js';
import { classOf } from './protocols.js';
import type { EgressListener, Mesh, MeshProxy, MeshService, ServicePort } from './types.js';

/** Where a service port wants to be listened for. */
export interface Place {
  readonly bind: string;
  readonly additionalBinds: readonly string[];
  readonly port: number;
  /** All addresses: shared with other services. */
  readonly shared: boolean;
  /** Services are told apart by the name that the TLS handshake asks for, as the address doesn't tell. */
  readonly bySni: boolean;
  /** The network behind the service, when its address is none to listen on. */
  readonly cidr?: string;
  readonly ofEndpoint: boolean;
}

/**
 * HTTP ports share all addresses; other ports have the service's own address, those of headless services one place a
 * pod, and what has no address at all shares again. A Sidecar may name the address. Empty for ports that get no listener.
 * https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener
 */
export function listenerPlaces(
  mesh: Mesh,
  proxy: MeshProxy,
  egress: EgressListener,
  service: MeshService,
  port: ServicePort,
): readonly Place[] {
  const protocol = egress.port?.protocol ?? port.protocol;
  const kind = classOf(protocol);
  if (kind === 'none' || service.resolution === 'alias') return [];
  const number = egress.port?.number ?? port.number;
  const [bind, ...others] = explicitBinds(proxy, egress);
  if (bindsToPort(proxy, egress) && isForbidden(proxy, number)) return [];
  if (isReserved(mesh, number) && (bind === undefined ? kind === 'http' : bind === wildcardOf(proxy))) return [];
  if (bind !== undefined) return [chosen(proxy, service, kind === 'http', bind, others, number)];
  if (kind === 'http') return [{ ...everywhere(proxy, number), shared: protocol !== 'http-proxy' }];
  const address = serviceAddress(proxy, service);
  if (address?.includes('/')) return [{ ...everywhere(proxy, number), cidr: address }];
  if (address !== undefined) return [own(address, number)];
  if (service.resolution === 'passthrough' && !egress.port) return headlessPlaces(mesh, proxy, service, port);
  return [anywhere(proxy, service, number)];
}

/** Whether a listener takes connections itself, for they are not redirected to it. */
export function bindsToPort(proxy: MeshProxy, egress: EgressListener): boolean {
  return (
    interceptionMode(proxy) === 'NONE' || egress.captureMode === 'none' || egress.bind?.startsWith('unix://') === true
  );
}

/** Loopback addresses of the proxy's IP families. */
export function loopbacks(proxy: Pick<MeshProxy, 'ipv4' | 'ipv6'>): readonly string[] {
  return [...(proxy.ipv4 ? ['127.0.0.1'] : []), ...(proxy.ipv6 || !proxy.ipv4 ? ['::1'] : [])];
}

function explicitBinds(proxy: MeshProxy, egress: EgressListener): readonly string[] {
  if (egress.bind) return [egress.bind];
  return bindsToPort(proxy, egress) ? loopbacks(proxy) : [];
}

function wildcardOf(proxy: MeshProxy): string {
  return proxy.ipv4 ? '0.0.0.0' : '::';
}

/** Ports that the sidecar itself takes all traffic on. */
function isReserved(mesh: Mesh, port: number): boolean {
  return port === mesh.config.proxyListenPort || port === mesh.config.proxyInboundListenPort;
}

/** An address that a Sidecar names, or loopback. */
function chosen(
  proxy: MeshProxy,
  service: MeshService,
  http: boolean,
  bind: string,
  additionalBinds: readonly string[],
  port: number,
): Place {
  const everything = bind === wildcardOf(proxy);
  const address = http ? undefined : serviceAddress(proxy, service);
  const bySni = address === undefined ? everything : address.includes('/');
  return { bind, additionalBinds, port, shared: everything, bySni, ofEndpoint: false };
}

/** The service's first address of the proxy's IP families, or any that it has; undefined for services without. */
function serviceAddress(proxy: MeshProxy, service: MeshService): string | undefined {
  const reachable = (address: string): boolean => (address.includes(':') ? proxy.ipv6 : proxy.ipv4);
  if (service.addresses.length > 0) return service.addresses.find(reachable) ?? service.addresses[0];
  if (proxy.settings.proxyMetadata?.ISTIO_META_DNS_CAPTURE !== 'true') return undefined;
  return service.autoAddresses.find(reachable);
}

function headlessPlaces(mesh: Mesh, proxy: MeshProxy, service: MeshService, port: ServicePort): readonly Place[] {
  const endpoints = mesh.endpoints(service, port);
  if (endpoints.length === 0 && !service.headless && !service.selector) return [anywhere(proxy, service, port.number)];
  const addresses = endpoints
    .filter((e) => service.publishNotReadyAddresses || e.health === 'healthy' || e.health === 'unknown')
    .map((e) => e.address)
    .filter(isIp);
  return [...new Set(addresses)].map((address) => ({ ...own(address, port.number), ofEndpoint: true }));
}

function isIp(address: string): boolean {
  return address.includes(':') ? !address.includes('/') : /^\d+\.\d+\.\d+\.\d+$/.test(address);
}

function own(bind: string, port: number): Place {
  return { bind, additionalBinds: [], port, shared: false, bySni: false, ofEndpoint: false };
}

function everywhere(proxy: MeshProxy, port: number): Place {
  const additionalBinds = proxy.ipv4 && proxy.ipv6 ? ['::'] : [];
  return { bind: wildcardOf(proxy), additionalBinds, port, shared: true, bySni: true, ofEndpoint: false };
}

/** For a service without address; a Kubernetes Service without one is only known by IPv4. */
function anywhere(proxy: MeshProxy, service: MeshService, port: number): Place {
  const place = everywhere(proxy, port);
  return service.registry === 'external' ? place : { ...place, additionalBinds: [] };
}

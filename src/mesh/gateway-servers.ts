import { usableCiphers } from '../model/ciphers.js';
import type { GatewayBody, GatewaySpec } from '../model/kinds/gateway.js';
import type { Path, Resource } from '../model/resource.js';
import { formatServerHost, parseServerHosts, type ServerHost } from './gateway-hosts.js';
import { classOf, parseProtocol } from './protocols.js';
import type { Protocol, ServiceTarget } from './types.js';

export type GatewayResource = Resource<GatewayBody>;
type WrittenServer = NonNullable<GatewaySpec['servers']>[number];
export type ServerTls = NonNullable<WrittenServer['tls']>;

/** One server of a Gateway, on the port where the router listens for it. */
export interface GatewayServer {
  /** `namespace/name` of the Gateway, as VirtualServices name it. */
  readonly gateway: string;
  readonly resource: GatewayResource;
  readonly path: Path;
  readonly name: string;
  readonly hosts: readonly ServerHost[];
  /** Port as written: that of the router's Service, or of the router itself. */
  readonly port: { readonly number: number; readonly name: string; readonly protocol: Protocol };
  readonly bind: string;
  readonly tls?: ServerTls;
  /** Port of the router. */
  readonly listenPort: number;
  /** Name of the route configuration; empty for servers without HTTP. */
  readonly routeName: string;
}

/** A Service opts out of having its ports translated. */
const NO_TRANSLATION = 'experimental.istio.io/disable-gateway-port-translation';

/**
 * The port that a router listens on for a server: the target port of its Service that has the server's port, else that
 * port itself. `targets` are the router's own, oldest Service first.
 * https://istio.io/latest/docs/reference/config/networking/gateway/#Port
 */
export function resolveListenPort(number: number, targets: readonly ServiceTarget[]): number {
  const target = targets.find((t) => t.port.number === number && t.service.labels[NO_TRANSLATION] === undefined);
  return target?.targetPort ?? number;
}

/** The servers of a Gateway for a router; those without a port count for nothing. */
export function readServers(resource: GatewayResource, targets: readonly ServiceTarget[]): readonly GatewayServer[] {
  return (resource.body.spec?.servers ?? []).flatMap((written, i): GatewayServer[] => {
    // A server on a socket has no number.
    const number = written.port?.number ?? 0;
    return written.port ? [readServer(resource, written, { i, number, targets })] : [];
  });
}

interface Place {
  readonly i: number;
  readonly number: number;
  readonly targets: readonly ServiceTarget[];
}

function readServer(resource: GatewayResource, written: WrittenServer, place: Place): GatewayServer {
  const { namespace, name: gatewayName } = resource.metadata;
  const { tls } = written;
  const bind = written.bind ?? '';
  const listenPort = resolveListenPort(place.number, place.targets);
  const protocol = parseProtocol(written.port?.protocol ?? '');
  const port = { number: place.number, name: written.port?.name ?? '', protocol };
  const suffix = bind === '' ? '' : `.${bind}`;
  const terminated = protocol === 'https' && !passesTls(tls);
  return {
    gateway: `${namespace}/${gatewayName}`,
    resource,
    path: ['spec', 'servers', place.i],
    name: written.name ?? '',
    hosts: parseServerHosts(written.hosts ?? [], namespace),
    port,
    bind,
    ...(tls && { tls: withUsableCiphers(tls) }),
    listenPort,
    routeName: isPlainHttp(protocol)
      ? `http.${listenPort}${suffix}`
      : terminated
        ? `https.${port.number}.${port.name}.${gatewayName}.${namespace}${suffix}`
        : '',
  };
}

function withUsableCiphers(tls: ServerTls): ServerTls {
  return tls.cipherSuites ? { ...tls, cipherSuites: usableCiphers(tls.cipherSuites) } : tls;
}

/** Protocols that are HTTP without TLS. */
export function isPlainHttp(protocol: Protocol): boolean {
  return classOf(protocol) === 'http';
}

/** Whether connections are TLS for the router: ended by it, or passed on by their SNI. */
export function isTlsServer({ tls, port }: GatewayServer): boolean {
  return tls !== undefined && !isPlainHttp(port.protocol);
}

/** Whether requests are routed: plain HTTP, or HTTPS that the router ends. */
export function isHttpServer({ tls, port }: GatewayServer): boolean {
  return isPlainHttp(port.protocol) || (port.protocol === 'https' && tls !== undefined && !passesTls(tls));
}

/** Whether TLS goes on to the service as it is, which is what TLS settings without a mode say. */
export function passesTls(tls: ServerTls | undefined): boolean {
  return tls !== undefined && (!tls.mode || tls.mode === 'PASSTHROUGH' || tls.mode === 'AUTO_PASSTHROUGH');
}

/** Keys by which a server's hosts are told from those of others on its port. */
export function hostKeys(server: GatewayServer): readonly string[] {
  return server.hosts.map(formatServerHost);
}

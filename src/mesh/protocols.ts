import type { Protocol, ProtocolClass } from './types.js';

/** Ports whose unnamed protocol is plain TCP: the server speaks first or detection would break it. */
const SERVER_FIRST_PORTS: ReadonlySet<number> = new Set([25, 53, 3306, 27017]);

const WORDS: ReadonlyMap<string, Protocol> = new Map<string, Protocol>([
  ['http', 'http'],
  ['http2', 'http2'],
  ['grpc', 'grpc'],
  ['grpc-web', 'grpc-web'],
  ['http_proxy', 'http-proxy'],
  ['https', 'https'],
  ['tls', 'tls'],
  ['tcp', 'tcp'],
  ['mongo', 'mongo'],
  ['mysql', 'mysql'],
  ['redis', 'redis'],
  ['udp', 'udp'],
]);

const APP_PROTOCOLS: ReadonlyMap<string, Protocol> = new Map<string, Protocol>([
  ['kubernetes.io/h2c', 'http2'],
  ['kubernetes.io/ws', 'http'],
  ['kubernetes.io/wss', 'https'],
]);

/** A protocol word as Istio's APIs take it (any case); unknown and empty words mean detection by the proxy. */
export function parseProtocol(word: string): Protocol {
  return WORDS.get(word.toLowerCase()) ?? 'auto';
}

/**
 * Protocol of a Kubernetes Service port: UDP, else appProtocol, else the port name up to its first dash.
 * https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
 */
export function kubernetesProtocol(port: {
  readonly number: number;
  readonly name: string;
  readonly protocol: string;
  readonly appProtocol: string | undefined;
}): Protocol {
  if (port.protocol === 'UDP') return 'udp';
  const app = port.appProtocol === undefined ? undefined : APP_PROTOCOLS.get(port.appProtocol);
  if (app) return app;
  const name = port.appProtocol ?? port.name;
  const detected = /^grpc-web/i.test(name) ? 'grpc-web' : parseProtocol(name.split('-', 1)[0] ?? '');
  return detected === 'auto' && SERVER_FIRST_PORTS.has(port.number) ? 'tcp' : detected;
}

/** How listeners treat a protocol: routed by HTTP, as plain TCP, detected, or not at all. */
export function classOf(protocol: Protocol): ProtocolClass {
  switch (protocol) {
    case 'http':
    case 'http2':
    case 'grpc':
    case 'grpc-web':
    case 'http-proxy':
      return 'http';
    case 'auto':
      return 'auto';
    case 'udp':
      return 'none';
    default:
      return 'tcp';
  }
}

/** Protocols that are HTTP/2 without a doubt. */
export function isHttp2(protocol: Protocol): boolean {
  return protocol === 'http2' || protocol === 'grpc' || protocol === 'grpc-web';
}

/** Protocols whose connections begin with a TLS handshake that may be routed by SNI. */
export function isTls(protocol: Protocol): boolean {
  return protocol === 'tls' || protocol === 'https';
}

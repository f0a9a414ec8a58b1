import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { isDnsLabel, isPort, isProtocol } from './syntax.js';
import { error } from './violation.js';

export function checkPort(port: number, path: Path): readonly Violation[] {
  return isPort(port) ? [] : [error(path, `port ${port} is not within 1..65535`)];
}

export function checkPortName(name: string, path: Path): readonly Violation[] {
  if (isDnsLabel(name)) return [];
  return [error(path, `port name ${JSON.stringify(name)} is no DNS label: up to 63 letters, digits and inner dashes`)];
}

/** https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/ */
export function checkProtocol(protocol: string, path: Path): readonly Violation[] {
  if (isProtocol(protocol)) return [];
  return [
    error(path, `protocol ${JSON.stringify(protocol)} is none that Istio knows; take HTTP, HTTPS, GRPC, TLS or TCP`),
  ];
}

/** Protocols whose requests tell the host in clear text. */
export function isHttp(protocol: string): boolean {
  return HTTP.has(protocol.toLowerCase());
}

/** Protocols that begin with TLS. */
export function isTls(protocol: string): boolean {
  return TLS.has(protocol.toLowerCase());
}

const HTTP = new Set(['http', 'http2', 'http_proxy', 'grpc', 'grpc-web']);
const TLS = new Set(['https', 'tls']);

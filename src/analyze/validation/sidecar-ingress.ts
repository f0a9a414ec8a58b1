import type { SidecarSpec } from '../../model/kinds/sidecar.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkIp, checkUnixAddress, UNIX } from './addresses.js';
import { checkConnectionPool } from './connection-pool.js';
import { checkPort, checkPortName, checkProtocol, isHttp, isTls } from './ports.js';
import { checkServerTls, type ServerTls } from './tls-server.js';
import { error, warning } from './violation.js';

type Ingress = NonNullable<SidecarSpec['ingress']>[number];
type Port = NonNullable<Ingress['port']>;

/** https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioIngressListener */
export function checkIngress(listeners: readonly Ingress[]): readonly Violation[] {
  const numbers = new Set<number>();
  return listeners.flatMap((listener, i) => {
    const path = ['spec', 'ingress', i];
    if (!listener.port) return [error(path, 'ingress listener has no port')];
    const { number = 0 } = listener.port;
    const isTwice = numbers.has(number);
    numbers.add(number);
    return [
      ...checkListener(listener, listener.port, path),
      ...(isTwice ? [portTwice([...path, 'port', 'number'])] : []),
    ];
  });
}

function checkListener(listener: Ingress, port: Port, path: Path): readonly Violation[] {
  const { bind, connectionPool, defaultEndpoint, tls } = listener;
  return [
    ...checkListenerPort(port, path),
    ...checkPort(port.number ?? 0, [...path, 'port', 'number']),
    ...(bind ? checkIp(bind, [...path, 'bind']) : []),
    ...(defaultEndpoint ? checkDefaultEndpoint(defaultEndpoint, [...path, 'defaultEndpoint']) : []),
    ...(tls ? checkTls(tls, port.protocol ?? '', [...path, 'tls']) : []),
    ...(connectionPool ? checkPool(connectionPool, port, [...path, 'connectionPool']) : []),
  ];
}

/** What listeners of both directions say of their port; `path` leads to the listener. */
export function checkListenerPort({ name, protocol = '', targetPort }: Port, path: Path): readonly Violation[] {
  const place = [...path, 'port'];
  return [
    ...(targetPort ? [error([...place, 'targetPort'], 'targetPort does nothing in a Sidecar; take it away')] : []),
    ...(name ? checkPortName(name, [...place, 'name']) : []),
    ...checkProtocol(protocol, [...place, 'protocol']),
  ];
}

export function portTwice(path: Path): Violation {
  return error(path, 'a port is there twice among listeners; each number can be bound once');
}

const LOCAL = new Set(['', '127.0.0.1', '0.0.0.0', '::1', '::']);

/** `address:port` of the workload itself, or a unix socket. */
function checkDefaultEndpoint(endpoint: string, path: Path): readonly Violation[] {
  if (endpoint.startsWith(UNIX)) return checkUnixAddress(endpoint, path);
  const parts = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(endpoint);
  const host = parts?.[1] ?? parts?.[2] ?? '';
  const port = parts?.[3] ?? '';
  const found: Violation[] = [];
  if (!parts) found.push(error(path, `defaultEndpoint ${JSON.stringify(endpoint)} is not of the form address:port`));
  if (!LOCAL.has(host)) {
    found.push(error(path, 'defaultEndpoint is not on 127.0.0.1, 0.0.0.0, [::1], [::] or a unix socket'));
  }
  if (!/^[-+]?[0-9]+$/.test(port)) {
    found.push(error(path, `defaultEndpoint has port ${JSON.stringify(port)}, which is no number`));
  } else {
    found.push(...checkPort(Number(port), path));
  }
  return found;
}

/** Fields of a server's TLS that a sidecar doesn't do. */
const NOT_HERE = ['subjectAltNames', 'httpsRedirect', 'credentialName', 'credentialNames', 'tlsCertificates'] as const;

function checkTls(tls: ServerTls, protocol: string, path: Path): readonly Violation[] {
  const found = NOT_HERE.filter((field) => isSet(tls[field])).map((field) =>
    error([...path, field], `${field} is not supported in a Sidecar`),
  );
  if (tls.mode === 'ISTIO_MUTUAL' || tls.mode === 'AUTO_PASSTHROUGH') {
    found.push(error([...path, 'mode'], `tls mode ${tls.mode} is not supported in a Sidecar`));
  }
  if (!isTls(protocol)) found.push(error(path, 'tls settings are for ports of protocol HTTPS and TLS'));
  return [...found, ...checkServerTls(tls, path)];
}

function isSet(value: string | boolean | readonly unknown[] | undefined): boolean {
  return typeof value === 'boolean' ? value : Boolean(value?.length);
}

function checkPool(
  pool: NonNullable<Ingress['connectionPool']>,
  { number = 0, protocol = '' }: Port,
  path: Path,
): readonly Violation[] {
  const found = [...checkConnectionPool(pool, path)];
  if (pool.http && !isHttp(protocol)) {
    const text = `http settings of the connectionPool do nothing at port ${number} of protocol ${protocol}`;
    found.push(warning([...path, 'http'], text));
  }
  return found;
}

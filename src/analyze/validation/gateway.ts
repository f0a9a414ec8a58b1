import type { GatewaySpec } from '../../model/kinds/gateway.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkIp, checkUnixAddress, UNIX } from './addresses.js';
import { checkListedHost } from './hosts.js';
import type { Rules } from './index.js';
import { checkPort, isHttp, isTls } from './ports.js';
import { isDnsLabel, isProtocol } from './syntax.js';
import { checkServerTls, endsTls } from './tls-server.js';
import { error, warning } from './violation.js';

type Server = NonNullable<GatewaySpec['servers']>[number];
type Port = NonNullable<Server['port']>;

/** https://istio.io/latest/docs/reference/config/networking/gateway/ */
export const gatewayRules: Rules<'Gateway'> = ({ body, metadata }) => {
  const servers = body.spec?.servers ?? [];
  const { name } = metadata;
  const found: Violation[] = [];
  if (!isDnsLabel(name)) {
    const text = `Gateway name ${JSON.stringify(name)} is no DNS label: up to 63 letters, digits and inner dashes`;
    found.push(error(['metadata', 'name'], text));
  }
  if (servers.length === 0) found.push(error(['spec'], 'Gateway has no servers'));
  const names = new Set<string>();
  servers.forEach((server, i) => {
    const path: Path = ['spec', 'servers', i];
    found.push(...checkServer(server, path));
    if (server.port) found.push(...checkAmongServers(server, server.port, names, path));
  });
  return found;
};

/** https://istio.io/latest/docs/reference/config/networking/gateway/#Server */
function checkServer(server: Server, path: Path): readonly Violation[] {
  const { bind = '', hosts = [], port, tls } = server;
  const portProblems = port ? checkServerPort(port, bind, [...path, 'port']) : [error(path, 'server has no port')];
  return [
    ...(hosts.length === 0
      ? [error(path, 'server has no hosts; "*" is for all')]
      : hosts.flatMap((host, j) => checkListedHost(host, 'Gateway', [...path, 'hosts', j]))),
    ...portProblems,
    ...checkBind(bind, port, [...path, 'bind']),
    ...checkServerTls(tls, [...path, 'tls']),
    ...(port && portProblems.length === 0 ? checkTlsFitsPort(port.protocol ?? '', tls, path) : []),
  ];
}

function checkServerPort({ name, number = 0, protocol = '', targetPort }: Port, bind: string, path: Path): Violation[] {
  const found: Violation[] = [];
  if (protocol === '' || !isProtocol(protocol)) {
    const text = `protocol ${JSON.stringify(protocol)} is none that a Gateway takes; take HTTP, HTTPS, GRPC, HTTP2, TLS or TCP`;
    found.push(error([...path, 'protocol'], text));
  }
  if (number > 0 || !bind.startsWith(UNIX)) found.push(...checkPort(number, [...path, 'number']));
  if (!name) found.push(error(path, `port ${number} of protocol ${protocol} has no name`));
  if (targetPort) found.push(error([...path, 'targetPort'], 'targetPort does nothing in a Gateway; take it away'));
  return found;
}

function checkBind(bind: string, port: Port | undefined, path: Path): readonly Violation[] {
  if (bind === '') return [];
  if (!bind.startsWith(UNIX)) return checkIp(bind, path);
  return [
    ...checkUnixAddress(bind, path),
    ...(port?.number ? [error(path, `bind is a unix socket, which has no port ${port.number}; write number 0`)] : []),
  ];
}

function checkTlsFitsPort(protocol: string, tls: Server['tls'], path: Path): readonly Violation[] {
  if (isTls(protocol)) return tls ? [] : [error(path, `server of protocol HTTPS or TLS has no tls settings`)];
  if (!tls) return [];
  if (!isHttp(protocol)) return [error([...path, 'tls'], 'tls settings are for ports of protocol HTTPS and TLS')];
  if (!endsTls(tls)) return [];
  return [error([...path, 'tls'], 'tls settings of a plain HTTP port may say httpsRedirect only')];
}

/** What a server is judged by beside the others. */
function checkAmongServers(server: Server, port: Port, names: Set<string>, path: Path): readonly Violation[] {
  const found: Violation[] = [];
  const name = port.name ?? '';
  if (names.has(name)) found.push(error([...path, 'port', 'name'], `port name ${JSON.stringify(name)} is there twice`));
  names.add(name);
  if (server.tls?.httpsRedirect && !isHttp(port.protocol ?? '')) {
    const text = 'httpsRedirect does something only at ports of protocol HTTP';
    found.push(warning([...path, 'tls', 'httpsRedirect'], text));
  }
  return found;
}

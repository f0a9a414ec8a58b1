import type { SidecarSpec } from '../../model/kinds/sidecar.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkIp, checkUnixAddress, UNIX } from './addresses.js';
import { checkListedHost } from './hosts.js';
import { checkPort } from './ports.js';
import { checkListenerPort, portTwice } from './sidecar-ingress.js';
import { error, warning } from './violation.js';

type Egress = NonNullable<SidecarSpec['egress']>[number];
type Port = NonNullable<Egress['port']>;

/** https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener */
export function checkEgress(listeners: readonly Egress[], namespace: string): readonly Violation[] {
  const numbers = new Set<number>();
  const sockets = new Set<string>();
  return listeners.flatMap((listener, i) => {
    const path: Path = ['spec', 'egress', i];
    const { bind = '', hosts = [], port } = listener;
    const found: Violation[] = [];
    if (!port && i < listeners.length - 1) {
      found.push(error(path, 'an egress listener without port takes all the rest, so it must be the last'));
    }
    if (port) {
      found.push(...checkPlace(listener, port, path));
      const { number = 0 } = port;
      if (number === 0 && sockets.has(bind)) found.push(error([...path, 'bind'], 'a unix socket is there twice'));
      if (number !== 0 && numbers.has(number)) found.push(portTwice([...path, 'port', 'number']));
      if (number === 0) sockets.add(bind);
      else numbers.add(number);
    }
    found.push(...checkHosts(hosts, namespace, path));
    return found;
  });
}

/** Where a listener listens: an address and port, or a unix socket with port 0. */
function checkPlace({ bind = '', captureMode = 'DEFAULT' }: Egress, port: Port, path: Path): readonly Violation[] {
  const { number = 0 } = port;
  const found = [...checkListenerPort(port, path)];
  if (number !== 0) {
    return [
      ...found,
      ...checkPort(number, [...path, 'port', 'number']),
      ...(bind === '' ? [] : checkIp(bind, [...path, 'bind'])),
    ];
  }
  if (bind.startsWith(UNIX)) found.push(...checkUnixAddress(bind, [...path, 'bind']));
  else
    found.push(error([...path, 'port', 'number'], 'port 0 is for a unix socket; write bind: unix:///path or a number'));
  if (captureMode === 'IPTABLES') {
    found.push(error([...path, 'captureMode'], 'captureMode of a unix socket is DEFAULT or NONE'));
  }
  return found;
}

function checkHosts(hosts: readonly string[], namespace: string, path: Path): readonly Violation[] {
  if (hosts.length === 0) return [error(path, 'egress listener has no hosts; "./*" is this namespace')];
  const taken = new Map<string, Set<string>>();
  const found: Violation[] = [];
  hosts.forEach((host, i) => {
    const place = [...path, 'hosts', i];
    if (isTaken(host, namespace, taken)) found.push(warning(place, `egress host ${host} is covered twice`));
    found.push(...checkListedHost(host, 'Sidecar', place));
  });
  if (taken.get('*')?.has('*') && taken.size > 1) {
    found.push(warning([...path, 'hosts'], 'egress host */* is every host already; the others do nothing'));
  }
  return found;
}

/** Notes a host of a namespace, and tells whether one noted before covers it or is covered by it. */
function isTaken(host: string, own: string, taken: Map<string, Set<string>>): boolean {
  const slash = host.indexOf('/');
  if (slash < 0) return false;
  const [written, name] = [host.slice(0, slash), host.slice(slash + 1)];
  const namespace = written === '.' ? own : written;
  const names = taken.get(namespace) ?? new Set<string>();
  const covered = names.has(name) || names.has('*') || (name === '*' && names.size > 0);
  names.add(name);
  taken.set(namespace, names);
  return covered;
}

import type { ServiceEntrySpec } from '../../model/kinds/service-entry.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkPort, checkPortName, checkProtocol } from './ports.js';
import { error } from './violation.js';

type Ports = NonNullable<ServiceEntrySpec['ports']>;

/** https://istio.io/latest/docs/reference/config/networking/service-entry/#ServicePort */
export function checkServicePorts(ports: Ports, path: Path): readonly Violation[] {
  const names = new Set<string>();
  const numbers = new Set<number>();
  return ports.flatMap(({ name = '', number = 0, protocol = '', targetPort = 0 }, i) => {
    const place = [...path, i];
    const found: Violation[] = [];
    if (names.has(name)) found.push(error([...place, 'name'], `port name ${JSON.stringify(name)} is there twice`));
    if (numbers.has(number)) found.push(error([...place, 'number'], `port ${number} is there twice`));
    names.add(name);
    numbers.add(number);
    if (targetPort !== 0) found.push(...checkPort(targetPort, [...place, 'targetPort']));
    found.push(
      ...checkPortName(name, [...place, 'name']),
      ...checkProtocol(protocol, [...place, 'protocol']),
      ...checkPort(number, [...place, 'number']),
    );
    return found;
  });
}

import type { WorkloadEntrySpec } from '../../model/kinds/workload-entry.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkUnixAddress, UNIX } from './addresses.js';
import type { Rules } from './index.js';
import { checkLabels } from './labels.js';
import { checkPort, checkPortName } from './ports.js';
import { isFqdn, isIpAddress } from './syntax.js';
import { error, warning } from './violation.js';

/** https://istio.io/latest/docs/reference/config/networking/workload-entry/ */
export const workloadEntryRules: Rules<'WorkloadEntry'> = ({ body }) =>
  checkEndpoint(body.spec ?? {}, { takes: 'any' }, ['spec']);

export interface EndpointOptions {
  /** An IP address or a unix socket; what can be looked up, which is an IP address or a domain name; or any of the three. */
  readonly takes: 'address' | 'lookup' | 'any';
  /** Names of the ports that the ServiceEntry around it has. */
  readonly ports?: ReadonlySet<string>;
}

/**
 * A WorkloadEntry, or an endpoint of a ServiceEntry. Without an address there is nothing else to say, except of one to look up: that
 * needs an address in every network.
 */
export function checkEndpoint(endpoint: WorkloadEntrySpec, options: EndpointOptions, path: Path): readonly Violation[] {
  const { address = '', labels, network = '', ports = {} } = endpoint;
  const isLookup = options.takes === 'lookup';
  if (address === '' && network === '' && !isLookup) return [error(path, 'endpoint has no address')];
  const found: Violation[] = [];
  if (address === '' && !isLookup) {
    found.push(warning(path, `endpoint of network ${JSON.stringify(network)} has no address`));
  } else {
    found.push(...checkAddress(address, Object.keys(ports).length, options, path));
  }
  for (const [name, port] of Object.entries(ports)) {
    const place = [...path, 'ports', name];
    if (options.ports && !options.ports.has(name)) {
      found.push(error(place, `endpoint has port ${port} under a name that is no port of the ServiceEntry`));
    }
    found.push(...checkPortName(name, place), ...checkPort(port, place));
  }
  found.push(...checkLabels(labels, [...path, 'labels']));
  return found;
}

function checkAddress(address: string, ports: number, { takes }: EndpointOptions, path: Path): readonly Violation[] {
  const place = [...path, 'address'];
  if (address.startsWith(UNIX) && takes !== 'lookup') {
    return [
      ...checkUnixAddress(address, place),
      ...(ports > 0 ? [error([...path, 'ports'], `unix socket ${JSON.stringify(address)} has no ports`)] : []),
    ];
  }
  if (isIpAddress(address) || (takes !== 'address' && isFqdn(address))) return [];
  const kinds = takes === 'address' ? 'no IP address' : 'neither a domain name nor an IP address';
  return [error(place, `endpoint address ${JSON.stringify(address)} is ${kinds}`)];
}

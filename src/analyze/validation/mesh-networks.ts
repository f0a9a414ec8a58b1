import { isObject } from '../../model/decode.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { isCidr, isFqdn, isIpAddress, isPort } from './syntax.js';
import { error } from './violation.js';

/** Networks of a mesh and how they are reached. https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshNetworks */
export function checkMeshNetworks(raw: unknown): readonly Violation[] {
  const networks = isObject(raw) ? raw['networks'] : undefined;
  if (!isObject(networks)) return [];
  return Object.entries(networks).flatMap(([name, network]) =>
    isObject(network) ? checkNetwork(name, network, ['networks', name]) : [],
  );
}

type Fields = Readonly<Record<string, unknown>>;

function checkNetwork(name: string, { endpoints, gateways }: Fields, path: Path): readonly Violation[] {
  return [
    ...(name === '' ? [error(path, 'a network has no name')] : []),
    ...objects(endpoints).flatMap(([endpoint, i]) => checkEndpoint(endpoint, [...path, 'endpoints', i])),
    ...objects(gateways).flatMap(([gateway, i]) => checkGateway(gateway, [...path, 'gateways', i])),
  ];
}

function objects(list: unknown): (readonly [Fields, number])[] {
  return Array.isArray(list) ? list.flatMap((item, i) => (isObject(item) ? [[item, i] as const] : [])) : [];
}

function checkEndpoint({ fromCidr, fromRegistry }: Fields, path: Path): readonly Violation[] {
  if (typeof fromCidr === 'string' && !isCidr(fromCidr)) {
    return [error([...path, 'fromCidr'], `${JSON.stringify(fromCidr)} is no range of addresses`)];
  }
  if (fromRegistry === '') return [error([...path, 'fromRegistry'], 'fromRegistry is empty')];
  return [];
}

function checkGateway({ address, registryServiceName, port }: Fields, path: Path): readonly Violation[] {
  const found: Violation[] = [];
  if (typeof address === 'string' && !isIpAddress(address) && !isFqdn(address)) {
    found.push(
      error([...path, 'address'], `gateway address ${JSON.stringify(address)} is no IP address or domain name`),
    );
  }
  if (typeof registryServiceName === 'string' && !isFqdn(registryServiceName)) {
    found.push(error([...path, 'registryServiceName'], `${JSON.stringify(registryServiceName)} is no domain name`));
  }
  if (!isPort(typeof port === 'number' ? port : 0)) found.push(error([...path, 'port'], 'a gateway needs a port'));
  return found;
}

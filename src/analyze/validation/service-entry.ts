import type { ServiceEntrySpec } from '../../model/kinds/service-entry.js';
import type { Resource } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkSubnet } from './addresses.js';
import { checkExportTo } from './export-to.js';
import { checkWildcardDomain, isPartialWildcard, partialWildcard } from './hosts.js';
import type { Rules } from './index.js';
import { isHttp, isTls } from './ports.js';
import { checkSelector, isRefused } from './selector.js';
import { checkResolution } from './service-entry-endpoints.js';
import { checkServicePorts } from './service-entry-ports.js';
import { error, warning } from './violation.js';

/** https://istio.io/latest/docs/reference/config/networking/service-entry/ */
export const serviceEntryRules: Rules<'ServiceEntry'> = (resource) => {
  const spec = resource.body.spec ?? {};
  const { endpoints = [], exportTo, hosts = [], ports = [], workloadSelector } = spec;
  const selector = workloadSelector
    ? checkSelector(workloadSelector.labels, ['spec', 'workloadSelector'], 'labels')
    : [];
  if (isRefused(selector)) return selector;
  return [
    ...(workloadSelector && endpoints.length > 0
      ? [error(['spec', 'workloadSelector'], 'ServiceEntry has workloadSelector and endpoints; keep one of them')]
      : []),
    ...selector,
    ...checkHosts(hosts),
    ...checkAddresses(spec),
    ...checkServicePorts(ports, ['spec', 'ports']),
    ...checkAddressed(spec, resource),
    ...checkResolution(spec),
    ...checkSeveralHosts(spec),
    ...checkExportTo(exportTo, resource.metadata.namespace, { mayBeNowhere: true }),
  ];
};

function checkHosts(hosts: readonly string[]): readonly Violation[] {
  if (hosts.length === 0) return [error(['spec'], 'ServiceEntry has no hosts')];
  return hosts.flatMap((host, i) => {
    const path = ['spec', 'hosts', i];
    if (host === '*') return [error(path, 'host * would be every host; name hosts, or a domain as *.example.com')];
    return [
      ...checkWildcardDomain(host, path),
      ...(isPartialWildcard(host) ? [warning(path, partialWildcard(host))] : []),
    ];
  });
}

function checkAddresses({ addresses = [], resolution = 'NONE' }: ServiceEntrySpec): readonly Violation[] {
  const path = ['spec', 'addresses'];
  const found = addresses.flatMap((address, i) => checkSubnet(address, [...path, i]));
  const takesBlocks = resolution === 'NONE' || resolution === 'STATIC';
  const block = takesBlocks ? -1 : addresses.findIndex((address) => address.includes('/'));
  if (block < 0) return found;
  return [...found, error([...path, block], 'addresses has a CIDR block, which only resolution NONE and STATIC take')];
}

const AUTO_ALLOCATE = 'networking.istio.io/enable-autoallocate-ip';

/** Plain TCP is told apart by the address it goes to: a given one, or one that istiod allocates. */
function checkAddressed(spec: ServiceEntrySpec, { metadata }: Resource): readonly Violation[] {
  const { addresses = [], ports = [], resolution = 'NONE' } = spec;
  const isAllocated = resolution !== 'NONE' && metadata.labels[AUTO_ALLOCATE]?.toLowerCase() !== 'false';
  if (addresses.length > 0 || isAllocated) return [];
  return ports.flatMap(({ protocol = '' }, i) =>
    protocol === '' || protocol === 'TCP'
      ? [
          warning(
            ['spec', 'ports', i],
            'a TCP port of a host without addresses takes the traffic of all hosts; add addresses',
          ),
        ]
      : [],
  );
}

/** Hosts that share ports are told apart by what requests say, or by SNI. */
function checkSeveralHosts(spec: ServiceEntrySpec): readonly Violation[] {
  const { addresses = [], hosts = [], ports = [], resolution = 'NONE' } = spec;
  if (hosts.length < 2) return [];
  const opaque = ports.findIndex(({ protocol = '' }) => !isHttp(protocol) && !isTls(protocol));
  const found: Violation[] = [];
  if (resolution !== 'NONE' && opaque >= 0) {
    const text = 'several hosts share a port whose protocol is not HTTP or TLS, so nothing tells them apart';
    found.push(error(['spec', 'ports', opaque], text));
  }
  if (resolution !== 'DNS' && resolution !== 'DNS_ROUND_ROBIN') return found;
  const tcp = ports.findIndex(({ protocol = '' }) => TCP.has(protocol.toLowerCase()));
  if (addresses.length > 0 && tcp >= 0) {
    found.push(
      warning(['spec', 'ports', tcp], 'several hosts share addresses and a TCP port, so nothing tells them apart'),
    );
  }
  return found;
}

/** Protocols that Envoy forwards as bytes. */
const TCP = new Set(['tcp', 'https', 'tls', 'mongo', 'redis', 'mysql']);

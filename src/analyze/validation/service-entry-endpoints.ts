import type { ServiceEntrySpec } from '../../model/kinds/service-entry.js';
import type { Violation } from '../types.js';
import { UNIX } from './addresses.js';
import { isFqdn } from './syntax.js';
import { error, warning } from './violation.js';
import { checkEndpoint, type EndpointOptions } from './workload-entry.js';

/** What each resolution takes as endpoints. https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry-Resolution */
export function checkResolution(spec: ServiceEntrySpec): readonly Violation[] {
  switch (spec.resolution ?? 'NONE') {
    case 'NONE':
      return checkNone(spec);
    case 'STATIC':
      return checkStatic(spec);
    case 'DYNAMIC_DNS':
      return checkDynamicDns(spec);
    default:
      return checkDns(spec);
  }
}

function checkNone({ endpoints = [], workloadSelector }: ServiceEntrySpec): readonly Violation[] {
  const found: Violation[] = [];
  if (endpoints.length > 0) found.push(error(['spec', 'endpoints'], 'endpoints are of no use with resolution NONE'));
  if (workloadSelector) {
    found.push(warning(['spec', 'workloadSelector'], 'workloadSelector is of no use with resolution NONE'));
  }
  return found;
}

function checkStatic(spec: ServiceEntrySpec): readonly Violation[] {
  const found = [...checkEndpoints(spec, 'address')];
  const hasSocket = spec.endpoints?.some(({ address = '' }) => address.startsWith(UNIX)) ?? false;
  if (hasSocket && (spec.ports ?? []).length !== 1) {
    found.push(error(['spec', 'ports'], 'a ServiceEntry with a unix socket as endpoint has exactly one port'));
  }
  return found;
}

function checkDns(spec: ServiceEntrySpec): readonly Violation[] {
  const { endpoints = [], hosts = [], resolution } = spec;
  const found: Violation[] = [];
  if (endpoints.length === 0) {
    hosts.forEach((host, i) => {
      if (isFqdn(host)) return;
      found.push(
        error(['spec', 'hosts', i], `resolution ${resolution} without endpoints looks the hosts up, so no wildcards`),
      );
    });
  }
  if (resolution === 'DNS_ROUND_ROBIN' && endpoints.length > 1) {
    found.push(error(['spec', 'endpoints'], 'resolution DNS_ROUND_ROBIN takes one endpoint'));
  }
  return [...found, ...checkEndpoints(spec, 'lookup')];
}

function checkEndpoints(
  { endpoints = [], ports = [] }: ServiceEntrySpec,
  takes: EndpointOptions['takes'],
): readonly Violation[] {
  if (endpoints.length === 0) return [];
  const names = new Set(ports.map(({ name = '' }) => name));
  return endpoints.flatMap((endpoint, i) => checkEndpoint(endpoint, { takes, ports: names }, ['spec', 'endpoints', i]));
}

/** Protocols that tell the host which is looked up. */
const TELLING = new Set(['http', 'http2', 'grpc', 'tls']);

function checkDynamicDns({
  addresses = [],
  endpoints = [],
  hosts = [],
  ports = [],
}: ServiceEntrySpec): readonly Violation[] {
  const found: Violation[] = [];
  hosts.forEach((host, i) => {
    if (!host.startsWith('*')) {
      found.push(error(['spec', 'hosts', i], 'resolution DYNAMIC_DNS is for wildcard hosts; use DNS for this one'));
    }
  });
  if (addresses.length > 0)
    found.push(error(['spec', 'addresses'], 'addresses are of no use with resolution DYNAMIC_DNS'));
  if (endpoints.length > 0)
    found.push(error(['spec', 'endpoints'], 'endpoints are of no use with resolution DYNAMIC_DNS'));
  ports.forEach(({ protocol = '' }, i) => {
    if (TELLING.has(protocol.toLowerCase())) return;
    const text = `resolution DYNAMIC_DNS takes ports of protocol HTTP, HTTP2, GRPC and TLS, not ${protocol || 'TCP'}`;
    found.push(error(['spec', 'ports', i, 'protocol'], text));
  });
  return found;
}

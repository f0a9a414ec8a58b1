import type { Exposure, Exposures, UnservedGateway } from '../../mesh/describe/gateways.js';
import type { ProtocolReason } from '../../mesh/describe/protocol.js';
import type { DescribedService, DescribedServicePort } from '../../mesh/describe/service.js';
import type { DescribedSubset } from '../../mesh/describe/subsets.js';
import type { GatewayServer } from '../../mesh/gateway-servers.js';
import type { TrafficPolicySpec } from '../../model/kinds/destination-rule.js';
import { formatLabels, formatRoutes, formatVirtualService, routeData, virtualServiceData } from './routes.js';
import { at, count, indent, nameOf, type PlaceOf, reference } from './text.js';

const REASONS: Readonly<Record<ProtocolReason, string>> = {
  appProtocol: "by the port's appProtocol",
  name: "by the port's name",
  protocol: "by the port's protocol",
  number: "by the port's number",
  detected: 'neither name nor appProtocol tell one',
};

/** A service and what decides about requests to it, as lines. */
export function formatService(described: DescribedService, place: PlaceOf): readonly string[] {
  return [
    at(described.service.hostname, place(described.service.resource)),
    ...indent(formatServiceParts(described, place)),
  ];
}

/** The same without its name. */
export function formatServiceParts(described: DescribedService, place: PlaceOf): readonly string[] {
  const { ports, virtualServices, exposures } = described;
  return [
    ...ports.map(formatServicePort),
    ...formatRule(described, place),
    ...virtualServices.flatMap((one) => formatVirtualService(one, place)),
    ...formatExposures(exposures, place),
  ];
}

function formatServicePort({ port, why, targetPort, endpoints }: DescribedServicePort): string {
  const protocol = port.protocol === 'auto' ? 'protocol detected' : port.protocol;
  const target = targetPort === undefined ? '' : ` -> ${targetPort}`;
  const { ready, unready } = endpoints;
  const found =
    ready + unready === 0 ? '' : `; ${count(ready, 'endpoint')}${unready > 0 ? `, ${unready} not ready` : ''}`;
  return `Port ${port.number}${port.name && ` (${port.name})`}${target}: ${protocol}, ${REASONS[why]}${found}`;
}

function formatRule({ destinationRule, subsets }: DescribedService, place: PlaceOf): readonly string[] {
  if (!destinationRule) return [];
  return [
    ...destinationRule.from.map((rule) => at(`DestinationRule ${nameOf(rule)}`, place(rule))),
    ...indent([...formatPolicy(destinationRule.trafficPolicy), ...subsets.map((one) => formatSubset(one, place))]),
  ];
}

function formatPolicy(policy: TrafficPolicySpec | undefined): readonly string[] {
  if (!policy) return [];
  const settings = Object.keys(policy).filter((key) => key !== 'tls');
  return [
    ...(policy.tls?.mode ? [`TLS of clients: ${policy.tls.mode}`] : []),
    ...(settings.length > 0 ? [`Traffic policy: ${settings.join(', ')}`] : []),
  ];
}

function formatSubset({ name, labels, takes, resource, path }: DescribedSubset, place: PlaceOf): string {
  const verdict = takes === undefined ? '' : takes ? ': takes this workload' : ': not this workload';
  return at(`Subset ${name} [${formatLabels(labels)}]${verdict}`, place(resource, path));
}

function formatExposures({ served, unserved }: Exposures, place: PlaceOf): readonly string[] {
  return [
    ...served.flatMap((one) => formatExposure(one, place)),
    ...unserved.map(
      ({ gateway, virtualService: v }: UnservedGateway) =>
        `Gateway ${gateway}: no proxy here serves it with a host of VirtualService ${nameOf(v.resource)}`,
    ),
  ];
}

function formatExposure(
  { server, hosts, virtualService, routes, routers }: Exposure,
  place: PlaceOf,
): readonly string[] {
  const { resource } = virtualService;
  const proxies = routers.map(({ name, namespace }) => `${name}.${namespace}`).join(', ');
  return [
    formatServer(server, place),
    ...indent([
      `Hosts: ${hosts.join(', ')}; served by ${proxies}`,
      at(`VirtualService ${nameOf(resource)}`, place(resource)),
      ...indent(formatRoutes(routes, place)),
    ]),
  ];
}

/** A server of a Gateway, in one line. */
export function formatServer({ resource, path, port, tls }: GatewayServer, place: PlaceOf): string {
  const mode = tls?.mode ? `, TLS ${tls.mode}` : '';
  return at(
    `Gateway ${nameOf(resource)}, port ${port.number} ${port.protocol.toUpperCase()}${mode}`,
    place(resource, path),
  );
}

/** A service as plain data. */
export function serviceData(described: DescribedService, place: PlaceOf): object {
  const { service, ports, destinationRule, subsets, virtualServices, exposures } = described;
  const where = place(service.resource);
  return {
    host: service.hostname,
    ...(where && { place: where }),
    ports: ports.map(({ port, ...rest }) => ({ ...port, ...rest })),
    destinationRules: (destinationRule?.from ?? []).map((rule) => reference(rule, place)),
    ...(destinationRule?.trafficPolicy && { trafficPolicy: destinationRule.trafficPolicy }),
    subsets: subsets.map(({ resource, path, ...subset }) => ({ ...subset, ...placed(place(resource, path)) })),
    virtualServices: virtualServices.map((one) => virtualServiceData(one, place)),
    gateways: exposures.served.map(({ server, hosts, virtualService, routes, routers }) => ({
      ...serverData(server, place),
      hosts,
      virtualService: reference(virtualService.resource, place),
      routes: routes.map((route) => routeData(route, place)),
      proxies: routers.map(({ name, namespace }) => `${name}.${namespace}`),
    })),
    gatewaysWithoutProxy: exposures.unserved.map(({ gateway, virtualService }) => ({
      gateway,
      virtualService: nameOf(virtualService.resource),
    })),
  };
}

/** A server of a Gateway as plain data. */
export function serverData({ resource, path, port, tls }: GatewayServer, place: PlaceOf): object {
  return { ...reference(resource, place, path), port, ...(tls?.mode && { tls: tls.mode }) };
}

function placed(place: string): { readonly place?: string } {
  return place ? { place } : {};
}

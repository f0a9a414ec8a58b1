import type { DescribedService } from '../../mesh/describe/service.js';
import type { ServiceWorkload } from '../../mesh/describe/service-workloads.js';
import type { MeshService } from '../../mesh/types.js';
import { formatLabels } from './routes.js';
import { formatServiceParts, serviceData } from './service.js';
import { at, count, indent, line, type PlaceOf, section } from './text.js';
import { formatInbound, formatPolicies, inboundData, policyData } from './workload.js';

/** What is told of a service. */
export interface ServiceDescription {
  readonly described: DescribedService;
  /** Whose clients' view it is. */
  readonly clientNamespace: string;
  readonly workloads: readonly ServiceWorkload[];
  /** Addresses of it that have no proxy. */
  readonly bare: number;
}

/** A service in sections. */
export function formatServiceView(view: ServiceDescription, place: PlaceOf): string {
  const { described, clientNamespace, workloads, bare } = view;
  const { service } = described;
  return [
    line(at(`Service: ${service.hostname}`, place(service.resource))),
    line(`Kind: ${kindOf(service)}`),
    line(`Addresses: ${service.addresses.join(', ') || 'none'}`),
    ...(service.selector ? [line(`Selector: ${formatLabels(service.selector)}`)] : []),
    section(`For clients in namespace ${clientNamespace}`, formatServiceParts(described, place)),
    section('Workloads', [
      ...workloads.flatMap((workload) => formatServiceWorkload(workload, place)),
      ...(bare > 0 ? [`${count(bare, 'endpoint')} without a proxy: no mutual TLS and no policies there`] : []),
    ]),
  ].join('');
}

function kindOf({ registry, resolution, headless, meshExternal, externalName }: MeshService): string {
  if (resolution === 'alias') return `another name of ${externalName ?? ''}`;
  const what = registry === 'kubernetes' ? (headless ? 'headless Service' : 'Service') : 'ServiceEntry';
  return `${what}${meshExternal ? ', outside of the mesh' : ''}, endpoints ${resolution}`;
}

function formatServiceWorkload(workload: ServiceWorkload, place: PlaceOf): readonly string[] {
  const { name, namespace, proxies, inbound, authorization } = workload;
  const names = proxies.map((proxy) => proxy.name).join(', ');
  return [
    `${name}.${namespace}: ${names}`,
    ...indent([
      ...(inbound.length > 0 ? ['Mutual TLS:', ...indent(formatInbound(inbound, place))] : []),
      ...(authorization.length > 0 ? ['AuthorizationPolicies:', ...indent(formatPolicies(authorization, place))] : []),
    ]),
  ];
}

/** The same as plain data. */
export function serviceViewData(view: ServiceDescription, place: PlaceOf): object {
  const { described, clientNamespace, workloads, bare } = view;
  const { registry, resolution, addresses, selector, externalName } = described.service;
  return {
    ...serviceData(described, place),
    registry,
    resolution,
    addresses,
    ...(selector && { selector }),
    ...(externalName !== undefined && { externalName }),
    clientNamespace,
    workloads: workloads.map(({ name, namespace, proxies, inbound, authorization }) => ({
      name,
      namespace,
      proxies: proxies.map((proxy) => proxy.name),
      mutualTls: inbound.map((port) => inboundData(port, place)),
      authorizationPolicies: authorization.map((policy) => policyData(policy, place)),
    })),
    endpointsWithoutProxy: bare,
  };
}

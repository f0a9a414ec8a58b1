import type { Resource } from '../model/resource.js';
import { decideInboundPorts, type InboundPort } from './inbound-ports.js';
import type { Mesh, MeshProxy, MeshService, ServicePort } from './types.js';

/** A service that a workload serves, and what decides about requests to it. */
export interface DescribedService {
  readonly service: MeshService;
  /** Ports of the service with those of the workload. */
  readonly ports: readonly { readonly port: ServicePort; readonly targetPort: number }[];
  /** What clients of the workload's own namespace go by. */
  readonly destinationRules: readonly Resource[];
  readonly virtualServices: readonly Resource[];
}

/** A policy that counts for a workload, and what it does. */
export interface DescribedPolicy {
  readonly action: 'CUSTOM' | 'DENY' | 'ALLOW' | 'AUDIT';
  readonly resource: Resource;
  readonly rules: number;
  readonly dryRun: boolean;
}

/** What the mesh makes of a workload. */
export interface WorkloadDescription {
  readonly services: readonly DescribedService[];
  /** How connections are taken; empty for gateways. */
  readonly inbound: readonly InboundPort[];
  readonly sidecar?: Resource;
  readonly authorization: readonly DescribedPolicy[];
  readonly requestAuthentications: readonly { readonly issuer: string; readonly resource: Resource }[];
}

/** Gathers what applies to a proxy. */
export function describeWorkload(mesh: Mesh, proxy: MeshProxy): WorkloadDescription {
  const scope = mesh.scopeOf(proxy);
  const { issuers } = mesh.requestAuthentications.of(proxy);
  return {
    services: describeServices(mesh, proxy),
    inbound: proxy.type === 'sidecar' ? decideInboundPorts(mesh, proxy, scope) : [],
    ...(scope.sidecar && { sidecar: scope.sidecar }),
    authorization: describeAuthorization(mesh, proxy),
    requestAuthentications: issuers.map(({ rule, resource }) => ({ issuer: rule.issuer ?? '', resource })),
  };
}

function describeServices(mesh: Mesh, proxy: MeshProxy): readonly DescribedService[] {
  const scope = mesh.scopeOf(proxy);
  return [...new Set(proxy.targets.map(({ service }) => service))].map((service) => ({
    service,
    ports: proxy.targets.filter((target) => target.service === service),
    destinationRules: mesh.destinationRule(proxy, scope, service.hostname)?.from ?? [],
    virtualServices: mesh.virtualServices
      .filter(({ gateways, hosts }) => gateways.includes('mesh') && hosts.some((h) => covers(h, service.hostname)))
      .map(({ resource }) => resource),
  }));
}

function covers(host: string, hostname: string): boolean {
  return host === hostname || (host.startsWith('*') && hostname.endsWith(host.slice(1)));
}

function describeAuthorization(mesh: Mesh, proxy: MeshProxy): readonly DescribedPolicy[] {
  const { custom, deny, allow, audit } = mesh.authorization.of(proxy);
  const groups = [
    { action: 'CUSTOM', policies: custom.flatMap(({ policies }) => policies) },
    { action: 'DENY', policies: deny },
    { action: 'ALLOW', policies: allow },
    { action: 'AUDIT', policies: audit },
  ] as const;
  return groups.flatMap(({ action, policies }) =>
    policies.map(({ resource, rules, dryRun }) => ({ action, resource, rules: rules.length, dryRun })),
  );
}

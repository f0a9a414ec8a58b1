import type { Path, Resource } from '../../model/resource.js';
import type { Store } from '../../model/store.js';
import { decideInboundPorts, type InboundPort } from '../inbound-ports.js';
import type { Mesh, MeshProxy, Provenance } from '../types.js';
import { describeRouter, type RouterServer } from './gateways.js';
import { type DescribedService, describeService } from './service.js';
import { findTlsConflicts, type TlsConflict } from './tls-conflicts.js';

/** A policy that counts for a workload, and what it does. */
export interface DescribedPolicy {
  readonly action: 'CUSTOM' | 'DENY' | 'ALLOW' | 'AUDIT';
  readonly resource: Resource;
  readonly rules: number;
  readonly dryRun: boolean;
  /** The external service that a CUSTOM policy asks. */
  readonly provider?: string;
}

/** How a workload takes connections on a port, and the PeerAuthentication that says so. */
export interface DescribedPort extends InboundPort {
  /** Absent where Istio's default counts. */
  readonly decidedBy?: Provenance;
}

/** What the mesh makes of a workload. */
export interface WorkloadDescription {
  readonly type: MeshProxy['type'];
  readonly services: readonly DescribedService[];
  /** How connections are taken; empty for gateways. */
  readonly inbound: readonly DescribedPort[];
  readonly tlsConflicts: readonly TlsConflict[];
  /** What a gateway's proxy serves. */
  readonly servers: readonly RouterServer[];
  readonly sidecar?: Resource;
  readonly authorization: readonly DescribedPolicy[];
  readonly requestAuthentications: readonly {
    readonly issuer: string;
    readonly resource: Resource;
    readonly path: Path;
  }[];
  /** From the widest to the narrowest. */
  readonly telemetry: readonly Resource[];
  readonly envoyFilters: readonly { readonly resource: Resource; readonly patches: number }[];
}

/** Gathers what applies to a proxy. */
export function describeWorkload(mesh: Mesh, store: Store, proxy: MeshProxy): WorkloadDescription {
  const scope = mesh.scopeOf(proxy);
  const { issuers } = mesh.requestAuthentications.of(proxy);
  const services = describeServices(mesh, store, proxy);
  const inbound = describeInbound(mesh, proxy);
  return {
    type: proxy.type,
    services,
    inbound,
    tlsConflicts: findTlsConflicts(services, inbound),
    servers: describeRouter(mesh, proxy),
    ...(scope.sidecar && { sidecar: scope.sidecar }),
    authorization: describeAuthorization(mesh, proxy),
    requestAuthentications: issuers.map(({ rule, resource, path }) => ({ issuer: rule.issuer ?? '', resource, path })),
    telemetry: mesh.telemetry.resources(proxy),
    envoyFilters: describeEnvoyFilters(mesh, proxy),
  };
}

function describeServices(mesh: Mesh, store: Store, proxy: MeshProxy): readonly DescribedService[] {
  const { namespace, labels, targets } = proxy;
  return [...new Set(targets.map(({ service }) => service))].map((service) =>
    describeService(mesh, store, service, {
      namespace,
      workload: {
        labels,
        targetPort: (port) => targets.find((t) => t.service === service && t.port === port)?.targetPort,
      },
    }),
  );
}

/** Ports of a sidecar's workload, and who says how mutual TLS is taken there. */
export function describeInbound(mesh: Mesh, proxy: MeshProxy): readonly DescribedPort[] {
  if (proxy.type !== 'sidecar') return [];
  return decideInboundPorts(mesh, proxy, mesh.scopeOf(proxy)).map((inbound) => {
    const decidedBy = mesh.peerAuthentications.decidedBy(proxy.namespace, proxy.labels, inbound.port);
    return { ...inbound, ...(decidedBy && { decidedBy }) };
  });
}

/** AuthorizationPolicies of a workload in the order in which their actions are decided. */
export function describeAuthorization(mesh: Mesh, proxy: MeshProxy): readonly DescribedPolicy[] {
  const { custom, deny, allow, audit } = mesh.authorization.of(proxy);
  const asked = custom.flatMap(({ provider, policies }) =>
    policies.map(({ resource, rules, dryRun }) => ({
      action: 'CUSTOM' as const,
      resource,
      rules: rules.length,
      dryRun,
      provider,
    })),
  );
  const groups = [
    { action: 'DENY', policies: deny },
    { action: 'ALLOW', policies: allow },
    { action: 'AUDIT', policies: audit },
  ] as const;
  const decided = groups.flatMap(({ action, policies }) =>
    policies.map(({ resource, rules, dryRun }) => ({ action, resource, rules: rules.length, dryRun })),
  );
  return [...asked, ...decided];
}

function describeEnvoyFilters(mesh: Mesh, proxy: MeshProxy): WorkloadDescription['envoyFilters'] {
  const patches = new Map<Resource, number>();
  for (const { from } of mesh.envoyFilters.find(proxy)) {
    patches.set(from.resource, (patches.get(from.resource) ?? 0) + 1);
  }
  return [...patches].map(([resource, count]) => ({ resource, patches: count }));
}

import type { SubsetSpec } from '../model/kinds/destination-rule.js';
import { type EffectivePolicy, effectivePolicy } from './traffic-policy.js';
import type { MeshDestinationRule, MeshService, ServicePort } from './types.js';

/** One cluster towards a service port, or a subset of it, as a client's DestinationRule shapes it. */
export interface OutboundCluster {
  /** `outbound|PORT|SUBSET|HOST`, or `outbound_.PORT_.SUBSET_.HOST` */
  readonly name: string;
  readonly service: MeshService;
  readonly port: ServicePort;
  readonly subset: SubsetSpec | undefined;
  readonly rule: MeshDestinationRule | undefined;
  readonly policy: EffectivePolicy;
  /** For gateways that pass mutual TLS through by its server name: nothing is encrypted or decrypted on the way. */
  readonly bySni: boolean;
}

/** The clusters of a service: one a port that is not UDP, and one more for each subset of the rule. */
export function outboundClusters(
  service: MeshService,
  rule: MeshDestinationRule | undefined,
  bySni = false,
): readonly OutboundCluster[] {
  if (service.resolution === 'alias') return [];
  const ports = service.ports.filter((port) => hasCluster(service, port));
  // Whatever a name resolves to has no labels to choose by.
  const subsets = service.resolution === 'dynamic-dns' ? [] : (rule?.subsets ?? []);
  return ports.flatMap((port) => [undefined, ...subsets].map((subset) => cluster(service, port, rule, subset, bySni)));
}

const FORWARDED: ReadonlySet<string> = new Set(['http', 'http2', 'grpc', 'tls']);

/** Names found only while forwarding must be known from the request: from its authority, or from SNI. */
function hasCluster(service: MeshService, port: ServicePort): boolean {
  return service.resolution === 'dynamic-dns' ? FORWARDED.has(port.protocol) : port.protocol !== 'udp';
}

function cluster(
  service: MeshService,
  port: ServicePort,
  rule: MeshDestinationRule | undefined,
  subset: SubsetSpec | undefined,
  bySni: boolean,
): OutboundCluster {
  return {
    name: bySni
      ? meshServerName(service, port, subset)
      : `outbound|${port.number}|${subset?.name ?? ''}|${service.hostname}`,
    service,
    port,
    subset,
    rule,
    policy: effectivePolicy(rule, port.number, subset?.name),
    bySni,
  };
}

/** The server name of mutual TLS in the mesh, by which gateways between networks find the cluster. */
export function meshServerName(service: MeshService, port: ServicePort, subset: SubsetSpec | undefined): string {
  return `outbound_.${port.number}_.${subset?.name ?? ''}_.${service.hostname}`;
}

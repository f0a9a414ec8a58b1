import type { Diagnostic } from '../model/diagnostic.js';
import type { Destination } from '../model/kinds/virtual-service.js';
import type { Path } from '../model/resource.js';
import type { DestinationRuleIndex } from './destination-rules.js';
import { MESH_GATEWAY } from './gateway-names.js';
import { hostCovers, isWildcard, resolveDestinationHost } from './hosts.js';
import type { MeshService, MeshVirtualService, Provenance } from './types.js';
import { selectVirtualServices } from './virtual-services.js';
import { visibleFrom } from './visibility.js';

/** What a check of VirtualServices asks about. */
export interface VirtualServiceFacts {
  readonly virtualServices: readonly MeshVirtualService[];
  readonly services: readonly MeshService[];
  readonly rules: DestinationRuleIndex;
}

/**
 * What is wrong with VirtualServices as such, whoever the client is: destinations that are no service, port or subset that
 * their namespace sees, and hosts that another VirtualService speaks for already.
 * https://istio.io/latest/docs/ops/common-problems/network-issues/
 */
export function findVirtualServiceProblems(facts: VirtualServiceFacts): readonly Diagnostic[] {
  const registry = buildRegistry(facts.services);
  const owners = new Map<string, ReadonlyMap<string, MeshVirtualService>>();
  const problems = facts.virtualServices.flatMap((virtualService) => [
    ...destinationsOf(virtualService).flatMap((place) => checkDestination(virtualService, place, facts, registry)),
    ...checkHosts(virtualService, facts, owners),
  ]);
  return [...new Map(problems.map((p) => [`${p.code} ${p.resource?.origin.start} ${p.path?.join()}`, p])).values()];
}

interface Registry {
  readonly exact: ReadonlyMap<string, readonly MeshService[]>;
  readonly wildcards: readonly MeshService[];
}

function buildRegistry(services: readonly MeshService[]): Registry {
  const exact = new Map<string, MeshService[]>();
  for (const service of services) {
    const known = exact.get(service.hostname);
    if (known) known.push(service);
    else exact.set(service.hostname, [service]);
  }
  return { exact, wildcards: services.filter((s) => isWildcard(s.hostname)) };
}

/** A destination and where it is written. */
type DestinationPlace = Provenance & { readonly destination: Destination };

function destinationsOf(virtualService: MeshVirtualService): readonly DestinationPlace[] {
  const { resource, http } = virtualService;
  const { tcp, tls } = resource.body.spec ?? {};
  const connections = Object.entries({ tcp, tls }).flatMap(([kind, rules]) =>
    (rules ?? []).flatMap(({ route }, i) => inList(route, resource, ['spec', kind, i, 'route'])),
  );
  const requests = http.flatMap(({ rule, origin: { resource: from, path } }) => [
    ...inList(rule.route, from, [...path, 'route']),
    ...inList(rule.mirror && [{ destination: rule.mirror }], from, [...path, 'mirror'], true),
    ...inList(rule.mirrors, from, [...path, 'mirrors']),
  ]);
  return [...requests, ...connections];
}

function inList(
  entries: readonly { readonly destination?: Destination }[] | undefined,
  resource: Provenance['resource'],
  path: Path,
  alone = false,
): readonly DestinationPlace[] {
  return (entries ?? []).flatMap(({ destination }, i) =>
    destination ? [{ destination, resource, path: alone ? path : [...path, i, 'destination'] }] : [],
  );
}

function checkDestination(
  { namespace }: MeshVirtualService,
  { destination, resource, path }: DestinationPlace,
  { rules }: VirtualServiceFacts,
  { exact, wildcards }: Registry,
): readonly Diagnostic[] {
  const host = resolveDestinationHost(destination.host ?? '', namespace);
  const found = (exact.get(host) ?? []).filter((s) => visibleFrom(s.visibility, namespace));
  if (found.length === 0) {
    if (wildcards.some((s) => hostCovers(s.hostname, host) && visibleFrom(s.visibility, namespace))) return [];
    const code = exact.has(host) ? 'destination-host-hidden' : 'destination-host-unknown';
    return [{ code, severity: 'error', args: { host, namespace }, resource, path: [...path, 'host'] }];
  }
  const problems: Diagnostic[] = [];
  const port = destination.port?.number;
  if (port !== undefined && !found.some((s) => s.resolution === 'alias' || s.ports.some((p) => p.number === port))) {
    const ports = [...new Set(found.flatMap((s) => s.ports.map((p) => p.number)))].join(', ');
    const args = { host, port, ports };
    problems.push({ code: 'destination-port-unknown', severity: 'error', args, resource, path: [...path, 'port'] });
  }
  const { subset } = destination;
  if (subset && !hasSubset(rules, namespace, found, subset)) {
    const args = { host, subset };
    problems.push({ code: 'destination-subset-unknown', severity: 'error', args, resource, path: [...path, 'subset'] });
  }
  return problems;
}

/** Rules for selected workloads count too: some client may have the subset. */
function hasSubset(
  rules: DestinationRuleIndex,
  namespace: string,
  services: readonly MeshService[],
  subset: string,
): boolean {
  return services.some((service) => {
    const host = service.externalName ?? service.hostname;
    const rule = rules.find({ namespace, labels: {} }, host, service.namespace);
    return (rule?.subsets.some((s) => s.name === subset) ?? false) || rules.selectorKeys(namespace).length > 0;
  });
}

function checkHosts(
  virtualService: MeshVirtualService,
  { virtualServices }: VirtualServiceFacts,
  owners: Map<string, ReadonlyMap<string, MeshVirtualService>>,
): readonly Diagnostic[] {
  const { namespace, resource, gateways, http } = virtualService;
  if (http.length === 0 || !gateways.includes(MESH_GATEWAY)) return [];
  let ownerOf = owners.get(namespace);
  if (!ownerOf) {
    ownerOf = ownersFor(virtualServices, namespace);
    owners.set(namespace, ownerOf);
  }
  return virtualService.hosts.flatMap((host, i): readonly Diagnostic[] => {
    const owner = ownerOf.get(host);
    if (!owner || owner === virtualService) return [];
    const args = { host, owner: `${owner.namespace}/${owner.name}` };
    return [{ code: 'host-taken', severity: 'warning', args, resource, path: ['spec', 'hosts', i] }];
  });
}

/** Who speaks for a host among sidecars of a namespace: VirtualServices for one host are not merged there. */
function ownersFor(all: readonly MeshVirtualService[], namespace: string): ReadonlyMap<string, MeshVirtualService> {
  const owners = new Map<string, MeshVirtualService>();
  for (const virtualService of selectVirtualServices(all, namespace, MESH_GATEWAY)) {
    if (virtualService.http.length === 0) continue;
    for (const host of virtualService.hosts) if (!owners.has(host)) owners.set(host, virtualService);
  }
  return owners;
}

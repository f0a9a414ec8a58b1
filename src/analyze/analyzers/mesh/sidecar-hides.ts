import { decodeEgressHosts, type EgressHosts } from '../../../mesh/egress-hosts.js';
import { MESH_GATEWAY } from '../../../mesh/gateway-names.js';
import { isWildcard, resolveHost } from '../../../mesh/hosts.js';
import type { SidecarResource, VirtualServiceResource } from '../../../mesh/types.js';
import { resolveExportTo, visibleFrom } from '../../../mesh/visibility.js';
import { gatewayNames } from '../../facts/mesh-destinations.js';
import { services } from '../../facts/mesh-services.js';
import type { AnalysisContext, Analyzer, Report } from '../../types.js';

/**
 * Sidecars for a whole namespace that leave out a host for whose clients a VirtualService of the namespace was written, and Sidecars that
 * take a service and leave out its VirtualService. One about a service of its own namespace may be for clients elsewhere, unless
 * it is exported to nobody.
 */
export const sidecarHides: Analyzer = {
  name: 'meshwright.SidecarHides',
  description: 'Sidecars that hide a host which a VirtualService of their namespace routes',
  inputs: ['Sidecar'],
  analyze(context, report) {
    const byNamespace = new Map<string, VirtualServiceResource[]>();
    for (const resource of context.store.list('VirtualService')) {
      const list = byNamespace.get(resource.metadata.namespace);
      if (list) list.push(resource);
      else byNamespace.set(resource.metadata.namespace, [resource]);
    }
    for (const sidecar of context.store.list('Sidecar')) {
      const { workloadSelector, egress } = sidecar.body.spec ?? {};
      if (!egress?.length) continue;
      const { namespace } = sidecar.metadata;
      const imported = egress.map((e) => decodeEgressHosts(e.hosts ?? [], namespace));
      checkForeign(context, sidecar, imported, report);
      if (workloadSelector) continue;
      for (const resource of byNamespace.get(namespace) ?? []) checkHosts(context, sidecar, imported, resource, report);
    }
  },
};

/** A VirtualService for sidecars about a service of another namespace than its own. */
interface Foreign {
  readonly resource: VirtualServiceResource;
  readonly host: string;
  readonly owner: string;
}

/** By the namespace of the service. */
function foreignVirtualServices(context: AnalysisContext): ReadonlyMap<string, readonly Foreign[]> {
  const found = context.store.list('VirtualService').flatMap((resource): Foreign[] => {
    const { namespace } = resource.metadata;
    const { hosts = [], gateways } = resource.body.spec ?? {};
    if (gateways && !gateways.includes(MESH_GATEWAY)) return [];
    return hosts.flatMap((written): Foreign[] => {
      const host = resolveHost(written, namespace);
      const [service] = context.fact(services).named(host);
      return service && service.namespace !== namespace ? [{ resource, host, owner: service.namespace }] : [];
    });
  });
  const byOwner = new Map<string, Foreign[]>();
  for (const one of found) {
    const list = byOwner.get(one.owner);
    if (list) list.push(one);
    else byOwner.set(one.owner, [one]);
  }
  return byOwner;
}

/** The service is known to the workloads, and the VirtualService in another namespace is not. */
function checkForeign(
  context: AnalysisContext,
  sidecar: SidecarResource,
  imported: readonly EgressHosts[],
  report: Report,
): void {
  const { namespace } = sidecar.metadata;
  const foreign = context.fact(foreignVirtualServices);
  if (foreign.size === 0) return;
  const named = new Set(
    (sidecar.body.spec?.egress ?? []).flatMap((e) => e.hosts ?? []).map((host) => host.split('/')[0]),
  );
  const owners = named.has('*')
    ? [...foreign.keys()]
    : [...named].map((name) => (name === '.' ? namespace : (name ?? '')));
  for (const { resource, host, owner } of owners.flatMap((name) => foreign.get(name) ?? [])) {
    const from = resource.metadata.namespace;
    if (from === namespace) continue;
    const { exportTo } = resource.body.spec ?? {};
    if (exportTo?.length && !visibleFrom(resolveExportTo(exportTo, from), namespace)) continue;
    if (!imported.some((hosts) => hosts.takes(host, owner))) continue;
    if (imported.some((hosts) => hosts.touches(host, from))) continue;
    report('MW0055', sidecar, ['spec', 'egress'], { host, virtualService: `${from}/${resource.metadata.name}` });
  }
}

function checkHosts(
  context: AnalysisContext,
  sidecar: SidecarResource,
  imported: readonly EgressHosts[],
  resource: VirtualServiceResource,
  report: Report,
): void {
  const { namespace, name } = resource.metadata;
  const { hosts = [], gateways, exportTo } = resource.body.spec ?? {};
  if (!gatewayNames(gateways, namespace).includes(MESH_GATEWAY)) return;
  const onlyHere = exportTo?.length === 1 && (exportTo[0] === '.' || exportTo[0] === namespace);
  for (const written of hosts) {
    const host = resolveHost(written, namespace);
    const found = isWildcard(host) ? [] : context.fact(services).find(host);
    if (found.length === 0) continue;
    if (!onlyHere && found.some((s) => s.namespace === namespace && !s.serviceEntry)) continue;
    const seen = imported.some(
      (hosts) => hosts.touches(host, namespace) && found.some((s) => hosts.takes(s.hostname, s.namespace)),
    );
    if (seen) continue;
    report('MW0054', sidecar, ['spec', 'egress'], { host, virtualService: name, owner: found[0]?.namespace ?? '' });
  }
}

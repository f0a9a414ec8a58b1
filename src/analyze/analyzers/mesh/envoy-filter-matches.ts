import type { EnvoyFilterResource, PatchMatch } from '../../../mesh/envoy-filters.js';
import type { Path } from '../../../model/resource.js';
import { knownFilterNames, nearFilterName } from '../../facts/filter-names.js';
import { knowsHost, localName, type ServiceRegistry, services } from '../../facts/mesh-services.js';
import { workloads } from '../../facts/mesh-workloads.js';
import type { AnalysisContext, Analyzer } from '../../types.js';

type Say = (path: Path, why: string) => void;

/**
 * Patches of EnvoyFilters that match nothing which a proxy has: a cluster of no service, a listener, Gateway or filter that there
 * is none of, a kind of proxy that the selector does not take.
 * https://istio.io/latest/docs/reference/config/networking/envoy-filter/
 */
export const envoyFilterMatches: Analyzer = {
  name: 'meshwright.EnvoyFilterMatches',
  description: 'Patches of EnvoyFilters that match nothing',
  inputs: ['EnvoyFilter'],
  analyze(context, report) {
    const added = context.fact(knownFilterNames);
    for (const resource of context.store.list('EnvoyFilter')) {
      for (const [i, { match }] of (resource.body.spec?.configPatches ?? []).entries()) {
        if (!match) continue;
        const say: Say = (path, why) =>
          report('MW0080', resource, ['spec', 'configPatches', i, 'match', ...path], { patch: i, why });
        checkContext(context, resource, match, say);
        checkCluster(context, match, say);
        checkRoutes(context, match, say);
        checkListener(match, added, say);
        checkVersion(context, match, say);
      }
    }
  },
};

function checkContext(context: AnalysisContext, resource: EnvoyFilterResource, match: PatchMatch, say: Say): void {
  const labels = resource.body.spec?.workloadSelector?.labels;
  const { namespace } = resource.metadata;
  if (!match.context || match.context === 'ANY' || match.context === 'WAYPOINT') return;
  if (!labels || namespace === context.config.rootNamespace) return;
  const wanted = match.context === 'GATEWAY' ? 'router' : 'sidecar';
  const taken = context.fact(workloads).select(namespace, labels);
  if (taken.length === 0 || taken.some(({ proxy }) => proxy === undefined || proxy === wanted)) return;
  const found = taken[0]?.resource;
  say(
    ['context'],
    `${found?.kind} ${found?.metadata.name}, which the selector takes, is no ${wanted === 'router' ? 'gateway' : 'workload with a sidecar'}`,
  );
}

function checkCluster(context: AnalysisContext, { cluster, context: where }: PatchMatch, say: Say): void {
  const { service, subset, portNumber } = cluster ?? {};
  if (!service) return;
  const registry = context.fact(services);
  const host = service.toLowerCase();
  if (!host.includes('.')) {
    say(['cluster', 'service'], `clusters are named by full hosts, ${host}.NAMESPACE.svc.cluster.local`);
    return;
  }
  const found = registry.find(host);
  if (found.length === 0) {
    if (knowsHost(context, host)) say(['cluster', 'service'], `there is no service ${host}`);
    return;
  }
  if (portNumber && where !== 'SIDECAR_INBOUND' && !found.some((s) => s.ports.some((p) => p.number === portNumber))) {
    say(['cluster', 'portNumber'], `service ${host} has no port ${portNumber}`);
  }
  if (subset && lacksSubset(context, host, subset)) {
    say(['cluster', 'subset'], `no DestinationRule for ${host} has a subset ${subset}`);
  }
}

/** Only where the input has a rule for the host. */
function lacksSubset(context: AnalysisContext, host: string, subset: string): boolean {
  const rules = context.store.list('DestinationRule').filter(({ body, metadata }) => {
    const written = body.spec?.host?.toLowerCase() ?? '';
    return written === host || `${written}.${metadata.namespace}.svc.cluster.local` === host;
  });
  return rules.length > 0 && !rules.some(({ body }) => body.spec?.subsets?.some((s) => s.name === subset));
}

function checkRoutes(context: AnalysisContext, { routeConfiguration }: PatchMatch, say: Say): void {
  const { gateway, vhost } = routeConfiguration ?? {};
  if (gateway) {
    const [namespace = '', name = ''] = gateway.split('/');
    const own = context.store.list('Gateway').filter((g) => g.metadata.namespace === namespace);
    const path = ['routeConfiguration', 'gateway'];
    if (!gateway.includes('/')) say(path, `Gateways are named NAMESPACE/NAME here, as in istio-system/${gateway}`);
    else if (own.length > 0 && !own.some((g) => g.metadata.name === name)) say(path, `there is no Gateway ${gateway}`);
  }
  const host = vhost?.name?.replace(/:\d+$/, '').toLowerCase() ?? '';
  if (localName(host) && isUnknown(context, context.fact(services), host)) {
    say(['routeConfiguration', 'vhost', 'name'], `there is no service ${host}`);
  }
}

function isUnknown(context: AnalysisContext, registry: ServiceRegistry, host: string): boolean {
  return knowsHost(context, host) && registry.find(host).length === 0;
}

function checkListener({ listener }: PatchMatch, added: ReadonlySet<string>, say: Say): void {
  const filter = listener?.filterChain?.filter;
  const places = [
    [['filter', 'name'], filter?.name],
    [['filter', 'subFilter', 'name'], filter?.subFilter?.name],
  ] as const;
  for (const [path, name] of places) {
    const meant = name ? nearFilterName(name, added) : undefined;
    if (meant) say(['listener', 'filterChain', ...path], `no filter is called ${name}; did you mean ${meant}?`);
  }
}

/** Version of the proxies that this program knows. */
const VERSION = '1.30.3';

function checkVersion({ regexTest, complete }: AnalysisContext, { proxy }: PatchMatch, say: Say): void {
  const wanted = proxy?.proxyVersion;
  // Elsewhere there may be proxies of another version, and without an engine nothing fits.
  if (!wanted || !complete || !regexTest('^1', VERSION) || regexTest(wanted, VERSION)) return;
  say(['proxy', 'proxyVersion'], `proxies of version ${VERSION} don't fit`);
}

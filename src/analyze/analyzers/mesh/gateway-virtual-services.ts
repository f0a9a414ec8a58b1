import { compareAge } from '../../../mesh/age.js';
import { resolveHost } from '../../../mesh/hosts.js';
import type { VirtualServiceResource } from '../../../mesh/types.js';
import { resolveExportTo, visibleFrom } from '../../../mesh/visibility.js';
import { selects } from '../../../mesh/workloads.js';
import { readMatch } from '../../facts/http-matches.js';
import { workloads } from '../../facts/mesh-workloads.js';
import type { AnalysisContext, Analyzer, Report } from '../../types.js';
import { boundVirtualServices } from './gateway-hosts.js';

/** VirtualServices that their Gateway does not see, or for whose host another one on the Gateway leaves no request. */
export const gatewayVirtualServices: Analyzer = {
  name: 'meshwright.GatewayVirtualServices',
  description: 'VirtualServices that have no effect on a Gateway that they name',
  inputs: ['VirtualService'],
  analyze(context, report) {
    const selectors = new Map(
      context.store.list('Gateway').map((g) => [`${g.metadata.namespace}/${g.metadata.name}`, g.body.spec?.selector]),
    );
    for (const [gateway, bound] of context.fact(boundVirtualServices)) {
      checkHosts(gateway, bound, report);
      const selector = selectors.get(gateway);
      if (!selector || !bound.some(isRestricted)) continue;
      const namespaces = routerNamespaces(context, selector);
      for (const resource of bound) {
        if (!isRestricted(resource) || namespaces.length === 0) continue;
        const seen = resolveExportTo(resource.body.spec?.exportTo ?? [], resource.metadata.namespace);
        if (namespaces.some((namespace) => visibleFrom(seen, namespace))) continue;
        report('MW0051', resource, ['spec', 'exportTo'], { gateway, namespaces: namespaces.join(', ') });
      }
    }
  },
};

function isRestricted({ body }: VirtualServiceResource): boolean {
  return (body.spec?.exportTo?.length ?? 0) > 0 && !body.spec?.exportTo?.includes('*');
}

function routerNamespaces(context: AnalysisContext, selector: Readonly<Record<string, string>>): readonly string[] {
  const routers = context.fact(workloads).all.filter((w) => w.proxy !== 'none' && selects(selector, w.labels));
  return [...new Set(routers.map((w) => w.namespace))].sort();
}

/** Of public VirtualServices for one host the oldest comes first, and what it catches whole is lost to the others. */
function checkHosts(gateway: string, bound: readonly VirtualServiceResource[], report: Report): void {
  const owners = new Map<string, VirtualServiceResource>();
  if (bound.length < 2) return;
  for (const resource of [...bound].sort(compareAge)) {
    if (isRestricted(resource) || !resource.body.spec?.http?.length) continue;
    const { namespace } = resource.metadata;
    for (const [i, written] of (resource.body.spec.hosts ?? []).entries()) {
      const host = resolveHost(written, namespace);
      const owner = owners.get(host);
      if (owner) {
        const args = { gateway, host, owner: `${owner.metadata.namespace}/${owner.metadata.name}` };
        report('MW0052', resource, ['spec', 'hosts', i], args);
      } else if (catchesAll(resource)) owners.set(host, resource);
    }
  }
}

function catchesAll({ body }: VirtualServiceResource): boolean {
  return (body.spec?.http ?? []).some(({ match, delegate }) => {
    if (delegate) return false;
    return !match?.length || match.some((m) => readMatch(m, undefined).uri.kind === 'any' && isOpen(m));
  });
}

function isOpen({
  name: _,
  uri: _uri,
  ignoreUriCase: _case,
  statPrefix: _prefix,
  ...conditions
}: object & Record<string, unknown>) {
  return Object.keys(conditions).length === 0;
}

import { hostCovers, isWildcard, resolveHost } from '../../../mesh/hosts.js';
import { destinations } from '../../facts/mesh-destinations.js';
import type { AnalysisContext, Analyzer } from '../../types.js';

/**
 * Subsets that no route names. Judged where some route leads to their host, or the input is a whole cluster: else the routes
 * may be in other files.
 */
export const subsetUnused: Analyzer = {
  name: 'meshwright.SubsetUnused',
  description: 'Subsets that no route sends anything to',
  inputs: ['DestinationRule'],
  analyze(context, report) {
    // Routers that pass mutual TLS on reach every subset by its SNI.
    if (context.store.list('Gateway').some(passesBySni)) return;
    const used = context.fact(usedSubsets);
    for (const resource of context.store.list('DestinationRule')) {
      const { host: written = '', subsets = [] } = resource.body.spec ?? {};
      if (subsets.length === 0) continue;
      const host = resolveHost(written, resource.metadata.namespace);
      const names = isWildcard(host) ? under(used, host) : used.get(host);
      if (!names && !context.complete) continue;
      for (const [i, { name = '' }] of subsets.entries()) {
        if (!names?.has(name)) report('MW0031', resource, ['spec', 'subsets', i], { subset: name, host });
      }
    }
  },
};

function passesBySni(gateway: {
  readonly body: { readonly spec?: { readonly servers?: readonly { readonly tls?: { readonly mode?: string } }[] } };
}) {
  return (gateway.body.spec?.servers ?? []).some((server) => server.tls?.mode === 'AUTO_PASSTHROUGH');
}

/** Subsets by the host that is sent to, '' for the host as a whole. */
function usedSubsets(context: AnalysisContext): ReadonlyMap<string, ReadonlySet<string>> {
  const used = new Map<string, Set<string>>();
  const add = (host: string, subset: string) => {
    const known = used.get(host);
    if (known) known.add(subset);
    else used.set(host, new Set([subset]));
  };
  for (const { host, destination } of context.fact(destinations)) add(host, destination.subset ?? '');
  for (const { body, metadata } of context.store.list('Sidecar')) {
    const proxy = body.spec?.outboundTrafficPolicy?.egressProxy;
    if (proxy?.host) add(resolveHost(proxy.host, metadata.namespace), proxy.subset ?? '');
  }
  return used;
}

function under(used: ReadonlyMap<string, ReadonlySet<string>>, wildcard: string): ReadonlySet<string> | undefined {
  const found = [...used].filter(([host]) => hostCovers(wildcard, host)).flatMap(([, names]) => [...names]);
  return found.length > 0 ? new Set(found) : undefined;
}

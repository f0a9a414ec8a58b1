import { CLUSTER_DOMAIN } from '../../../mesh/mesh-config.js';
import { serviceHostname } from '../../../mesh/services.js';
import type { VirtualServiceResource } from '../../../mesh/types.js';
import type { Path, Resource } from '../../../model/resource.js';
import { suggest } from '../../../model/suggest.js';
import { pathOf, unnamedDestinations } from '../../facts/mesh-destinations.js';
import { type ServiceRegistry, services } from '../../facts/mesh-services.js';
import type { Analyzer, Report } from '../../types.js';

/** Hosts that look like names of Services and are none: misspelt domains, `name.namespace`, short names of elsewhere. */
export const hostSpelling: Analyzer = {
  name: 'meshwright.HostSpelling',
  description: 'Hosts of cluster services that are spelled so that they mean no service, or one of another namespace',
  inputs: [],
  analyze(context, report) {
    const registry = context.fact(services);
    const check: ShortCheck = { registry, byName: once(() => namesElsewhere(registry)), report };
    const look = (resource: Resource, host: string, path: () => Path) => {
      if (registry.hostnames.has(host)) return;
      const lower = host.toLowerCase();
      if (lower.startsWith('*') || registry.find(lower).length > 0) return;
      const meant = lower.includes('.') ? correctName(lower, registry) : undefined;
      if (meant !== undefined) report('MW0023', resource, path(), { host, meant });
      else if (!lower.includes('.') && !context.complete) checkShort(lower, resource, path(), check);
    };
    for (const written of context.fact(unnamedDestinations)) {
      look(written.resource, written.destination.host ?? '', () => [...pathOf(written), 'host']);
    }
    for (const resource of context.store.list('VirtualService')) lookAtHosts(resource, look);
    for (const resource of context.store.list('DestinationRule')) {
      const host = resource.body.spec?.host;
      if (host) look(resource, host, () => ['spec', 'host']);
    }
  },
};

type Look = (resource: Resource, host: string, path: () => Path) => void;

function lookAtHosts(resource: VirtualServiceResource, look: Look): void {
  const { hosts = [], gateways } = resource.body.spec ?? {};
  // Names behind gateways alone are those of the outside.
  const inside = gateways?.includes('mesh') ?? true;
  for (const [i, host] of hosts.entries()) {
    if (inside || host.includes('.svc.')) look(resource, host, () => ['spec', 'hosts', i]);
  }
}

/** The full name that a name with dots was meant to be; undefined where it may be one of the outside. */
function correctName(host: string, registry: ServiceRegistry): string | undefined {
  const [name, namespace, svc, ...rest] = host.replace(/\.$/, '').split('.');
  if (name === undefined || namespace === undefined) return undefined;
  const meant = serviceHostname(name, namespace);
  if (host === meant) return undefined;
  const domain = rest.join('.');
  if (svc === undefined) return registry.hostnames.has(meant) ? meant : undefined;
  if (svc === 'svc') {
    // The domain of multi-cluster services is another one by intent.
    if (domain === 'clusterset.local') return undefined;
    return domain === '' || suggest(domain, [CLUSTER_DOMAIN]) ? meant : undefined;
  }
  if (`${svc}.${domain}` === CLUSTER_DOMAIN) return meant;
  return domain === CLUSTER_DOMAIN && svc !== 'pod' && suggest(svc, ['svc']) ? meant : undefined;
}

interface ShortCheck {
  readonly registry: ServiceRegistry;
  readonly byName: () => ReadonlyMap<string, readonly string[]>;
  readonly report: Report;
}

/** A short name means the resource's own namespace, whatever namespace has such a service. */
function checkShort(name: string, resource: Resource, path: Path, { registry, byName, report }: ShortCheck): void {
  const { namespace } = resource.metadata;
  const own = serviceHostname(name, namespace);
  if (registry.hostnames.has(own)) return;
  const others = byName().get(name) ?? [];
  if (others.length === 0) return;
  report('MW0024', resource, path, { host: name, means: own, elsewhere: others.slice(0, 3).join(', ') });
}

function once<T>(make: () => T): () => T {
  let value: { readonly made: T } | undefined;
  return () => {
    value ??= { made: make() };
    return value.made;
  };
}

function namesElsewhere(registry: ServiceRegistry): ReadonlyMap<string, readonly string[]> {
  const out = new Map<string, string[]>();
  for (const { registry: kind, name, hostname } of registry.all) {
    if (kind !== 'kubernetes') continue;
    const known = out.get(name.toLowerCase());
    if (known) known.push(hostname);
    else out.set(name.toLowerCase(), [hostname]);
  }
  return out;
}

import type { MeshService, Visibility } from '../../../mesh/types.js';
import { visibleFrom } from '../../../mesh/visibility.js';
import { services } from '../../facts/mesh-services.js';
import type { Analyzer } from '../../types.js';

/** Hosts that several ServiceEntries, or one and a Service, give to the same clients. */
export const serviceEntryOverlap: Analyzer = {
  name: 'meshwright.ServiceEntryOverlap',
  description: 'ServiceEntries for a host that another ServiceEntry or a Service has already',
  inputs: ['ServiceEntry'],
  analyze(context, report) {
    const first = new Map<string, MeshService[]>();
    const told = new Set<string>();
    const registry = context.fact(services);
    // Those of Kubernetes first: the ServiceEntry is the one to be told of.
    for (const service of [...registry.all].sort((a, b) => Number(!!a.serviceEntry) - Number(!!b.serviceEntry))) {
      const earlier = first.get(service.hostname);
      if (!earlier) {
        first.set(service.hostname, [service]);
        continue;
      }
      if (service.resource === earlier.at(-1)?.resource) continue;
      earlier.push(service);
      const other = earlier.slice(0, 20).find((one) => one.resource !== service.resource && conflict(one, service));
      if (!other || !service.serviceEntry) continue;
      const { kind, metadata } = other.resource;
      const args = { host: service.hostname, other: `${kind} ${metadata.namespace}/${metadata.name}` };
      const index = (service.serviceEntry.body.spec?.hosts ?? []).findIndex(
        (h) => h.toLowerCase() === service.hostname,
      );
      const key = `${args.host} ${metadata.namespace} ${service.namespace} ${service.resource.metadata.name}`;
      if (told.has(key)) continue;
      told.add(key);
      report('MW0044', service.resource, ['spec', 'hosts', Math.max(index, 0)], args);
    }
  },
};

/** In one namespace ports are put together, and only one that both have is lost; of two namespaces one counts alone. */
function conflict(a: MeshService, b: MeshService): boolean {
  if (!overlap(a, b)) return false;
  if (a.namespace !== b.namespace) return true;
  return a.ports.some((p) => b.ports.some((q) => q.number === p.number)) && a.addresses.join() === b.addresses.join();
}

/** Whether some namespace sees both. Each namespace prefers its own, so it has to be a third one, or one that owns neither. */
function overlap(a: MeshService, b: MeshService): boolean {
  if (a.namespace === b.namespace) return true;
  return meet(a.visibility, b.visibility);
}

function meet(a: Visibility, b: Visibility): boolean {
  if (a === 'none' || b === 'none') return false;
  if (a === 'public') return b === 'public' || b.size > 0;
  if (b === 'public') return a.size > 0;
  return [...a].some((namespace) => visibleFrom(b, namespace));
}

import type { ServiceBody } from '../../../model/kinds/kubernetes.js';
import type { Store, TypedResource } from '../../../model/store.js';
import type { Analyzer } from '../../types.js';

type Service = TypedResource<'Service'>;

/** Services that are one Service to the mesh, and differ between its clusters. https://istio.io/latest/docs/setup/install/multicluster/ */
export const multiClusterServicesAnalyzer: Analyzer = {
  name: 'services.MultiClusterServiceAnalyzer',
  description: 'Checks that a Service is the same in every cluster of the mesh',
  inputs: ['Service'],
  analyze({ store, remotes }, report) {
    if (!remotes || remotes.size === 0) return;
    const others = [...remotes].map(([cluster, remote]) => ({ cluster, services: byName(remote) }));
    for (const service of store.list('Service')) {
      const same = others.flatMap(({ cluster, services }) => {
        const found = services.get(nameOf(service));
        return found ? [{ cluster, problem: differenceOf(service.body, found.body) }] : [];
      });
      const different = same.filter(({ problem }) => problem !== undefined);
      const [first] = different;
      if (!first) continue;
      const { name, namespace } = service.metadata;
      const clusters = different.map(({ cluster }) => cluster).join(', ');
      report('IST0170', service, ['spec'], { name, namespace, clusters, problem: first.problem ?? '' });
    }
  },
};

function byName(store: Store): ReadonlyMap<string, Service> {
  return new Map(store.list('Service').map((service) => [nameOf(service), service]));
}

function nameOf({ metadata }: Service): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function differenceOf({ spec: a = {} }: ServiceBody, { spec: b = {} }: ServiceBody): string | undefined {
  if ((a.clusterIP === 'None') !== (b.clusterIP === 'None'))
    return 'it is headless in one of them and not in the other';
  const [typeA, typeB] = [a.type ?? 'ClusterIP', b.type ?? 'ClusterIP'];
  if (typeA !== typeB) return `its type is ${typeA} here and ${typeB} there`;
  const [portsA, portsB] = [portsOf(a), portsOf(b)];
  return portsA === portsB ? undefined : `its ports are ${portsA} here and ${portsB} there`;
}

function portsOf({ ports = [] }: NonNullable<ServiceBody['spec']>): string {
  return ports
    .map(({ port, protocol = 'TCP', name = '' }) => `${name ? `${name}:` : ''}${port}/${protocol}`)
    .sort()
    .join(', ');
}

import type { Json } from '../json.js';
import type { Snapshot } from '../snapshot.js';
import type { Cluster, ClusterLoadAssignment, Listener, RouteConfiguration } from '../types.js';
import { isMessage } from './field-names.js';
import { once } from './once.js';
import type { Section, Sections } from './section.js';
import { checkShape, SHAPES, type Shape } from './shapes.js';

/** Where each kind of resource stands: repeated field of the section, then fields down to the resource. */
const RESOURCES = {
  listeners: [
    { field: 'dynamicListeners', within: ['activeState', 'listener'] },
    { field: 'staticListeners', within: ['listener'] },
  ],
  routes: [
    { field: 'dynamicRouteConfigs', within: ['routeConfig'] },
    { field: 'staticRouteConfigs', within: ['routeConfig'] },
  ],
  clusters: [
    { field: 'dynamicActiveClusters', within: ['cluster'] },
    { field: 'staticClusters', within: ['cluster'] },
  ],
  endpoints: [
    { field: 'dynamicEndpointConfigs', within: ['endpointConfig'] },
    { field: 'staticEndpointConfigs', within: ['endpointConfig'] },
  ],
} as const;

/** The resources of a dump, each kind decoded when it is first read. */
export function lazySnapshot(sections: Sections): Snapshot {
  const listeners = once(() => decode<Listener>(sections.get('listeners'), RESOURCES.listeners, SHAPES.listener));
  const routes = once(() => decode<RouteConfiguration>(sections.get('routes'), RESOURCES.routes, SHAPES.route));
  const clusters = once(() => decode<Cluster>(sections.get('clusters'), RESOURCES.clusters, SHAPES.cluster));
  const endpoints = once(() =>
    decode<ClusterLoadAssignment>(sections.get('endpoints'), RESOURCES.endpoints, SHAPES.endpoint),
  );
  return {
    get listeners() {
      return listeners();
    },
    get routes() {
      return routes();
    },
    get clusters() {
      return clusters();
    },
    get endpoints() {
      return endpoints();
    },
  };
}

type Places = readonly { readonly field: string; readonly within: readonly string[] }[];

/** The decoding edge of resources: fields that are read anywhere have been checked, names are filled in. */
function decode<T extends object>(section: Section | undefined, places: Places, shape: Shape): readonly T[] {
  if (!section) return [];
  return places.flatMap(({ field, within }) =>
    section.list(field).flatMap(({ value, path }) => {
      let resource: Json | undefined = value;
      for (const key of within) resource = isMessage(resource) ? resource[key] : undefined;
      if (resource === undefined) return []; // only warming or refused: see states
      const at = `${path}.${within.join('.')}`;
      checkShape(resource, shape, at);
      const { '@type': _, ...fields } = resource as T & { '@type'?: string };
      return [{ ...emptyNames(shape), ...fields } as T];
    }),
  );
}

/** protobuf JSON leaves empty names out; the types here have them always. */
function emptyNames(shape: Shape): object {
  if (typeof shape === 'string') return {};
  return 'name' in shape ? { name: '' } : 'clusterName' in shape ? { clusterName: '' } : {};
}

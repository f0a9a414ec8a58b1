import type { Json } from '../json.js';
import type { Snapshot } from '../snapshot.js';
import type { Cluster, ClusterLoadAssignment, Listener, RouteConfiguration } from '../types.js';
import { isMessage, toCamelCase } from './field-names.js';
import { once } from './once.js';
import { projectShape } from './projection.js';
import { messageWithin, type Section, type Sections } from './section.js';
import { checkShape, SHAPES, type Shape } from './shapes.js';
import type { Spelling } from './spelling.js';

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

/** How much of each resource is converted: all, or what its shape names. */
export type Extent = 'whole' | 'shown';

/** The resources of a dump, each kind decoded when it is first read. */
export function lazySnapshot(sections: Sections, extent: Extent): Snapshot {
  const { listener, route, cluster, endpoint } = SHAPES;
  const listeners = once(() => decode<Listener>(sections.get('listeners'), RESOURCES.listeners, listener, extent));
  const routes = once(() => decode<RouteConfiguration>(sections.get('routes'), RESOURCES.routes, route, extent));
  const clusters = once(() => decode<Cluster>(sections.get('clusters'), RESOURCES.clusters, cluster, extent));
  const endpoints = once(() =>
    decode<ClusterLoadAssignment>(sections.get('endpoints'), RESOURCES.endpoints, endpoint, extent),
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
function decode<T extends object>(
  section: Section | undefined,
  places: Places,
  shape: Shape,
  extent: Extent,
): readonly T[] {
  if (!section) return [];
  const { spelling } = section;
  return places.flatMap(({ field, within }) =>
    section.list(field).flatMap(({ message, path }) => {
      const spelledOut = messageWithin(message, within, spelling);
      if (spelledOut === undefined) return []; // only warming or refused: see states
      const resource = convert(spelledOut, shape, within.at(-1) ?? field, spelling, extent);
      checkShape(resource, shape, path, within);
      const { '@type': _, ...fields } = resource as T & { '@type'?: string };
      return [{ ...emptyNames(shape), ...fields } as T];
    }),
  );
}

function convert(value: Json, shape: Shape, holder: string, spelling: Spelling, extent: Extent): Json {
  if (extent === 'shown') return projectShape(value, shape, holder, spelling);
  return isMessage(value) ? toCamelCase(value, holder) : value;
}

/** protobuf JSON leaves empty names out; the types here have them always. */
function emptyNames(shape: Shape): object {
  if (typeof shape === 'string') return {};
  return 'name' in shape ? { name: '' } : 'clusterName' in shape ? { clusterName: '' } : {};
}

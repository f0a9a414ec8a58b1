import type { MeshProxy } from '../../mesh/types.js';
import type { OriginsOfChange } from '../../print/diff/index.js';
import { translateProxy } from '../../translate/index.js';
import { buildSharedState, type ProvenanceMap, type SharedState } from '../../translate/translation.js';
import type { ProxySide } from '../../xds/diff/index.js';
import type { LoadedMesh } from '../mesh-input.js';
import { originsOf } from '../origins.js';

/** The proxies of one state of a mesh, translated one by one as they are asked for. */
export interface MeshSide {
  readonly proxies: readonly ProxySide[];
  readonly shared: SharedState;
}

export function meshSide({ mesh }: LoadedMesh, chosen: readonly MeshProxy[]): MeshSide {
  const shared = buildSharedState();
  const proxies = chosen.map((proxy) => ({
    name: `${proxy.name}.${proxy.namespace}`,
    snapshot: () => translateProxy(mesh, proxy, shared),
  }));
  return { proxies, shared };
}

/** Where changes come from: of the messages around each, the innermost one of which the makers are known. */
export function originsOfChanges(before: ProvenanceMap | undefined, after: ProvenanceMap | undefined): OriginsOfChange {
  const side = (provenance: ProvenanceMap | undefined) => {
    const origins = originsOf(provenance ?? new Map());
    return (objects: readonly object[]): readonly string[] => {
      const known = objects.findLast((object) => provenance?.has(object));
      return known ? origins(known) : [];
    };
  };
  const [left, right] = [side(before), side(after)];
  return ({ objects }) => ({
    before: [...new Set(objects.flatMap(({ before: list }) => left(list)))],
    after: [...new Set(objects.flatMap(({ after: list }) => right(list)))],
  });
}

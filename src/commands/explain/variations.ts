import { buildMesh } from '../../mesh/build.js';
import type { MeshConfig } from '../../mesh/mesh-config.js';
import type { MeshProxy } from '../../mesh/types.js';
import type { Resource } from '../../model/resource.js';
import { buildStore } from '../../model/store.js';
import { parseAnnotation } from '../../sources/mesh-config.js';
import { translateProxy } from '../../translate/index.js';
import { buildSharedState } from '../../translate/translation.js';
import { type Change, compareMessages } from '../../xds/diff/index.js';
import type { Snapshot } from '../../xds/snapshot.js';
import { type LoadedMesh, regexTestFor } from '../mesh-input.js';
import { lookForTarget, type Target } from './target.js';

/** The same mesh with other settings or without some resources, as far as one object of one proxy is concerned. */
export interface Variations {
  withConfig(config: MeshConfig): readonly Change[];
  without(resources: readonly Resource[]): readonly Change[];
}

/** Variations of a mesh; each call builds it anew and gives what changes of the object. */
export async function buildVariations(
  { mesh, store }: LoadedMesh,
  proxy: MeshProxy,
  target: Target,
  object: object,
): Promise<Variations> {
  const regexTest = await regexTestFor(store);
  const changes = (config: MeshConfig, resources: readonly Resource[] = store.resources): readonly Change[] => {
    const varied = resources === store.resources ? store : buildStore(resources);
    const other = buildMesh(varied, { config, parseYaml: parseAnnotation, regexTest });
    const same = other.proxies.find(({ name, namespace }) => name === proxy.name && namespace === proxy.namespace);
    const found = same && lookForTarget(translateProxy(other, same, buildSharedState(), TYPES[target.type]), target);
    return found ? compareMessages(object, found) : [GONE];
  };
  return {
    withConfig: (config) => changes(config),
    without: (resources) => {
      const taken = new Set(resources);
      return changes(
        mesh.config,
        store.resources.filter((resource) => !taken.has(resource)),
      );
    },
  };
}

/** What has to be translated to find a target. */
const TYPES: Readonly<Record<Target['type'], readonly (keyof Snapshot)[]>> = {
  listener: ['listeners'],
  route: ['listeners', 'routes'],
  cluster: ['clusters'],
};

/** The object as a whole isn't there any more. */
const GONE: Change = { kind: 'removed', path: [], objects: { before: [], after: [] } };

import type { MeshProxy } from '../../mesh/types.js';
import type { Resource } from '../../model/resource.js';
import type { Explanation, Field, SettingShare, Shaper } from '../../print/explain.js';
import type { ProvenanceMap } from '../../translate/translation.js';
import { type Change, formatSteps, redactedValues, walkMessages } from '../../xds/diff/index.js';
import type { LoadedMesh } from '../mesh-input.js';
import { builtInDefaults } from './built-in.js';
import { findInfluences } from './influences.js';
import { describeMaker } from './parts.js';
import { type Setting, settingsOf } from './settings.js';
import type { Target } from './target.js';
import { buildVariations, type Variations } from './variations.js';

/** Kinds that change what others made, without being what it is made of. */
const SHAPING: ReadonlySet<string> = new Set([
  'AuthorizationPolicy',
  'DestinationRule',
  'EnvoyFilter',
  'PeerAuthentication',
  'ProxyConfig',
  'RequestAuthentication',
  'Sidecar',
  'Telemetry',
  'TrafficExtension',
  'WasmPlugin',
]);

/** What else has a say in an object: resources that aren't among its makers, settings of MeshConfig, and defaults. */
export async function findShapes(
  loaded: LoadedMesh,
  proxy: MeshProxy,
  target: Target,
  object: object,
  provenance: ProvenanceMap,
): Promise<Pick<Explanation, 'shapedBy' | 'settings' | 'builtIn'>> {
  const makers = makersOf(object, provenance);
  const variations = await buildVariations(loaded, proxy, target, object);
  const others = loaded.store.resources.filter((r) => SHAPING.has(r.kind) && !makers.has(r));
  const shapedBy = findInfluences(others, variations.without).flatMap(({ of, changes }): Shaper[] =>
    of.map((resource) => ({ ...describeMaker({ resource, path: [] }), fields: fieldsOf(changes) })),
  );
  return {
    shapedBy,
    settings: findSettings(loaded, target, variations),
    builtIn: builtInDefaults(target.type, object, [...makers]),
  };
}

function makersOf(object: object, provenance: ProvenanceMap): ReadonlySet<Resource> {
  const makers = new Set<Resource>();
  walkMessages(object, (message) => {
    for (const { resource } of provenance.get(message) ?? []) makers.add(resource);
  });
  return makers;
}

function findSettings(
  { mesh: { config } }: LoadedMesh,
  target: Target,
  variations: Variations,
): readonly SettingShare[] {
  const changed = (settings: readonly Setting[]) =>
    variations.withConfig(Object.assign({}, config, ...settings.map(({ other }) => other)));
  const settings = settingsOf(config, target.type);
  const set = findInfluences(
    settings.filter((s) => s.set),
    changed,
  );
  // What another value of a default would add says nothing about what is there.
  const unset = findInfluences(
    settings.filter((s) => !s.set),
    (taken) => changed(taken).filter(({ kind }) => kind !== 'added'),
  );
  return [...set, ...unset].flatMap(({ of, changes }) =>
    of.map(({ name, value, set: isSet }) => ({
      name: `MeshConfig.${name}`,
      value,
      set: isSet,
      fields: fieldsOf(changes),
    })),
  );
}

/** The fields of the object that a change is about, with what they are. */
function fieldsOf(changes: readonly Change[]): readonly Field[] {
  return changes.map((change) => {
    const { before } = redactedValues(change);
    return { path: formatSteps(change.path), ...(before !== undefined && { value: before }) };
  });
}

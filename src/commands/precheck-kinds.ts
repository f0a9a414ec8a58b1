import type { KubeObject } from '../install/types.js';
import { writtenKind } from '../kube/resources.js';
import type { NeededKind } from '../precheck/types.js';

/** Kinds that every installation writes beside its manifest: its namespace, and its record. */
const ALWAYS: readonly NeededKind[] = [
  { group: '', resource: 'namespaces', namespaced: false },
  { group: '', resource: 'configmaps', namespaced: true },
];

/** The kinds of a manifest, each once, as access rules name them. @throws UserError for kinds that can't be installed. */
export function neededKinds(objects: readonly KubeObject[]): readonly NeededKind[] {
  const own = objects.map(({ apiVersion, kind }): NeededKind => {
    const { plural, namespaced } = writtenKind(apiVersion, kind);
    return { group: apiVersion.replace(/\/?[^/]*$/, ''), resource: plural, namespaced };
  });
  return [...new Map([...ALWAYS, ...own].map((kind) => [`${kind.resource}.${kind.group}`, kind])).values()];
}

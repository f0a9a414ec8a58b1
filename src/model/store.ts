import type { BodyOf, KindName } from './kinds/index.js';
import { KINDS } from './kinds/index.js';
import type { Resource } from './resource.js';

export type TypedResource<K extends KindName> = Resource<BodyOf<K>>;

/** All resources of one input, by kind, in the order they were read. Built once, then only read. */
export interface Store {
  readonly resources: readonly Resource[];
  list<K extends KindName>(kind: K): readonly TypedResource<K>[];
}

/**
 * Builds a store. Of several resources with the same kind, namespace and name the last one counts, as with `kubectl apply`;
 * it takes the place of the first.
 */
export function buildStore(resources: readonly Resource[]): Store {
  const unique = new Map<string, Resource>();
  for (const r of resources) unique.set(identity(r), r);
  const byKind = new Map<string, Resource[]>();
  for (const r of unique.values()) {
    const key = groupKind(r);
    const list = byKind.get(key);
    if (list) list.push(r);
    else byKind.set(key, [r]);
  }
  return {
    resources: [...unique.values()],
    list<K extends KindName>(kind: K) {
      // The decoder of this very kind made these bodies, so the type is what the table of kinds says.
      return (byKind.get(`${KINDS[kind].group}/${kind}`) ?? []) as readonly TypedResource<K>[];
    },
  };
}

/** API group of an apiVersion; '' for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

function groupKind(r: Resource): string {
  return `${groupOf(r.apiVersion)}/${r.kind}`;
}

/** What makes two resources the same object to the API server, whatever the version they are written in. */
export function identity(r: Resource): string {
  return `${groupKind(r)}/${r.metadata.namespace}/${r.metadata.name}`;
}

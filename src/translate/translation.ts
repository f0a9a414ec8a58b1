import type { Mesh, MeshProxy, Provenance, Scope } from '../mesh/types.js';
import type { Diagnostic } from '../model/diagnostic.js';

/**
 * Which resources made which part of a snapshot. Keyed by the xDS object itself (a listener, filter chain, virtual host,
 * route, cluster), because one object is shared by the snapshots of many proxies; never mixed into the values.
 */
export type ProvenanceMap = Map<object, readonly Provenance[]>;

/** State shared by all translations of one mesh: results that don't depend on the proxy, and where things came from. */
export interface SharedState {
  readonly provenance: ProvenanceMap;
  /** Caches by the function that owns them; made with `cacheOf`. */
  readonly caches: Map<string, Map<string, unknown>>;
  /** Caches by object, made with `cachedByObject`. */
  readonly byObject: Map<string, Map<object, unknown>>;
  /** Numbers that stand for objects in the keys of caches. */
  readonly identities: Map<object, number>;
  /** What translating came upon, each problem once however many proxies meet it; filled by `report`. */
  readonly diagnostics: Map<string, Diagnostic>;
}

/** One proxy's translation: what the layers below get handed. */
export interface Translation {
  readonly mesh: Mesh;
  readonly proxy: MeshProxy;
  readonly scope: Scope;
  readonly shared: SharedState;
}

export function buildSharedState(): SharedState {
  return {
    provenance: new Map(),
    caches: new Map(),
    byObject: new Map(),
    identities: new Map(),
    diagnostics: new Map(),
  };
}

/**
 * A value shared between proxies, made once a key. The key must name everything the value depends on. Values are
 * never changed after they are made.
 */
export function cached<T>(shared: SharedState, family: string, key: string, make: () => T): T {
  let values = shared.caches.get(family);
  if (!values) {
    values = new Map();
    shared.caches.set(family, values);
  }
  const known = values.get(key);
  // One family holds values of one type: the one function that names the family made them all.
  if (known !== undefined) return known as T;
  const value = make();
  values.set(key, value);
  return value;
}

/**
 * Values by the object that they are made of, a map for each family; what else they depend on is part of the family's name.
 * Quicker than keys that are put together for every value.
 */
export function cachedByObject<T>(shared: SharedState, family: string): Map<object, T> {
  let values = shared.byObject.get(family);
  if (!values) {
    values = new Map();
    shared.byObject.set(family, values);
  }
  // As above: who names the family made its values.
  return values as Map<object, T>;
}

/** Keeps problems of the input, once each. */
export function report(shared: SharedState, problems: readonly Diagnostic[]): void {
  for (const problem of problems) {
    const { code, resource, path } = problem;
    const { namespace = '', name = '' } = resource?.metadata ?? {};
    shared.diagnostics.set(JSON.stringify([code, resource?.kind, namespace, name, path]), problem);
  }
}

/** Remembers which resources made an xDS object, and returns the object. */
export function madeBy<T extends object>(shared: SharedState, value: T, ...from: readonly Provenance[]): T {
  shared.provenance.set(value, from);
  return value;
}

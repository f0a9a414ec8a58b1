import type { Resource } from '../model/resource.js';

/** Istio configuration without a creationTimestamp counts as made at this time, in seconds since 1970 (2026-01-01). */
const DEFAULT_CONFIG_CREATED = Date.UTC(2026, 0, 1) / 1000;

/** A resource, or what stands for one. */
type Dated = Pick<Resource, 'metadata'>;

/** When a resource of Istio was made, in seconds since 1970. */
export function createdAt(resource: Dated): number {
  return resource.metadata.created ?? DEFAULT_CONFIG_CREATED;
}

/** Orders resources of Istio as they count when several do: the oldest first, then by name and namespace. */
export function compareAge(a: Dated, b: Dated): number {
  return (
    createdAt(a) - createdAt(b) ||
    compareText(a.metadata.name, b.metadata.name) ||
    compareText(a.metadata.namespace, b.metadata.namespace)
  );
}

/** Orders texts by their bytes, as Go does, and not by any language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

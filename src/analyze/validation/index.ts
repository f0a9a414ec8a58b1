import type { Resource } from '../../model/resource.js';
import type { Violation } from '../types.js';

/** Rules of one kind; they see a decoded resource and nothing else. */
export type Rules = (resource: Resource) => readonly Violation[];

/** What Istio's webhook finds in one resource by itself. Kinds without rules give nothing. */
export function findViolations(_resource: Resource): readonly Violation[] {
  return [];
}

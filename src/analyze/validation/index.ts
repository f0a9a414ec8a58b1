import { KINDS, type KindName } from '../../model/kinds/index.js';
import type { Resource } from '../../model/resource.js';
import { groupOf, type TypedResource } from '../../model/store.js';
import type { Violation } from '../types.js';
import type { RuleFacts } from './facts.js';

export { loadRuleFacts, type RuleFacts } from './facts.js';

/** Rules of one kind: they look at one decoded resource by itself and give what breaks them, in the order of the fields. */
export type Rules<K extends KindName> = (resource: TypedResource<K>, facts: RuleFacts) => readonly Violation[];

/** Which kinds have rules. One row a kind, by group. */
const RULES: { readonly [K in KindName]?: Rules<K> } = {};

/** What Istio's webhook finds in one resource by itself. Kinds without rules give nothing. */
export function findViolations(resource: Resource, facts: RuleFacts): readonly Violation[] {
  const kind = ruledKind(resource);
  // The decoder of this very kind made the body, and the row of this very kind takes it.
  const rules = kind && (RULES[kind] as Rules<KindName> | undefined);
  return rules ? rules(resource as TypedResource<KindName>, facts) : [];
}

/** Kinds that have rules. */
export const RULED_KINDS: readonly KindName[] = Object.keys(RULES).filter(isKindName);

function ruledKind({ kind, apiVersion }: Resource): KindName | undefined {
  return isKindName(kind) && KINDS[kind].group === groupOf(apiVersion) ? kind : undefined;
}

function isKindName(name: string): name is KindName {
  return Object.hasOwn(KINDS, name);
}

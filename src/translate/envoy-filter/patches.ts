import type { EnvoyPatch, PatchContext, PatchMatch, PatchOperation, PatchTarget } from '../../mesh/envoy-filters.js';
import type { Diagnostic, Severity } from '../../model/diagnostic.js';
import type { Problem } from '../../protobuf/decode.js';
import { describeProblem } from '../../protobuf/problem-text.js';
import type { JsonMessage } from '../../xds/json.js';
import type { TransportSocket } from '../../xds/types.js';
import { asResource, mergeTyped } from './merge.js';
import { readPatchValue } from './patch-values.js';

/** A patch with its value as resources are emitted. */
export interface Patch {
  readonly applyTo: PatchTarget;
  readonly context: PatchContext | 'ANY';
  readonly match: PatchMatch;
  readonly operation: PatchOperation;
  readonly value: JsonMessage;
  readonly from: EnvoyPatch['from'];
}

/** Patches of a proxy, by what they apply to. */
export interface PatchSet {
  /** Those for a kind of object in a context, in order. */
  of(applyTo: PatchTarget, context: PatchContext): readonly Patch[];
}

/** Reads the values of patches. istiod leaves out those that are no messages of their kind, and unknown fields: see `problems`. */
export function buildPatchSet(patches: readonly EnvoyPatch[], problems: Diagnostic[] = []): PatchSet {
  const spelled = patches.flatMap((patch): Patch[] => {
    const { value, problem, unknown } = readPatchValue(patch);
    const told = (found: Problem, code: string, severity: Severity) => {
      const { resource, path } = patch.from;
      const reason = describeProblem(found);
      problems.push({ code, severity, args: { reason }, resource, path: [...path, 'patch', 'value', ...found.path] });
    };
    if (problem) told(problem, 'patch-left-out', 'error');
    else for (const field of unknown) told(field, 'patch-field-left-out', 'warning');
    return problem ? [] : [{ ...patch, value }];
  });
  const known = new Map<string, readonly Patch[]>();
  return {
    of(applyTo, context) {
      const key = `${applyTo} ${context}`;
      let found = known.get(key);
      if (!found) {
        found = spelled.filter((p) => p.applyTo === applyTo && (p.context === 'ANY' || p.context === context));
        known.set(key, found);
      }
      return found;
    },
  };
}

/** Whether a patch adds something. Beside filters and routes, whose lists have an order, the INSERT operations mean the same. */
export function isAddition({ operation }: Patch): boolean {
  return operation === 'ADD' || operation.startsWith('INSERT_');
}

/**
 * One resource after the patches for it, each on what the ones before it have left: what they rename is known by its new name.
 * Undefined when one of them takes it out.
 */
export function patchOne<T>(
  original: T,
  patches: readonly Patch[],
  fits: (patch: Patch, current: T) => boolean,
  merge: (current: T, patch: Patch) => T,
): T | undefined {
  let current = original;
  for (const patch of patches) {
    if ((patch.operation !== 'MERGE' && patch.operation !== 'REMOVE') || !fits(patch, current)) continue;
    if (patch.operation === 'REMOVE') return undefined;
    current = merge(current, patch);
  }
  return current;
}

interface ListRules<T> {
  /** Whether the patch is about this list at all. */
  readonly applies: (patch: Patch) => boolean;
  /** Whether the patch names an item to stand beside or to replace. */
  readonly hasAnchor: (patch: Patch) => boolean;
  /** Whether the patch names this item; without a name it means every item. */
  readonly names: (patch: Patch, item: T) => boolean;
  readonly merge: (item: T, patch: Patch) => T;
}

const NOT_IN_LIST = -1;

/**
 * Patches a list of named items (filters): those that put in, take out or replace first, then merges. Beside an item that
 * isn't there nothing is put; only the first of several with a name counts.
 */
export function patchList<T extends object>(
  items: readonly T[],
  patches: readonly Patch[],
  rules: ListRules<T>,
): readonly T[] {
  let list = items;
  for (const patch of patches) {
    if (patch.operation !== 'MERGE' && rules.applies(patch)) list = placed(list, patch, rules);
  }
  for (const patch of patches) {
    if (patch.operation !== 'MERGE' || !rules.applies(patch)) continue;
    list = list.map((item) => (rules.names(patch, item) ? rules.merge(item, patch) : item));
  }
  return list;
}

/** The list after a patch that puts in, takes out or replaces. */
export function placed<T extends object>(
  list: readonly T[],
  patch: Patch,
  rules: Pick<ListRules<T>, 'hasAnchor' | 'names'>,
): readonly T[] {
  const anchored = rules.hasAnchor(patch);
  const at = anchored ? list.findIndex((item) => rules.names(patch, item)) : NOT_IN_LIST;
  const value = asResource<T>(patch.value);
  switch (patch.operation) {
    case 'ADD':
      return [...list, value];
    case 'INSERT_FIRST':
      return [value, ...list];
    case 'INSERT_BEFORE':
      if (!anchored) return [value, ...list];
      return at < 0 ? list : [...list.slice(0, at), value, ...list.slice(at)];
    case 'INSERT_AFTER':
      if (!anchored) return [...list, value];
      return at < 0 ? list : [...list.slice(0, at + 1), value, ...list.slice(at + 1)];
    case 'REPLACE':
      return at < 0 ? list : list.with(at, value);
    case 'REMOVE':
      return anchored ? list.filter((item) => !rules.names(patch, item)) : list;
    default:
      return list;
  }
}

type Named = { readonly name?: string; readonly typedConfig?: JsonMessage };

/**
 * Merges a patch into a filter: its name and typed configuration, nothing else. Filters that are discovered have no
 * configuration to merge with, and stay.
 */
export function mergeFilter<T extends Named>(filter: T, value: JsonMessage): T {
  const own = filter.typedConfig;
  if (!own) return filter;
  const { name, typedConfig: config } = asResource<Named>(value);
  return { ...filter, ...(name && { name }), typedConfig: (config && mergeTyped(own, config)) ?? own };
}

/** A transport socket of the same name with a patch for it in its typed configuration; undefined where they don't merge. */
export function mergeSocket(own: TransportSocket, value: TransportSocket): TransportSocket | undefined {
  if (!own.typedConfig || !value.typedConfig) return own;
  const merged = mergeTyped(own.typedConfig, value.typedConfig);
  return merged && { ...own, typedConfig: asResource<NonNullable<TransportSocket['typedConfig']>>(merged) };
}

import { isMessage, type Json, type JsonMessage } from '../json.js';
import { isAbsent } from './defaults.js';
import { listRule } from './lists.js';
import { pairItems } from './pairs.js';
import { identical, sameScalar } from './scalars.js';
import { isStruct } from './structs.js';
import type { Change, Step } from './types.js';

/** Where a comparison stands, and where it tells what it finds. */
interface Place {
  readonly path: readonly Step[];
  /** Field that holds the values. */
  readonly field: string;
  /** Field that holds the message around them. */
  readonly holder: string;
  readonly objects: Change['objects'];
  /** Inside data of which nothing is known. */
  readonly struct: boolean;
  readonly tell: (change: Change) => void;
}

/** All differences between two messages of the same kind, as paths from them. Nothing for messages that mean the same. */
export function compareMessages(before: object, after: object): readonly Change[] {
  const changes: Change[] = [];
  if (identical(before as Json, after as Json)) return changes;
  const place: Place = {
    path: [],
    field: '',
    holder: '',
    objects: { before: [], after: [] },
    struct: false,
    tell: (change) => changes.push(change),
  };
  diffMessage(before as JsonMessage, after as JsonMessage, place);
  return changes;
}

function diffMessage(before: JsonMessage, after: JsonMessage, outer: Place): void {
  const place = within(outer, before, after);
  // Another type of extension has nothing in common with the one before.
  if (before['@type'] !== after['@type']) {
    tellChanged(before, after, outer);
    return;
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [a, b] = [fieldOf(before, key), fieldOf(after, key)];
    if (a === b) continue;
    const struct = outer.struct || isStruct(key, outer.field, before);
    diffField(a, b, { ...place, path: [...place.path, { field: key }], field: key, holder: outer.field, struct });
  }
}

/** A field that the message has itself: names are anybody's, even those that every object has. */
function fieldOf(message: JsonMessage, key: string): Json | undefined {
  return Object.hasOwn(message, key) ? message[key] : undefined;
}

/** The messages join those around them. */
function within(place: Place, before: object, after: object): Place {
  const { objects } = place;
  return { ...place, objects: { before: [...objects.before, before], after: [...objects.after, after] } };
}

function diffField(before: Json | undefined, after: Json | undefined, place: Place): void {
  const absent = (value: Json | undefined) =>
    place.struct ? value === undefined : isAbsent(value, place.field, place.holder);
  const [gone, fresh] = [absent(after), absent(before)];
  if (gone && fresh) return;
  // Lists tell their items one by one, even the first and the last.
  if (Array.isArray(before ?? []) && Array.isArray(after ?? [])) diffList(before ?? [], after ?? [], place);
  else if (gone) tell('removed', { before }, place);
  else if (fresh) tell('added', { after }, place);
  else diffValue(before ?? null, after ?? null, place);
}

function diffValue(before: Json, after: Json, place: Place): void {
  if (identical(before, after)) return;
  if (Array.isArray(before) && Array.isArray(after)) diffList(before, after, place);
  else if (isMessage(before) && isMessage(after)) diffMessage(before, after, place);
  else if (!(place.struct ? before === after : sameScalar(before, after, place.field)))
    tellChanged(before, after, place);
}

function diffList(before: Json, after: Json, place: Place): void {
  if (!Array.isArray(before) || !Array.isArray(after) || identical(before, after)) return;
  const rule = listRule(place.field, place.holder);
  const { pairs, removed, added, reordered } = pairItems(before, after, rule, place);
  const at = (label: string): Place => ({ ...place, path: [...place.path, { item: label }] });
  for (const pair of pairs) diffValue(pair.before, pair.after, at(pair.label));
  for (const { item, label } of removed) tell('removed', { before: item }, at(label));
  for (const { item, label } of added) tell('added', { after: item }, at(label));
  if (reordered) tell('reordered', reordered, place);
}

function tellChanged(before: Json, after: Json, place: Place): void {
  tell('changed', { before, after }, place);
}

/** What was added or removed as a whole may have a provenance of its own. */
function tell(
  kind: Change['kind'],
  values: { before?: Json | undefined; after?: Json | undefined },
  place: Place,
): void {
  const { before, after } = values;
  const join = (objects: readonly object[], value: Json | undefined) =>
    isMessage(value) ? [...objects, value] : objects;
  place.tell({
    kind,
    path: place.path,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    objects: { before: join(place.objects.before, before), after: join(place.objects.after, after) },
  });
}

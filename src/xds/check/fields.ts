import { isList, isMessage } from '../dump/field-names.js';
import { asJson, type Json, type JsonMessage } from '../json.js';
import type { Snapshot } from '../snapshot.js';
import { type FieldProblem, messagesIn } from './field-rules.js';
import type { Finding } from './finding.js';
import { SHAPES } from './shapes.js';
import { MAP_FIELDS } from './shapes-filters.js';

const ANY_PREFIX = 'type.googleapis.com/';

/** Fields of a snapshot's messages that break a rule of Envoy's API. */
export function checkFields(snapshot: Snapshot): Finding[] {
  return [
    ...snapshot.listeners.flatMap((l) => ofResource(l, 'Listener', { type: 'listener', name: l.name })),
    ...snapshot.routes.flatMap((r) => ofResource(r, 'RouteConfiguration', { type: 'route', name: r.name })),
    ...snapshot.clusters.flatMap((c) => ofResource(c, 'Cluster', { type: 'cluster', name: c.name })),
    ...snapshot.endpoints.flatMap((e) =>
      ofResource(e, 'ClusterLoadAssignment', { type: 'endpoint', name: e.clusterName }),
    ),
  ];
}

// Snapshots of many proxies share their resources, and what is wrong with one depends on nothing else.
const known = new WeakMap<object, readonly Finding[]>();

function ofResource(value: object, shape: string, resource: Finding['resource']): readonly Finding[] {
  const before = known.get(value);
  if (before) return before;
  const found: Finding[] = [];
  visit(asJson(value), shape, [], [], (path, objects, { code, args = {} }) => {
    const field = path.join('.');
    found.push({ code, effect: 'refused', resource, path, args: { field, ...args }, objects });
  });
  known.set(value, found);
  return found;
}

type Say = (path: Finding['path'], objects: readonly object[], problem: FieldProblem) => void;

/** Goes through a message and everything in it; messages in an Any are known by their type, others by the field they stand in. */
function visit(
  message: JsonMessage,
  name: string | undefined,
  path: Finding['path'],
  around: readonly object[],
  say: Say,
): void {
  const type = message['@type'];
  const typed = typeof type === 'string' ? type.slice(ANY_PREFIX.length) : name;
  const shape = typed !== undefined && Object.hasOwn(SHAPES, typed) ? SHAPES[typed] : undefined;
  const objects = [...around, message];
  if (shape?.oneOf && !shape.oneOf.some((field) => message[field] !== undefined)) {
    say(path, objects, { code: shape.code ?? 'choice-missing', args: { choices: shape.oneOf.join(', ') } });
  }
  for (const [field, { test }] of Object.entries(shape?.fields ?? {})) {
    const problem = test?.(message[field]);
    if (problem) say([...path, field], objects, problem);
  }
  for (const [field, value] of Object.entries(message)) {
    if (typeof value !== 'object' || value === null) continue;
    const rules = shape?.fields;
    const inner = rules && Object.hasOwn(rules, field) ? rules[field]?.of : undefined;
    for (const [at, item] of messagesIn(value, MAP_FIELDS.has(field))) {
      visitValue(item, inner, [...path, field, ...at], objects, say);
    }
  }
}

function visitValue(
  value: Json,
  name: string | undefined,
  path: Finding['path'],
  around: readonly object[],
  say: Say,
): void {
  if (isMessage(value)) visit(value, name, path, around, say);
  else if (isList(value)) {
    for (const [i, item] of value.entries()) visitValue(item, name, [...path, i], around, say);
  }
}

import { DumpError } from '../dump/dump-error.js';
import { isList, isMessage, toCamelCase } from '../dump/field-names.js';
import { asJson, type Json, type JsonMessage } from '../json.js';
import type { Snapshot } from '../snapshot.js';
import { isStruct } from './extension-rules.js';
import type { FieldProblem } from './field-rules.js';
import type { Finding } from './finding.js';
import { type Shape, shapeOf } from './shapes.js';

const ANY_PREFIX = 'type.googleapis.com/';
const STRING_MATCHER = 'envoy.type.matcher.v3.StringMatcher';
/** Fields that are maps from names to messages, in messages that are not known. */
const MAP_FIELDS: ReadonlySet<string> = new Set(['typedPerFilterConfig', 'typedExtensionProtocolOptions']);

/** Fields of a snapshot's messages that break a rule of Envoy's API. */
export function checkFields(snapshot: Snapshot): Finding[] {
  return [
    ...snapshot.listeners.flatMap((l) =>
      ofResource(l, 'envoy.config.listener.v3.Listener', { type: 'listener', name: l.name }),
    ),
    ...snapshot.routes.flatMap((r) =>
      ofResource(r, 'envoy.config.route.v3.RouteConfiguration', { type: 'route', name: r.name }),
    ),
    ...snapshot.clusters.flatMap((c) =>
      ofResource(c, 'envoy.config.cluster.v3.Cluster', { type: 'cluster', name: c.name }),
    ),
    ...snapshot.endpoints.flatMap((e) =>
      ofResource(e, 'envoy.config.endpoint.v3.ClusterLoadAssignment', { type: 'endpoint', name: e.clusterName }),
    ),
  ];
}

// Snapshots of many proxies share their resources, and what is wrong with one depends on nothing else.
const known = new WeakMap<object, readonly Finding[]>();

function ofResource(value: object, shape: string, resource: Finding['resource']): readonly Finding[] {
  const before = known.get(value);
  if (before) return before;
  const found: Finding[] = [];
  const path: (string | number)[] = [];
  const objects: object[] = [];
  const say = ({ code, args = {} }: FieldProblem) => {
    const at = { path: [...path], objects: [...objects] };
    found.push({ code, effect: 'refused', resource, args: { field: path.join('.'), ...args }, ...at });
  };
  visit(asJson(value), shape, { path, objects, say });
  known.set(value, found);
  return found;
}

/** Where the visit stands: pushed and popped on the way, and copied only for what is said. */
interface Walk {
  readonly path: (string | number)[];
  readonly objects: object[];
  readonly say: (problem: FieldProblem) => void;
}

/** Goes through a message and everything in it; messages in an Any are known by their type, others by the field they stand in. */
function visit(message: JsonMessage, name: string | undefined, walk: Walk): void {
  const type = message['@type'];
  const typed = typeof type === 'string' ? type.slice(ANY_PREFIX.length) : name;
  const shape = typed === undefined ? undefined : shapeOf(typed);
  walk.objects.push(message);
  const wrapped = message['typeUrl'] === undefined ? undefined : structOf(message);
  if (wrapped) visitField('value', wrapped.value, wrapped.name, walk);
  if (shape) checkShape(message, shape, typed, walk);
  for (const field in message) {
    const value = message[field];
    if (typeof value !== 'object' || value === null) continue;
    const inner = shape?.fields.get(field);
    walk.path.push(field);
    if ((inner ? inner.map : MAP_FIELDS.has(field)) && isMessage(value)) visitMap(value, inner?.of, walk);
    else visitValue(value, inner?.of, walk);
    walk.path.pop();
  }
  walk.objects.pop();
}

/** The message that a TypedStruct stands for, with the names that its type gives to the fields. */
function structOf(message: JsonMessage): { readonly name: string; readonly value: JsonMessage } | undefined {
  const { typeUrl, value } = message;
  if (!isStruct(message) || typeof typeUrl !== 'string' || !isMessage(value)) return undefined;
  const name = typeUrl.slice(typeUrl.lastIndexOf('/') + 1);
  if (!shapeOf(name)) return undefined;
  try {
    return { name, value: toCamelCase(value) };
  } catch (error) {
    if (error instanceof DumpError) return undefined; // nested deeper than messages may be
    throw error;
  }
}

function visitField(field: string, value: JsonMessage, name: string, walk: Walk): void {
  walk.path.push(field);
  visit(value, name, walk);
  walk.path.pop();
}

function checkShape(message: JsonMessage, shape: Shape, name: string | undefined, { path, say }: Walk): void {
  for (const test of shape.tests) {
    for (const { at = [], ...problem } of test(message)) {
      path.push(...at);
      say(problem);
      path.length -= at.length;
    }
  }
  for (const choices of shape.oneOf) {
    if (choices.some((field) => message[field] !== undefined)) continue;
    say({ code: name === STRING_MATCHER ? 'empty-matcher' : 'choice-missing', args: { choices: choices.join(', ') } });
  }
  for (const [field, tests] of shape.tested) {
    for (const test of tests) {
      const problem = test(message[field]);
      if (!problem) continue;
      path.push(field);
      say(problem);
      path.pop();
      break;
    }
  }
}

function visitMap(map: JsonMessage, name: string | undefined, walk: Walk): void {
  for (const key in map) {
    walk.path.push(key);
    visitValue(map[key] ?? null, name, walk);
    walk.path.pop();
  }
}

function visitValue(value: Json, name: string | undefined, walk: Walk): void {
  if (isList(value)) {
    for (let i = 0; i < value.length; i++) {
      const item = value[i];
      if (typeof item !== 'object' || item === null) continue;
      walk.path.push(i);
      visitValue(item, name, walk);
      walk.path.pop();
    }
  } else if (isMessage(value)) visit(value, name, walk);
}

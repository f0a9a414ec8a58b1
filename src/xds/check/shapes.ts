import { load } from '../generated/fields.js';
import type { FieldFacts, MessageFacts } from './field-facts.js';
import { type FieldTest, testsOf } from './field-rules.js';
import { type MessageTest, messageTests } from './message-rules.js';
import { MORE_RULES } from './more-rules.js';

/** A field that is looked at, or into. */
interface FieldShape {
  readonly tests: readonly FieldTest[];
  readonly of?: string | undefined;
  readonly map?: boolean;
}

/** How messages of one type are checked. */
export interface Shape {
  readonly fields: ReadonlyMap<string, FieldShape>;
  /** Fields with tests. */
  readonly tested: readonly (readonly [string, readonly FieldTest[]])[];
  readonly oneOf: readonly (readonly string[])[];
  /** Look at the message as a whole. */
  readonly tests: readonly MessageTest[];
}

let facts: Readonly<Record<string, MessageFacts>> | undefined;
const shapes = new Map<string, Shape | undefined>();

/**
 * How messages of a type are checked, by its full name; undefined for one of which nothing is known.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/api
 */
export function shapeOf(name: string): Shape | undefined {
  const before = shapes.get(name);
  if (before !== undefined || shapes.has(name)) return before;
  facts ??= load();
  const known = Object.hasOwn(facts, name) ? facts[name] : undefined;
  const more = Object.hasOwn(MORE_RULES, name) ? MORE_RULES[name] : undefined;
  const tests = messageTests(name);
  const shape = known || more || tests.length > 0 ? { ...buildShape(known, more ?? {}), tests } : undefined;
  shapes.set(name, shape);
  return shape;
}

function buildShape(
  known: MessageFacts | undefined,
  more: Readonly<Record<string, FieldTest | null>>,
): Omit<Shape, 'tests'> {
  const fields = new Map<string, FieldShape>();
  for (const [name, field] of Object.entries(known?.fields ?? {})) fields.set(name, fieldShape(field));
  for (const [name, test] of Object.entries(more)) {
    const before = fields.get(name);
    fields.set(name, { ...before, tests: test ? [test, ...(before?.tests ?? [])] : [] });
  }
  const tested = [...fields].flatMap(([name, { tests }]) => (tests.length > 0 ? [[name, tests] as const] : []));
  return { fields, tested, oneOf: known?.oneOf ?? [] };
}

function fieldShape(field: FieldFacts): FieldShape {
  return { tests: testsOf(field), of: field.of, map: field.map === 1 };
}

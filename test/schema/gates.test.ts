import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/schema/formats.js';
import { SCHEMAS } from '../../src/schema/generated/index.js';
import type { SchemaNode } from '../../src/schema/node.js';
import { GATE_RUNTIME } from '../../src/schema/runtime.js';
import { findProblems } from '../../src/schema/walk.js';
import { runs } from '../property.js';
import { NO_FAULTS, SOME_FAULTS, valuesOf, WITH_NULLS } from './arbitrary.js';

const RUNS = runs(150);
const kinds = SCHEMAS.flatMap(({ title, check }) => (check ? [[title, check] as const] : []));

/** The schema as ajv can judge it: fields that aren't named are faults, rules and keys of lists are left out. */
function closed(node: SchemaNode): object {
  const { properties, items, additionalProperties, ...rest } = node;
  const words = Object.entries(rest).filter(([word]) => !word.startsWith('x-'));
  const open = additionalProperties === true || node['x-kubernetes-preserve-unknown-fields'];
  return {
    ...Object.fromEntries(words),
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(([k, v]) => [k, closed(v)])) }),
    ...(items && { items: closed(items) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: closed(additionalProperties) }),
    ...(node.type === 'object' && !additionalProperties && !open && { additionalProperties: false }),
  };
}

describe.each(kinds)('%s', (_, check) => {
  it('is judged alike by its gate, the walk and ajv', async () => {
    const { gate, text } = await check();
    const passes = gate(GATE_RUNTIME);
    const schema = JSON.parse(text) as SchemaNode;
    const ajv = new Ajv2020({ strict: false, logger: false });
    for (const [name, { test }] of Object.entries(FORMATS)) {
      ajv.addFormat(name, { type: 'number', validate: test });
      ajv.addFormat(name, { validate: test });
    }
    const judge = ajv.compile(closed(schema));
    let good = 0;
    const judgeAlike = (value: unknown) => {
      const problems = findProblems(schema, value);
      if (problems.length === 0) good++;
      expect({ value, fine: passes(value) }).toEqual({ value, fine: problems.length === 0 });
      const ajvFine = judge(value);
      const structural = problems.filter((p) => p.kind !== 'rule' && p.kind !== 'format');
      // Where a part is wrong, the walk leaves out the rules; where only rules are broken, ajv finds nothing.
      expect({ value, fine: ajvFine || problems.some((p) => p.kind === 'format') }).toEqual({
        value,
        fine: structural.length === 0 || problems.some((p) => p.kind === 'format'),
      });
    };
    fc.assert(fc.property(valuesOf(schema, SOME_FAULTS), judgeAlike), { numRuns: RUNS, seed: 2 });
    fc.assert(fc.property(valuesOf(schema, NO_FAULTS), judgeAlike), { numRuns: RUNS, seed: 3 });
    expect(good).toBeGreaterThan(0);
  });

  it('has nothing pass the gate that the walk refuses, nulls or not', async () => {
    const { gate, text } = await check();
    const passes = gate(GATE_RUNTIME);
    const schema = JSON.parse(text) as SchemaNode;
    const judge = (value: unknown) => {
      const problems = findProblems(schema, value);
      if (problems.length > 0) expect({ value, passes: passes(value) }).toEqual({ value, passes: false });
    };
    fc.assert(fc.property(valuesOf(schema, WITH_NULLS), judge), { numRuns: RUNS, seed: 4 });
  });
});

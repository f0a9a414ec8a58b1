import { describe, expect, it } from 'vitest';
import { formatPath } from '../../src/model/resource.js';
import { loadValidators } from '../../src/schema/index.js';
import { API_VERSIONS, invalidObjects } from './invalid.js';
import { VALID } from './valid.js';

const kinds = Object.entries(API_VERSIONS).map(([kind, apiVersion]) => ({ kind, apiVersion }));
const validatorOf = await loadValidators(kinds);
const validator = (kind: string) => validatorOf(API_VERSIONS[kind] ?? '', kind) ?? (() => []);

describe('validators', () => {
  const rows = invalidObjects();

  it('know every kind', () => {
    for (const { apiVersion, kind } of kinds) expect(validatorOf(apiVersion, kind), kind).toBeTypeOf('function');
    expect(validatorOf('networking.istio.io/v2', 'Gateway')).toBeUndefined();
    expect(validatorOf('v1', 'Service')).toBeUndefined();
  });

  it('are held against faults of every kind of resource', () => {
    expect(rows.length).toBeGreaterThanOrEqual(150);
    expect([...new Set(rows.map((row) => row.kind))].sort()).toEqual(Object.keys(API_VERSIONS).sort());
  });

  it.each(rows.map((row, i) => [`${i} ${row.kind} ${row.path} ${row.problem}`, row] as const))(
    'refuse %s',
    (_, row) => {
      const problems = validator(row.kind)(row.object);
      expect(problems.map((p) => ({ kind: p.kind, path: formatPath(p.path) }))).toEqual([
        { kind: row.problem, path: row.path },
      ]);
      expect(problems[0]?.text).toMatch(/\S/);
      if (row.suggestion !== undefined) expect(problems[0]?.suggestion).toBe(row.suggestion);
    },
  );

  it.each(VALID.map((object) => [`${object.kind} ${object.metadata.name}`, object] as const))(
    'take %s',
    (_, object) => {
      expect(validator(object.kind)({ ...object })).toEqual([]);
    },
  );

  it('tell what was found without showing all of it', () => {
    const object = { ...VALID[0], spec: { hosts: ['a'], http: 'x'.repeat(10_000_000) } };
    const [problem] = validator('VirtualService')(object);
    expect(problem?.text.length).toBeLessThan(200);
  });

  it('take no field of Object.prototype for one of the schema', () => {
    for (const key of ['constructor', 'toString', '__proto__']) {
      const spec = JSON.parse(`{"hosts": ["a"], "${key}": {}}`) as unknown;
      const problems = validator('VirtualService')({ ...VALID[0], spec });
      expect(problems.map((p) => [p.kind, p.path])).toEqual([['unknown', ['spec', key]]]);
    }
  });

  it('judge deep and wide values in good time', () => {
    let deep: unknown = {};
    for (let i = 0; i < 5_000; i++) deep = { a: deep };
    const wide = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`field${i}`, i]));
    const patch = { applyTo: 'CLUSTER', patch: { operation: 'MERGE', value: deep } };
    const filter = { apiVersion: API_VERSIONS['EnvoyFilter'], kind: 'EnvoyFilter', metadata: { name: 'a' } };
    expect(validator('EnvoyFilter')({ ...filter, spec: { configPatches: [patch] } })).toEqual([]);
    expect(validator('EnvoyFilter')({ ...filter, spec: deep })).toHaveLength(1);
    expect(validator('EnvoyFilter')({ ...filter, spec: wide })).toHaveLength(2_000);
  });
});

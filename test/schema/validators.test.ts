import { describe, expect, it } from 'vitest';
import { formatPath } from '../../src/model/resource.js';
import { loadValidators } from '../../src/schema/index.js';
import { API_VERSIONS, invalidObjects } from './invalid.js';

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
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listSchemas, loadKindSchema } from '../../src/schema/catalogue.js';
import { buildCrd, type KindSchema } from '../../src/schema/crds.js';

/** Structure of Istio's definitions, without descriptions; the versions of a kind share one schema. */
interface Recorded {
  readonly name: string;
  readonly spec: { readonly versions: readonly object[] };
  readonly schema: object;
}
const golden = new URL('../goldens/schema/crds.json', import.meta.url);
const recorded = JSON.parse(readFileSync(golden, 'utf8')) as Recorded[];
const schemas = await Promise.all(
  listSchemas()
    .filter((row) => row.names)
    .map(loadKindSchema),
);

/** Every leaf of a value with its path. Order of fields doesn't count, nor do descriptions. */
function leaves(value: unknown, path = '', out = new Map<string, unknown>()): Map<string, unknown> {
  if (typeof value !== 'object' || value === null) return out.set(path, value);
  const entries = Object.entries(value).filter(([key, v]) => !(key === 'description' && typeof v === 'string'));
  if (entries.length === 0) out.set(path, Array.isArray(value) ? '[]' : '{}');
  for (const [key, child] of entries) leaves(child, `${path}/${key}`, out);
  return out;
}

function differences(ours: unknown, theirs: unknown): string[] {
  const [a, b] = [leaves(ours), leaves(theirs)];
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((path) => a.get(path) !== b.get(path))
    .map((path) => `${path}: ${String(a.get(path))} instead of ${String(b.get(path))}`);
}

/** Paths of the fields that have no description. */
function undescribed(schema: object, path: string): string[] {
  if (!('properties' in schema) && !('items' in schema) && !('additionalProperties' in schema)) return [];
  const { properties = {}, items, additionalProperties } = schema as Partial<KindSchema>;
  const fields = Object.entries(properties).flatMap(([name, child]) => [
    ...(child.description ? [] : [`${path}.${name}`]),
    ...undescribed(child, `${path}.${name}`),
  ]);
  const inner = [items, additionalProperties].filter((child) => typeof child === 'object');
  return [...fields, ...inner.flatMap((child) => undescribed(child, `${path}[]`))];
}

describe('CustomResourceDefinitions', () => {
  it('are those of Istio', () => {
    const names = schemas.map((schema) => buildCrd(schema).metadata.name);
    expect(names.sort()).toEqual(recorded.map(({ name }) => name).sort());
    expect(names).toHaveLength(15);
  });

  it.each(recorded.map((crd) => [crd.name, crd] as const))('agree with %s field by field', (name, crd) => {
    const schema = schemas.find((s) => buildCrd(s).metadata.name === name);
    expect(schema).toBeDefined();
    if (!schema) return;
    const versions = crd.spec.versions.map((version) => ({ ...version, schema: { openAPIV3Schema: crd.schema } }));
    expect(differences(buildCrd(schema).spec, { ...crd.spec, versions })).toEqual([]);
  });

  it('would show a difference', () => {
    const [schema] = schemas;
    if (!schema) throw new Error('no schema');
    const changed = structuredClone(buildCrd(schema).spec);
    (changed['names'] as { plural: string }).plural = 'others';
    expect(differences(changed, buildCrd(schema).spec)).toHaveLength(1);
  });

  it.each(schemas.map((schema) => [schema.title, schema] as const))('describe every field of %s', (title, schema) => {
    expect(undescribed(schema, title)).toEqual([]);
  });
});

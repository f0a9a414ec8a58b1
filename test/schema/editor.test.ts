import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { listSchemas, loadMetadataSchema, loadSchema } from '../../src/schema/catalogue.js';
import { buildEditorSchema } from '../../src/schema/editor.js';
import { FORMATS } from '../../src/schema/formats.js';
import { invalidObjects } from './invalid.js';
import { VALID } from './valid.js';

const metadata = await loadMetadataSchema();

async function judgeOf(kind: string, apiVersion?: string) {
  const row = listSchemas().find((r) => r.title === kind && r.names);
  if (!row) throw new Error(`no schema of ${kind}`);
  // Only the words of JSON Schema are left: an unknown one would be an error here.
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, logger: false });
  for (const [name, { test }] of Object.entries(FORMATS)) ajv.addFormat(name, { validate: test });
  for (const name of ['int32', 'uint32', 'int64', 'double', 'float']) ajv.addFormat(name, true);
  return ajv.compile(buildEditorSchema(await loadSchema(row), metadata, apiVersion));
}

/** Editors take a null as a value, where the API server drops it. */
const hasNull = (value: unknown): boolean =>
  value === null || (typeof value === 'object' && Object.values(value ?? {}).some(hasNull));

describe('schemas for editors', () => {
  it('are made of every schema', async () => {
    for (const row of listSchemas()) {
      const schema = buildEditorSchema(await loadSchema(row), metadata);
      expect(schema, row.id).toMatchObject({ title: row.title, type: 'object', additionalProperties: false });
      expect(JSON.stringify(schema)).not.toContain('"x-');
    }
  });

  it.each(VALID.filter((object) => !hasNull(object)).map((o) => [`${o.kind} ${o.metadata.name}`, o] as const))(
    'take %s',
    async (_, object) => {
      const judge = await judgeOf(object.kind);
      expect(judge(object), JSON.stringify(judge.errors)).toBe(true);
    },
  );

  it('refuse every fault but broken rules', async () => {
    const rows = invalidObjects().filter((row) => row.problem !== 'rule');
    const kinds = [...new Set(rows.map((row) => row.kind))];
    const judges = new Map(await Promise.all(kinds.map(async (kind) => [kind, await judgeOf(kind)] as const)));
    const taken = rows.filter((row) => judges.get(row.kind)?.(row.object));
    expect(taken.map((row) => `${row.kind} ${row.path}`)).toEqual([]);
    expect(rows.length).toBeGreaterThan(100);
  });

  it('take one version alone where it is asked for', async () => {
    const judge = await judgeOf('Gateway', 'networking.istio.io/v1');
    const gateway = { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name: 'a' } };
    expect(judge(gateway)).toBe(true);
    expect(judge({ ...gateway, apiVersion: 'networking.istio.io/v1beta1' })).toBe(false);
    expect(judge({ kind: 'Gateway', metadata: { name: 'a' } })).toBe(false);
  });
});

import { suggest } from '../model/suggest.js';
import type { KindSchema } from './crds.js';
import { loadMeta, SCHEMAS } from './generated/index.js';
import type { SchemaRow } from './generated-types.js';
import type { SchemaNode } from './node.js';

/** A schema with the facts by which it is found. `kind` is set for resources; values (MeshConfig) have none. */
export type { SchemaRow } from './generated-types.js';

/** Every schema, in the order of groups and kinds. */
export function listSchemas(): readonly SchemaRow[] {
  return SCHEMAS;
}

/**
 * Finds the schema that a user names, in any case: a kind, its plural or short name, with or without `.group`. Of two of the
 * same name (ProxyConfig is a resource and a part of MeshConfig) the resource is meant; the other is found by its id.
 */
export function findSchema(name: string): SchemaRow | undefined {
  const wanted = name.toLowerCase();
  return SCHEMAS.filter((row) => spellings(row).includes(wanted)).sort((a, b) => rank(a) - rank(b))[0];
}

/** What a user may have meant by a name that is none. */
export function suggestSchema(name: string): string | undefined {
  const meant = suggest(name.toLowerCase(), SCHEMAS.flatMap(spellings));
  return meant === undefined ? undefined : findSchema(meant)?.title;
}

function spellings({ id, title, group, names }: SchemaRow): string[] {
  const own = [title, id.slice(id.lastIndexOf(':') + 1)];
  if (!names) return own.map((text) => text.toLowerCase());
  const short = [names.kind, names.plural, names.singular, ...(names.shortNames ?? [])];
  return [...short, ...short.map((text) => `${text}.${group}`)].map((text) => text.toLowerCase());
}

function rank({ names }: SchemaRow): number {
  return names ? 0 : 1;
}

/** A schema as it stands in schemas/. */
export async function loadSchema(row: SchemaRow): Promise<SchemaNode & Partial<KindSchema>> {
  return JSON.parse((await row.load()).text) as SchemaNode & Partial<KindSchema>;
}

/** A schema of a resource. */
export async function loadKindSchema(row: SchemaRow): Promise<KindSchema> {
  return JSON.parse((await row.load()).text) as KindSchema;
}

/** The fields of ObjectMeta. */
export async function loadMetadataSchema(): Promise<SchemaNode> {
  const { $schema, $id, title, ...node } = JSON.parse((await loadMeta()).text) as KindSchema;
  return node;
}

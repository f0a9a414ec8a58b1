import { SCHEMAS } from './generated/index.js';
import type { CheckModule } from './generated-types.js';
import type { SchemaNode } from './node.js';
import { readProtoJson } from './proto-json.js';
import { GATE_RUNTIME } from './runtime.js';
import type { Validator, ValidatorOf } from './types.js';
import { findProblems } from './walk.js';

export type { SchemaProblem, Validator, ValidatorOf } from './types.js';

/**
 * Loads the validators of the kinds that an input has; the others stay on disk. A value that is no object of the API server, MeshConfig,
 * goes by its name and an empty apiVersion.
 */
export async function loadValidators(kinds: Iterable<{ apiVersion: string; kind: string }>): Promise<ValidatorOf> {
  const wanted = new Set<string>();
  for (const { apiVersion, kind } of kinds) wanted.add(`${apiVersion}/${kind}`);
  const found = await Promise.all(
    SCHEMAS.map(async ({ title, group, versions = [], check, load }) => {
      if (!group && wanted.has(`/${title}`)) return [[`/${title}`, await loadWalker(load)] as const];
      if (!group || !check) return [];
      const keys = versions.map((version) => `${group}/${version}/${title}`).filter((key) => wanted.has(key));
      if (keys.length === 0) return [];
      const validator = makeValidator(await check());
      return keys.map((key) => [key, validator] as const);
    }),
  );
  const byKey = new Map(found.flat());
  return (apiVersion, kind) => byKey.get(`${apiVersion}/${kind}`);
}

/** Reads a message in protobuf's JSON, and says what is wrong with it. */
export type MessageReader = (value: unknown) => {
  readonly value: unknown;
  readonly problems: ReturnType<Validator>;
};

/** The reader of a message of the mesh's settings, by its name. @throws Error for a name that is none */
export async function loadMessageReader(name: string): Promise<MessageReader> {
  const row = SCHEMAS.find(({ title, group }) => !group && title === name);
  if (!row) throw new Error(`no message ${name}`);
  const schema = JSON.parse((await row.load()).text) as SchemaNode;
  return (value) => {
    const read = readProtoJson(schema, value);
    return { value: read, problems: findProblems(schema, read) };
  };
}

/** Such a value is read once, so its schema needs no compiled check. */
async function loadWalker(load: () => Promise<{ readonly text: string }>): Promise<Validator> {
  const schema = JSON.parse((await load()).text) as SchemaNode;
  return (value) => findProblems(schema, value);
}

/** The gate passes what is certainly fine; the rest is walked, which finds what is wrong (or, with nulls, that nothing is). */
function makeValidator({ gate, text }: CheckModule): Validator {
  const passes = gate(GATE_RUNTIME);
  let schema: SchemaNode | undefined;
  return (value) => {
    if (passes(value)) return [];
    schema ??= JSON.parse(text) as SchemaNode;
    return findProblems(schema, value);
  };
}

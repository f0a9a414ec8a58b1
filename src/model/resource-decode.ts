import { boolean, type DecodeContext, type DecodeProblem, isObject, list, map, object, string } from './decode.js';
import type { KindEntry } from './kinds/index.js';
import type { Metadata, Origin, Resource } from './resource.js';
import { textOf } from './text.js';

const stringMap = map(string);
const metadataShape = object({
  name: string,
  namespace: string,
  generateName: string,
  labels: stringMap,
  annotations: stringMap,
  creationTimestamp: string,
  ownerReferences: list(object({ kind: string, name: string, controller: boolean })),
});

export interface DecodedResource {
  readonly resource: Resource | undefined;
  readonly problems: readonly DecodeProblem[];
}

/** Decodes one object of a known kind. Without a name there is no resource, only problems. */
export function decodeResource(
  value: Readonly<Record<string, unknown>>,
  kind: KindEntry<unknown>,
  origin: Origin,
): DecodedResource {
  const context: DecodeContext = { path: [], problems: [] };
  const metadata = decodeMetadata(value['metadata'], kind, context);
  const body = kind.decode(value, context);
  const resource =
    metadata && body !== undefined
      ? { apiVersion: textOf(value['apiVersion']), kind: kind.kind, metadata, body, origin }
      : undefined;
  return { resource, problems: context.problems };
}

function decodeMetadata(value: unknown, kind: KindEntry<unknown>, context: DecodeContext): Metadata | undefined {
  context.path.push('metadata');
  const raw = isObject(value) ? metadataShape(withNameAsText(value), context) : undefined;
  context.path.pop();
  const name = raw?.name ?? raw?.generateName;
  if (!name) {
    context.problems.push({ path: ['metadata', 'name'], expected: 'a name', found: 'nothing' });
    return undefined;
  }
  const created = raw?.creationTimestamp ? Date.parse(raw.creationTimestamp) / 1000 : Number.NaN;
  return {
    name,
    namespace: kind.namespaced ? (raw?.namespace ?? 'default') : '',
    labels: raw?.labels ?? {},
    annotations: withoutLastApplied(raw?.annotations ?? {}),
    ownerReferences: (raw?.ownerReferences ?? []).map((o) => ({
      kind: o.kind ?? '',
      name: o.name ?? '',
      controller: o.controller ?? false,
    })),
    ...(raw?.generateName !== undefined && { generateName: raw.generateName }),
    ...(Number.isFinite(created) && { created }),
  };
}

/** `name: off` is a boolean to YAML; the API server takes the name that the scalar spells in JSON. */
function withNameAsText(metadata: Record<string, unknown>): Record<string, unknown> {
  const { name } = metadata;
  return typeof name === 'boolean' || typeof name === 'number' ? { ...metadata, name: String(name) } : metadata;
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** A copy of the whole object, values of Secrets included, that nothing here may keep or show. */
function withoutLastApplied(annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (!(LAST_APPLIED in annotations)) return annotations;
  const { [LAST_APPLIED]: _, ...rest } = annotations;
  return rest;
}

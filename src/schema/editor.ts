import type { KindSchema } from './crds.js';
import type { SchemaNode } from './node.js';

type Json = Readonly<Record<string, unknown>>;

/**
 * The form of a schema that editors check YAML with (as `# yaml-language-server: $schema=...`): fields that aren't named are
 * mistakes, metadata has its fields, and Kubernetes' own words are put into those of JSON Schema. With `apiVersion`, only that
 * version is right.
 * https://json-schema.org/draft/2020-12
 */
export function buildEditorSchema(
  schema: SchemaNode & Partial<KindSchema>,
  metadata: SchemaNode,
  apiVersion?: string,
): Json {
  const { $schema, $id, title, 'x-istio-crd': crd, ...node } = schema;
  const head = { ...($schema && { $schema }), ...($id && { $id }), ...(title && { title }) };
  if (!crd) return { ...head, ...editorNode(node) };
  const properties: Record<string, SchemaNode> = { ...schema.properties, metadata };
  if (apiVersion && properties['apiVersion'])
    properties['apiVersion'] = { ...properties['apiVersion'], enum: [apiVersion] };
  const required = [...new Set(['apiVersion', 'kind', 'metadata', ...(node.required ?? [])])];
  return { ...head, ...editorNode({ ...node, required, properties }) };
}

function editorNode(node: SchemaNode): Json {
  const { nullable, description, properties, additionalProperties, items, enum: values, type, ...rest } = node;
  const open = additionalProperties === true || node['x-kubernetes-preserve-unknown-fields'] === true;
  const rules = (node['x-kubernetes-validations'] ?? []).map(({ message }) => `Rule: ${message}.`);
  const prose = [description, ...rules].filter(Boolean).join('\n');
  return {
    ...(prose && { description: prose }),
    ...(type && { type: nullable ? [type, 'null'] : type }),
    ...(values && { enum: nullable ? [...values, null] : values }),
    ...Object.fromEntries(Object.entries(rest).filter(([word]) => !word.startsWith('x-'))),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, child]) => [name, editorNode(child)])),
    }),
    ...(items && { items: editorNode(items) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: editorNode(additionalProperties) }),
    ...(type === 'object' && additionalProperties === undefined && !open && { additionalProperties: false }),
  };
}

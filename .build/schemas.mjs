// Forms of a schema that the build makes of the one in schemas/.

/** The form that objects are held against: metadata with its fields, no word on what only the CRD needs. */
export function checkable(schema, metadata) {
  const { $schema, $id, $comment, title, description, 'x-istio-crd': _, ...rest } = structuredClone(schema);
  const { $schema: __, $id: ___, title: ____, ...meta } = structuredClone(metadata);
  rest.properties.metadata = meta;
  // The API server drops the status of an object that is created or applied, whatever it is.
  if (rest.properties.status) rest.properties.status = { 'x-kubernetes-preserve-unknown-fields': true };
  return rest;
}

/** Without descriptions, which nothing that checks reads. */
export function withoutProse(node) {
  if (Array.isArray(node)) return node.map(withoutProse);
  if (typeof node !== 'object' || node === null) return node;
  const out = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === 'description' && typeof value === 'string') continue;
    out[key] = key === 'properties' ? mapValues(value, withoutProse) : withoutProse(value);
  }
  return out;
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

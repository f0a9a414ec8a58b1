import type { Path, Resource } from '../model/resource.js';
import { locate } from '../sources/positions.js';
import type { ProvenanceMap } from '../translate/translation.js';

/**
 * `file:line` of the resources that made an xDS object, for printing. Positions are computed once a resource and path, and
 * only for objects that are asked for.
 */
export function originsOf(provenance: ProvenanceMap): (value: object) => readonly string[] {
  const known = new Map<Resource, Map<string, string>>();
  const place = (resource: Resource, path: Path): string => {
    let paths = known.get(resource);
    if (!paths) {
      paths = new Map();
      known.set(resource, paths);
    }
    const key = JSON.stringify(path);
    let text = paths.get(key);
    if (text === undefined) {
      const at = locate(resource.origin, path);
      text =
        resource.origin.source.text === '' ? `${resource.kind}/${resource.metadata.name}` : `${at.file}:${at.line}`;
      paths.set(key, text);
    }
    return text;
  };
  return (value) => [...new Set((provenance.get(value) ?? []).map((p) => place(p.resource, p.path)))];
}

import type { Provenance } from '../../mesh/types.js';
import { formatPath } from '../../model/resource.js';
import type { Maker, Part } from '../../print/explain.js';
import { locate } from '../../sources/positions.js';
import type { ProvenanceMap } from '../../translate/translation.js';
import { formatSteps, walkMessages } from '../../xds/diff/index.js';
import type { Snapshot } from '../../xds/snapshot.js';

/** The parts of an xDS object of which the makers are known, in their order; the object itself has the path ''. */
export function explainParts(object: object, provenance: ProvenanceMap): readonly Part[] {
  const parts: Part[] = [];
  walkMessages(object, (message, path) => {
    const from = provenance.get(message);
    if (from && from.length > 0) parts.push({ path: formatSteps(path), from: from.map(describeMaker) });
  });
  return parts;
}

/** A resource, and the place in it, as it is printed. */
export function describeMaker({ resource, path }: Provenance): Maker {
  const { kind, metadata, origin } = resource;
  // Of a cluster's objects there is no text.
  const at = origin.source.text === '' ? undefined : locate(origin, path);
  return {
    kind,
    name: metadata.name,
    namespace: metadata.namespace,
    path: formatPath(path),
    ...(at && { file: at.file, line: at.line }),
  };
}

/** All resources that made anything of a snapshot, with how many objects each made, by kind and name. */
export function countMakers(
  snapshot: Snapshot,
  provenance: ProvenanceMap,
): readonly { readonly maker: Maker; readonly objects: number }[] {
  const counts = new Map<Provenance['resource'], number>();
  for (const resource of [...snapshot.listeners, ...snapshot.routes, ...snapshot.clusters]) {
    walkMessages(resource, (message) => {
      for (const from of new Set((provenance.get(message) ?? []).map((p) => p.resource))) {
        counts.set(from, (counts.get(from) ?? 0) + 1);
      }
    });
  }
  const title = ({ kind, namespace, name }: Maker) => `${kind} ${namespace} ${name}`;
  return [...counts]
    .map(([resource, objects]) => ({ maker: describeMaker({ resource, path: [] }), objects }))
    .sort((a, b) => (title(a.maker) < title(b.maker) ? -1 : 1));
}

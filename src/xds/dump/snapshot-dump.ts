import type { Snapshot } from '../snapshot.js';
import type { ClusterLoadAssignment } from '../types.js';
import type { ConfigDump } from './config-dump.js';
import type { SectionName } from './section.js';

const SECTIONS: ReadonlySet<SectionName> = new Set(['listeners', 'routes', 'clusters', 'endpoints']);

/**
 * A snapshot that was translated, as if an Envoy had it: what reads config dumps reads it as well. There is no bootstrap, no secret and
 * no extension configuration in it. Assignments inside clusters stand among the endpoints, as an Envoy shows them.
 */
export function dumpOfSnapshot(snapshot: Snapshot): ConfigDump {
  const inline = snapshot.clusters.flatMap(({ name, loadAssignment }): readonly ClusterLoadAssignment[] =>
    loadAssignment ? [{ ...loadAssignment, clusterName: name }] : [],
  );
  const complete = { ...snapshot, endpoints: [...snapshot.endpoints, ...inline] };
  return {
    snapshot: complete,
    shown: complete,
    bootstrap: undefined,
    secrets: undefined,
    ecds: undefined,
    states: () => [],
    has: (section) => SECTIONS.has(section),
    raw: {},
  };
}

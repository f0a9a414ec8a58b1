import { KINDS, type KindName } from '../../../model/kinds/index.js';
import type { Resource } from '../../../model/resource.js';
import { groupOf } from '../../../model/store.js';
import type { Analyzer } from '../../types.js';

const ISTIO_KINDS = (Object.keys(KINDS) as KindName[]).filter((kind) => KINDS[kind].group.endsWith('.istio.io'));

/**
 * A kind in a version that no API server with Istio's definitions has: kubectl finds no match for it, and nothing is applied. Without a
 * schema of that version nothing else is said about the shape of the resource.
 */
export const versionAnalyzer: Analyzer = {
  name: 'meshwright.VersionAnalyzer',
  description: "Checks that Istio's kinds are written in an API version that is served",
  inputs: ISTIO_KINDS,
  analyze: ({ store }, report) => {
    for (const kind of ISTIO_KINDS) {
      const versions: readonly string[] = KINDS[kind].versions;
      for (const resource of store.list(kind)) {
        if (isServed(resource, versions)) continue;
        report('MW0112', resource, ['apiVersion'], {
          problem: `${kind} has no version ${resource.apiVersion}`,
          suggestion: `${groupOf(resource.apiVersion)}/${versions[0] ?? ''}`,
        });
      }
    }
  },
};

const VERSIONS: ReadonlyMap<string, readonly string[]> = new Map(
  ISTIO_KINDS.map((kind) => [`${KINDS[kind].group}/${kind}`, KINDS[kind].versions]),
);

/** Whether a resource of Istio is written in a version that is served; others are always. istioctl looks at no other versions. */
export function isServedVersion(resource: Resource): boolean {
  const versions = VERSIONS.get(`${groupOf(resource.apiVersion)}/${resource.kind}`);
  return !versions || isServed(resource, versions);
}

function isServed({ apiVersion }: Resource, versions: readonly string[]): boolean {
  return versions.includes(apiVersion.slice(groupOf(apiVersion).length + 1));
}

import { KINDS, type KindName } from '../../../model/kinds/index.js';
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
        const group = groupOf(resource.apiVersion);
        if (versions.includes(resource.apiVersion.slice(group.length + 1))) continue;
        report('MW0112', resource, ['apiVersion'], {
          problem: `${kind} has no version ${resource.apiVersion}`,
          suggestion: `${group}/${versions[0] ?? ''}`,
        });
      }
    }
  },
};

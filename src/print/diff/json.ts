import { type DiffReport, formatSteps, type Step } from '../../xds/diff/index.js';
import { formatJson } from '../json.js';
import { type OriginsOfChange, shownValues, WORDS } from './facts.js';

/** What differs, for programs: everything, with whole values and all names. */
export function formatDiffJson(report: DiffReport, originsOf: OriginsOfChange): string {
  const { compared, changed, added, removed, groups } = report;
  return formatJson({
    proxies: { compared, changed: changed.length, added, removed },
    resources: groups.map((group) => ({
      type: WORDS[group.type],
      names: group.names,
      proxies: group.proxies,
      changes: group.changes.map((change) => {
        const { before, after } = originsOf(change);
        return {
          kind: change.kind,
          path: formatSteps(change.path),
          steps: change.path.map(plainStep),
          ...shownValues(change),
          from: { before, after },
        };
      }),
    })),
  });
}

/** Items of lists in brackets, so that a field of the same name is another step. */
function plainStep(step: Step): string | readonly [string] {
  return 'field' in step ? step.field : [step.item];
}

import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { isDnsLabel } from './syntax.js';
import { error } from './violation.js';

const EVERYWHERE = '*';
const NOWHERE = '~';
const HERE = '.';
const PATH: Path = ['spec', 'exportTo'];

export interface ExportOptions {
  /** ServiceEntry may be exported to no namespace at all. */
  readonly mayBeNowhere?: boolean;
  /** A DestinationRule for selected workloads stays in its own namespace. */
  readonly onlyHere?: boolean;
}

/**
 * `exportTo` of a resource in `namespace`.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService
 */
export function checkExportTo(
  exportTo: readonly string[] | undefined,
  namespace: string,
  { mayBeNowhere = false, onlyHere = false }: ExportOptions = {},
): readonly Violation[] {
  if (!exportTo || exportTo.length === 0) return [];
  const found: Violation[] = [];
  const taken = new Set<string>();
  exportTo.forEach((entry, i) => {
    const target = entry === HERE ? namespace : entry;
    const problem = taken.has(target)
      ? `exportTo has ${JSON.stringify(entry)} twice${target === entry ? '' : `: it is namespace ${namespace}`}`
      : targetProblem(target, mayBeNowhere);
    if (problem) found.push(error([...PATH, i], problem));
    else taken.add(target);
  });
  if (onlyHere) found.push(...checkOnlyHere(taken, namespace));
  if (taken.has(EVERYWHERE) && exportTo.length > 1) {
    found.push(error(PATH, 'exportTo has "*" beside others; "*" alone says it all'));
  }
  if (taken.has(NOWHERE) && exportTo.length > 1) {
    found.push(error(PATH, 'exportTo has "~", no namespace, beside others; keep one of them'));
  }
  return found;
}

function targetProblem(target: string, mayBeNowhere: boolean): string | undefined {
  if (target === EVERYWHERE) return undefined;
  if (target === NOWHERE) return mayBeNowhere ? undefined : 'exportTo has "~", which only a ServiceEntry may have';
  return isDnsLabel(target) ? undefined : 'exportTo has an entry that is no namespace, "." or "*"';
}

function checkOnlyHere(taken: ReadonlySet<string>, namespace: string): readonly Violation[] {
  if (taken.size === 0) return [];
  if (!taken.has(namespace)) {
    return [error(PATH, 'a rule with workloadSelector works in its own namespace; let exportTo be "." alone')];
  }
  return taken.size > 1
    ? [error(PATH, 'a rule with workloadSelector has exportTo with others than its namespace')]
    : [];
}

import { createTwoFilesPatch } from 'diff';
import type { Action, PlannedObject } from '../install/plan-diff.js';
import type { Tree } from '../install/types.js';
import { formatJson } from './json.js';
import { formatTable } from './table.js';
import { printableLines } from './terminal.js';
import { printYaml } from './yaml.js';

export type PlanFormat = 'table' | 'diff' | 'json' | 'yaml';

/** What printing needs to know of objects and is decided elsewhere. */
export interface PlanPrinting {
  readonly idOf: (planned: PlannedObject) => string;
  /** An object without what the server keeps for itself. */
  readonly strip: (object: Tree) => Tree;
}

const COLUMNS: readonly (readonly [Action, string])[] = [
  ['create', 'CREATE'],
  ['change', 'CHANGE'],
  ['delete', 'DELETE'],
  ['keep', 'UNCHANGED'],
];

/** What would happen: numbers by kind, then what changes and goes, name by name. */
export function formatPlanTable(planned: readonly PlannedObject[], { idOf }: PlanPrinting): string {
  const counts = new Map<string, Map<Action, number>>();
  for (const { object, action } of planned) {
    const row = counts.get(object.kind) ?? new Map<Action, number>();
    const shown = action === 'adopt' ? 'keep' : action;
    counts.set(object.kind, row.set(shown, (row.get(shown) ?? 0) + 1));
  }
  const rows = [...counts].map(([kind, row]) => [kind, ...COLUMNS.map(([action]) => String(row.get(action) ?? '-'))]);
  const table = formatTable([['KIND', ...COLUMNS.map(([, title]) => title)], ...rows], { padding: 2 });
  const lines = planned.flatMap((p) => {
    if (p.action === 'change') return [`change ${idOf(p)}: ${shortList(p.changes)}\n`];
    return p.action === 'delete' ? [`delete ${idOf(p)}\n`] : [];
  });
  return printableLines([table, ...lines].join(''));
}

const SHOWN = 4;

function shortList(paths: readonly string[]): string {
  const more = paths.length - SHOWN;
  return paths.slice(0, SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** A unified diff from the cluster's objects to what they would be; nothing for those that stay. */
export function formatPlanDiff(planned: readonly PlannedObject[], printing: PlanPrinting): string {
  return planned.map((p) => formatObjectDiff(p, printing)).join('');
}

function formatObjectDiff(p: PlannedObject, { idOf, strip }: PlanPrinting): string {
  if (p.action === 'keep' || p.action === 'adopt') return '';
  const before = p.before ? printYaml(strip(p.before)) : '';
  const after = p.action === 'delete' ? '' : printYaml(strip(p.after ?? p.object));
  const id = idOf(p);
  const patch = createTwoFilesPatch(
    p.before ? `cluster/${id}` : '/dev/null',
    p.action === 'delete' ? '/dev/null' : `after/${id}`,
    before,
    after,
    undefined,
    undefined,
    { context: 3 },
  );
  return printableLines(patch.replace(/^={5,}\n/, ''));
}

/** The plan as data: one entry an object. */
export function formatPlanData(planned: readonly PlannedObject[], format: 'json' | 'yaml'): string {
  const entries = planned.map(({ action, object, changes }) => ({
    action,
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(object.metadata.namespace !== undefined && { namespace: object.metadata.namespace }),
    name: object.metadata.name,
    ...(changes.length > 0 && { changes }),
  }));
  return format === 'json' ? formatJson({ objects: entries }) : printYaml({ objects: entries });
}

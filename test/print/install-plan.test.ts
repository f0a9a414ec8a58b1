import { describe, expect, it } from 'vitest';
import { objectId } from '../../src/install/order.js';
import { planDeletion, planObject, withoutBookkeeping } from '../../src/install/plan-diff.js';
import type { KubeObject, Tree } from '../../src/install/types.js';
import { formatPlanData, formatPlanDiff, formatPlanTable } from '../../src/print/install-plan.js';

const config = (name: string, data: Tree): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'n' },
  data,
});
const changed = planObject(config('b', {}), config('b', { x: 1, y: 1 }), config('b', { x: 2, y: 1 }), 'me');
const planned = [
  planObject(config('a', { x: 1 }), undefined, undefined, 'me'),
  changed,
  planObject(config('c', {}), config('c', {}), config('c', {}), 'me'),
  planDeletion({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'd', namespace: 'n' } }),
];
const printing = { idOf: (p: { readonly object: KubeObject }) => objectId(p.object), strip: withoutBookkeeping };

describe('a plan', () => {
  it('is a table of numbers, and what changes and goes by name', () => {
    expect(formatPlanTable(planned, printing)).toBe(
      [
        'KIND       CREATE  CHANGE  DELETE  UNCHANGED',
        'ConfigMap  1       1       -       1',
        'Service    -       -       1       -',
        'change ConfigMap n/b: data.x',
        'delete Service n/d',
        '',
      ].join('\n'),
    );
  });

  it('is a diff of what changes', () => {
    const diff = formatPlanDiff(planned, printing);
    expect(diff.split('\n').filter((line) => /^(---|\+\+\+) |^[-+] {2}[xy]:/.test(line))).toEqual([
      '--- /dev/null',
      '+++ after/ConfigMap n/a',
      '+  x: 1',
      '--- cluster/ConfigMap n/b',
      '+++ after/ConfigMap n/b',
      '-  x: 1',
      '+  x: 2',
      '--- cluster/Service n/d',
      '+++ /dev/null',
    ]);
  });

  it('is data, an entry an object', () => {
    const entry = {
      action: 'change',
      apiVersion: 'v1',
      kind: 'ConfigMap',
      namespace: 'n',
      name: 'b',
      changes: ['data.x'],
    };
    expect(JSON.parse(formatPlanData([changed], 'json'))).toEqual({ objects: [entry] });
    expect(formatPlanData([changed], 'yaml')).toContain('action: change\n');
  });

  it('sends nothing to the terminal that it obeys', () => {
    const evil = config('e', { x: 'a\u001b[2Jb' });
    const was = planObject(evil, config('e', { x: 'b' }), evil, 'me');
    for (const text of [
      formatPlanTable([was], printing),
      formatPlanDiff([was], printing),
      formatPlanData([was], 'json'),
    ]) {
      expect(text).not.toContain('\u001b');
    }
  });

  it('says of many changes only the first', () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`k${i}`, i]));
    const p = planObject(config('m', {}), config('m', {}), config('m', many), 'me');
    expect(formatPlanTable([p], printing)).toMatch(
      /change ConfigMap n\/m: data\.k0, data\.k1, data\.k2, data\.k3 and 5 more/,
    );
  });
});

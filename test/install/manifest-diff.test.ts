import { describe, expect, it } from 'vitest';
import { controlPlaneRevisions, diffManifests, installedBeside } from '../../src/install/manifest-diff.js';
import type { KubeObject } from '../../src/install/types.js';
import { formatManifestDiff, summarizeManifestDiff } from '../../src/print/manifest-diff.js';

const map = (name: string, data: object, apiVersion = 'v1', kind = 'ConfigMap'): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'ns' },
  data,
});
const diff = (a: readonly KubeObject[], b: readonly KubeObject[]) => {
  const pairs = diffManifests(a, b);
  return { pairs, text: formatManifestDiff(pairs, ['a.yaml', 'b.yaml'], false), summary: summarizeManifestDiff(pairs) };
};

describe('two manifests', () => {
  it('are equal in any order of objects and keys', () => {
    const reordered = {
      data: { k: 1, l: [{ y: 2, x: 1 }] },
      metadata: { namespace: 'ns', name: 'a' },
      kind: 'ConfigMap',
      apiVersion: 'v1',
    };
    const result = diff([map('a', { l: [{ x: 1, y: 2 }], k: 1 }), map('b', {})], [map('b', {}), reordered]);
    expect(result).toEqual({ pairs: [], text: '', summary: 'no differences\n' });
  });
  it('differ in the order of lists', () => {
    expect(diff([map('a', { l: [1, 2] })], [map('a', { l: [2, 1] })]).pairs).toHaveLength(1);
  });
  it('are shown as a unified diff an object, /dev/null for a side without it', () => {
    const { text, summary } = diff([map('a', { k: 1 }), map('gone', {})], [map('new', {}), map('a', { k: 2 })]);
    const headers = text.match(/^(---|\+\+\+) .*$/gm);
    expect(headers).toEqual([
      '--- a.yaml: ConfigMap ns/a',
      '+++ b.yaml: ConfigMap ns/a',
      '--- a.yaml: ConfigMap ns/gone',
      '+++ /dev/null',
      '--- /dev/null',
      '+++ b.yaml: ConfigMap ns/new',
    ]);
    expect(text).toContain('-  k: 1\n+  k: 2\n');
    expect(summary).toBe('1 added, 1 removed, 1 changed\n');
  });
  it('tell objects apart by group, not by version', () => {
    const [v1, beta] = [map('x', {}, 'g.io/v1', 'Thing'), map('x', {}, 'g.io/v1beta1', 'Thing')];
    expect(diff([v1], [beta]).text).toContain('-apiVersion: g.io/v1\n+apiVersion: g.io/v1beta1\n');
    expect(diff([v1], [map('x', {}, 'other.io/v1', 'Thing')]).pairs).toHaveLength(2);
  });
  it('that have little in common are still shown', () => {
    const lines = (n: number) => Array.from({ length: 4000 }, (_, i) => String(i * 2 + n));
    const { text } = diff([map('a', { l: lines(0) })], [map('a', { l: lines(1) })]);
    expect(text.match(/^-- "/gm) ?? text.match(/^-\s+- "/gm)).toHaveLength(4000);
    expect(text.match(/^\+\s*- "/gm)).toHaveLength(4000);
    expect(text).toMatch(/^@@ -1,\d+ \+1,\d+ @@$/m);
  });
  it('let no escape through to the terminal', () => {
    expect(diff([], [map('a', { k: 'x\u001b[2Jy' })]).text).not.toContain('\u001b');
  });
});

describe('what a cluster has beside a manifest', () => {
  const object = (name: string, labels: Readonly<Record<string, string>>, kind = 'Service'): KubeObject => ({
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace: 'ns', labels },
  });
  const ours = { 'app.kubernetes.io/managed-by': 'meshwright' };
  const pilot = object('istiod', { ...ours, 'operator.istio.io/component': 'Pilot', 'istio.io/rev': 'blue' });

  it('counts for the revisions whose control plane is in the manifest', () => {
    const gateway = object('gw', { 'operator.istio.io/component': 'IngressGateways', 'istio.io/rev': 'green' });
    expect(controlPlaneRevisions([pilot, gateway, pilot])).toEqual(['blue']);
  });
  it('leaves out definitions, tags and what others installed', () => {
    const found = [
      pilot,
      object('gw', ours),
      object('crd', ours, 'CustomResourceDefinition'),
      object('tag', { ...ours, 'istio.io/tag': 'prod' }),
      object('other', {}),
    ];
    expect(installedBeside([pilot], found).map(({ metadata }) => metadata.name)).toEqual(['gw']);
  });
});

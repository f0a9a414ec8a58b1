import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type FakeServer, startFakeServer } from '../kube/fake-api-server.js';
import { runCommand } from './command-run.js';

const folder = mkdtempSync(join(tmpdir(), 'manifest-'));
let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
const map = (name: string, value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: ns}\ndata: {k: "${value}"}\n`;
const diff = (...args: string[]) => runCommand(['manifest', 'diff', ...args]);

describe('manifest diff', () => {
  it('ends as diff(1) does: 0 for equal, 1 for different, 2 for trouble', async () => {
    const a = file('a.yaml', `${map('x', '1')}---\n${map('w', '1')}`);
    const b = file('b.yaml', `${map('w', '1')}---\n${map('x', '1')}`);
    const c = file('c.yaml', map('x', '2'));
    expect(await diff(a, b)).toEqual({ exit: 0, out: '', err: 'no differences\n' });
    const changed = await diff(a, c);
    expect(changed.exit).toBe(1);
    expect(changed.out).toContain('-  k: "1"\n+  k: "2"\n');
    expect((await diff(a, join(folder, 'none.yaml'))).exit).toBe(2);
    expect((await diff(a, file('broken.yaml', 'a: [b'))).exit).toBe(2);
    expect((await diff(a, file('nameless.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n'))).exit).toBe(2);
  });

  it('reads lists and standard input', async () => {
    const items = file(
      'list.yaml',
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: x, namespace: ns}, data: {k: "1"}}\n',
    );
    expect((await runCommand(['manifest', 'diff', items, '-'], map('x', '1'))).exit).toBe(0);
  });

  it('compares a file with the cluster: only what the file sets', async () => {
    server = await startFakeServer((url) => {
      if (url.pathname === '/api/v1')
        return { body: { resources: [{ name: 'configmaps', kind: 'ConfigMap', namespaced: true }] } };
      if (url.pathname !== '/api/v1/namespaces/ns/configmaps/x') return undefined;
      const metadata = { name: 'x', namespace: 'ns', uid: 'u', labels: { of: 'others' } };
      return { body: { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { k: '1', more: '2' } } };
    });
    const { kubeconfig } = server;
    expect((await diff(file('x.yaml', map('x', '1')), '--kubeconfig', kubeconfig)).exit).toBe(0);
    const changed = await diff(
      file('x2.yaml', `${map('x', '3')}---\n${map('absent', '1')}`),
      '--kubeconfig',
      kubeconfig,
    );
    expect(changed.exit).toBe(1);
    expect(changed.out).toContain('--- cluster: ConfigMap ns/x\n');
    expect(changed.out).toContain('-  k: "1"\n+  k: "3"\n');
    expect(changed.out).not.toContain('others');
    expect(changed.err).toBe('1 added, 0 removed, 1 changed\n');
  });

  it('is in trouble without a cluster to ask', async () => {
    expect((await diff(file('z.yaml', map('x', '1')), '--kubeconfig', join(folder, 'none'))).exit).toBe(2);
  });
});

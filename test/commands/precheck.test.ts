import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, type FakeServer, startFakeServer } from '../kube/fake-api-server.js';
import { runCommand } from './command-run.js';

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const REVIEW = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const FINE: Readonly<Record<string, Answer>> = {
  '/version': { body: { gitVersion: 'v1.34.2' } },
  [REVIEW]: { status: 201, body: { status: { allowed: true } } },
  '/apis': { body: { groups: [] } },
  '/api/v1': { body: { resources: [{ name: 'nodes', verbs: ['list'] }] } },
  '/api/v1/nodes': {
    body: { items: [{ metadata: { name: 'a' }, status: { conditions: [{ type: 'Ready', status: 'True' }] } }] },
  },
};

async function precheck(answers: Readonly<Record<string, Answer>>, ...args: string[]) {
  server = await startFakeServer((url) => answers[url.pathname]);
  return runCommand(['precheck', '--kubeconfig', server.kubeconfig, ...args]);
}

describe('precheck', () => {
  it('of a cluster that is fine ends with 0', async () => {
    const { exit, out, err } = await precheck(FINE);
    expect(err).toContain('ready for an installation');
    expect(out).not.toMatch(/^[✘!]/m);
    expect(out).toMatch(/^✔ .*v1\.34\.2/m);
    expect(exit).toBe(0);
  });

  it.each([
    ['an old server', { '/version': { body: { gitVersion: 'v1.29.0' } } }, 'IST0142'],
    ['rights that are missing', { [REVIEW]: { status: 201, body: { status: { allowed: false } } } }, 'IST0141'],
  ])('ends with 1 for %s', async (_, changed, code) => {
    const { exit, out } = await precheck({ ...FINE, ...changed });
    expect(out).toContain(`[${code}]`);
    expect(exit).toBe(1);
  });

  it('warns, and ends with 0, for what an installation survives', async () => {
    const labels = { 'istio-injection': 'enabled', 'istio.io/rev': 'x' };
    const { exit, out } = await precheck({
      ...FINE,
      '/api/v1': { body: { resources: ['nodes', 'namespaces'].map((name) => ({ name, verbs: ['list'] })) } },
      '/api/v1/namespaces': { body: { items: [{ metadata: { name: 'shop', labels } }] } },
    });
    expect(out).toMatch(/^! .*shop.* \[IST0123\]$/m);
    expect(exit).toBe(0);
  });

  it('reports on a server that nobody may ask anything', async () => {
    const { exit, out, err } = await precheck(
      Object.fromEntries(Object.keys(FINE).map((path) => [path, { status: 403, body: { message: 'no' } }])),
    );
    expect(out).toMatch(/^- .*version/m);
    expect(out).toMatch(/^- nodes-ready: not checked/m);
    expect(err).not.toMatch(/bug|Error:/);
    expect(exit).toBe(0);
  });

  it('reports on credentials that are not taken', async () => {
    const { exit, out } = await precheck({ '/version': { status: 401, body: { message: 'who?' } } });
    expect(out).toMatch(/^✘ /m);
    expect(out).toMatch(/credentials/);
    expect(exit).toBe(1);
  });

  it('reports on a server that is not there', async () => {
    const gone = {
      clusters: [{ name: 'a', cluster: { server: 'http://127.0.0.1:1' } }],
      contexts: [{ name: 'a', context: { cluster: 'a' } }],
      'current-context': 'a',
    };
    const folder = mkdtempSync(join(tmpdir(), 'precheck-'));
    const kubeconfig = join(folder, 'config');
    writeFileSync(kubeconfig, JSON.stringify(gone));
    const { exit, out, err } = await runCommand(['precheck', '--kubeconfig', kubeconfig]);
    rmSync(folder, { recursive: true });
    expect(out).toMatch(/^✘ cannot reach/m);
    expect(err).toContain('1 failed');
    expect(exit).toBe(1);
  });

  it('prints JSON and JUnit with the same rows', async () => {
    const json = await precheck(FINE, '-o', 'json');
    const rows = JSON.parse(json.out).rows.length;
    await server?.close();
    const junit = await precheck(FINE, '-o', 'junit');
    expect(junit.out.match(/<testcase /g)).toHaveLength(rows);
  });

  it('shows what is bad enough, and still counts the rest', async () => {
    const old = { ...FINE, '/version': { body: { gitVersion: 'v1.29.0' } } };
    const { exit, out } = await precheck(old, '--output-threshold', 'Warning');
    expect(out.match(/^[✔✘!-] /gm)).toEqual(['✘ ']);
    expect(exit).toBe(1);
    await server?.close();
    const fine = await precheck(FINE, '--output-threshold', 'error');
    expect(fine).toMatchObject({ exit: 0, out: '' });
  });

  it('looks at workloads alone with --skip-controlplane', async () => {
    const { exit, out } = await precheck(
      { ...FINE, '/version': { body: { gitVersion: 'v1.20.0' } } },
      '--skip-controlplane',
    );
    expect(out).not.toMatch(/^(Rights|Nodes)$/m);
    expect(out).toMatch(/^Injection$/m);
    expect(exit).toBe(0);
  });

  it.each([[['--from-version', 'old']], [['--snapshot', 'file']], [['-o', 'xml']]])('refuses %j', async (args) =>
    expect((await precheck(FINE, ...args)).exit).toBe(64),
  );
});

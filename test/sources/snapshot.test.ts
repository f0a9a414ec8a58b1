import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/kube/client.js';
import { buildStore } from '../../src/model/store.js';
import { printYaml } from '../../src/print/yaml.js';
import { loadCluster } from '../../src/sources/cluster.js';
import { loadSnapshot } from '../../src/sources/snapshot-file.js';
import { formatSnapshotHeader, readSnapshotHeader } from '../../src/sources/snapshot-header.js';
import { redact, takeSnapshot, writePrivateFile } from '../../src/sources/snapshot-write.js';
import { type Answer, type FakeServer, startFakeServer } from '../kube/fake-api-server.js';

let server: FakeServer | undefined;
const folder = mkdtempSync(join(tmpdir(), 'snapshot-'));
afterEach(async () => {
  await server?.close();
  server = undefined;
});
afterAll(() => rmSync(folder, { recursive: true }));

const PASSWORD = 'hunter2';
const encoded = Buffer.from(PASSWORD).toString('base64');
/** No certificate, though it looks like one; and a key that must not get out beside it. */
const pem = Buffer.from(
  `-----BEGIN PRIVATE KEY-----\n${encoded}\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
).toString('base64');
const list = (...items: unknown[]): Answer => ({ body: { kind: 'List', metadata: {}, items } });
const kinds = (...names: string[]): Answer => ({
  body: { resources: names.map((name) => ({ name, verbs: ['list'] })) },
});
const named = (name: string, namespace: string, rest: object = {}) => ({
  metadata: {
    name,
    namespace,
    uid: 'u',
    resourceVersion: '7',
    managedFields: [{ manager: 'kubectl' }],
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': PASSWORD, kept: 'yes' },
  },
  ...rest,
});

const ANSWERS: Readonly<Record<string, Answer>> = {
  '/apis': { body: { groups: [{ name: 'apps', versions: [{ version: 'v1' }] }] } },
  '/api/v1': kinds('services', 'secrets', 'configmaps', 'pods', 'nodes'),
  '/apis/apps/v1': kinds('deployments'),
  '/api/v1/services': list(named('web', 'shop', { spec: { ports: [{ port: 80 }] } }), named('api', 'other')),
  '/api/v1/secrets': list(
    named('pair', 'shop', { data: { cert: pem, key: pem } }),
    named('cert', 'shop', { type: 'kubernetes.io/tls', data: { 'tls.crt': encoded, 'tls.key': encoded } }),
  ),
  '/api/v1/configmaps': list(
    named('istio', 'istio-system', { data: { mesh: 'rootNamespace: istio-system\n' } }),
    named('app', 'shop', { data: { password: PASSWORD } }),
  ),
  '/api/v1/pods': { status: 403, body: { message: 'no pods' } },
  '/api/v1/nodes': list(named('a', '')),
  '/apis/apps/v1/deployments': list(
    named('web', 'shop', {
      spec: {
        template: {
          spec: {
            containers: [
              {
                name: 'app',
                env: [
                  { name: 'PASSWORD', value: PASSWORD },
                  { name: 'REF', valueFrom: { secretKeyRef: { name: 's' } } },
                ],
              },
              { name: 'istio-proxy', env: [{ name: 'ISTIO_META_NETWORK', value: 'blue' }] },
            ],
          },
        },
      },
    }),
  ),
};

async function take(namespace?: string) {
  server = await startFakeServer((url) => ANSWERS[url.pathname]);
  const client = await connect({ kubeconfig: server.kubeconfig });
  try {
    return await takeSnapshot(client, {
      istioNamespace: 'istio-system',
      ...(namespace !== undefined && { namespace }),
    });
  } finally {
    client.close();
  }
}

describe('a snapshot', () => {
  it('has nothing secret in it, and no bookkeeping', async () => {
    const text = (await take()).objects.map((object) => printYaml(object)).join('---\n');
    for (const word of [PASSWORD, encoded, pem, 'uid', 'managedFields', 'last-applied'])
      expect(text).not.toContain(word);
    for (const word of ['tls.key', 'rootNamespace', 'ISTIO_META_NETWORK', 'blue', 'secretKeyRef', 'kept'])
      expect(text).toContain(word);
  });

  it('is read back as what the cluster gives, with what stayed hidden', async () => {
    const { objects, diagnostics } = await take();
    const live = await loadCluster({ kubeconfig: server?.kubeconfig ?? '', forAnalysis: true });
    const file = join(folder, 'cluster.yaml');
    writeFileSync(
      file,
      formatSnapshotHeader('a snapshot', diagnostics) + objects.map((o) => `---\n${printYaml(o)}`).join(''),
    );
    const read = await loadSnapshot(file, { keepRaw: true });
    const shape = ({ resources }: typeof read) =>
      resources.map(({ apiVersion, kind, metadata, body }) => ({
        apiVersion,
        kind,
        metadata,
        body: kind === 'Secret' ? {} : body,
      }));
    const withoutValues = (text: unknown) => JSON.parse(JSON.stringify(text).replaceAll(PASSWORD, 'redacted'));
    expect(withoutValues(shape(read))).toEqual(withoutValues(shape(live)));
    const verdicts = ({ resources }: typeof read) =>
      buildStore(resources)
        .list('Secret')
        .map(({ metadata, body }) => [metadata.name, [...body.keys], body.certificateProblem(undefined)]);
    expect(verdicts(live)).toEqual([
      ['pair', ['cert', 'key'], 'unreadable'],
      ['cert', ['tls.crt', 'tls.key'], 'missing'],
    ]);
    expect(verdicts(read)).toEqual(verdicts(live));
    expect(read.problems).toEqual([]);
    expect(read.diagnostics).toEqual(live.diagnostics);
  });

  it('of a namespace has that one, the control plane, and what has no namespace', async () => {
    const { objects } = await take('other');
    const names = objects.map(({ kind, metadata }) => `${String(kind)} ${String(Object(metadata).name)}`);
    expect(names).toEqual(['Node a', 'Service api', 'ConfigMap istio']);
  });

  it('keeps variables of jobs and init containers to itself', () => {
    const container = { name: 'app', env: [{ name: 'A', value: PASSWORD }] };
    const pod = { initContainers: [container], containers: [container] };
    for (const spec of [pod, { template: { spec: pod } }, { jobTemplate: { spec: { template: { spec: pod } } } }]) {
      const text = JSON.stringify(redact({ apiVersion: 'v1', kind: 'X', metadata: {}, spec }));
      expect(text).not.toContain(PASSWORD);
      expect(text.match(/redacted/g)).toHaveLength(2);
    }
  });
});

describe('the header', () => {
  it('is read as it was written, and ends with the comments', () => {
    const hidden = [
      { code: 'cluster-kind-forbidden', severity: 'warning' as const, args: { kind: 'pods', user: 'eve' } },
      {
        code: 'cluster-kind-partial',
        severity: 'warning' as const,
        args: { kind: 'gateways.networking.istio.io', user: 'eve', namespaces: 'a, b' },
      },
    ];
    const text = formatSnapshotHeader('from\nhere', hidden);
    expect(text.split('\n')[0]).toBe('# from here');
    expect(readSnapshotHeader(`${text}---\n# hidden from eve: nodes\n`)).toEqual(hidden);
    expect(readSnapshotHeader('kind: Pod\n')).toEqual([]);
    expect(readSnapshotHeader('# hidden from eve: nodes')).toHaveLength(1);
  });
});

describe('a private file', () => {
  it('is readable by its owner alone, and replaces what was there at once', async () => {
    const path = join(folder, 'out');
    writeFileSync(path, 'old', { mode: 0o644 });
    await writePrivateFile(path, ['a', 'b']);
    expect(readFileSync(path, 'utf8')).toBe('ab');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
  it('that cannot be written is an error of the user', async () => {
    await expect(writePrivateFile('/nowhere/at/all', ['a'])).rejects.toMatchObject({
      name: 'UserError',
      kind: 'failed',
    });
  });
});

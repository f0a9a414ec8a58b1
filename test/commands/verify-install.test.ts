import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, type FakeServer, startFakeServer } from '../kube/fake-api-server.js';
import { runCommand } from './command-run.js';

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const NAMESPACE = '/api/v1/namespaces/istio-system';
const ACCOUNT = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'istiod', namespace: 'istio-system' } };
const ISTIOD = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'istiod', namespace: 'istio-system' },
  spec: {
    selector: { matchLabels: { app: 'istiod' } },
    template: { spec: { containers: [{ name: 'discovery', image: 'a' }] } },
  },
};
const record = (state: string, objects: readonly object[]): Answer => ({
  body: {
    items: [
      {
        metadata: { name: 'meshwright-installed', namespace: 'istio-system' },
        data: { state, tag: '1.30.3', spec: '{"profile":"empty"}', objects: '' },
        binaryData: { manifest: gzipSync(JSON.stringify(objects)).toString('base64') },
      },
    ],
  },
});
const ready = { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
const pod = {
  metadata: { name: 'istiod-x' },
  status: {
    containerStatuses: [{ name: 'discovery', ready: false, state: { waiting: { reason: 'ImagePullBackOff' } } }],
  },
};

async function verify(answers: Readonly<Record<string, Answer>>, ...args: string[]) {
  server = await startFakeServer((url) => answers[url.pathname]);
  return runCommand(['verify-install', '--kubeconfig', server.kubeconfig, ...args]);
}
const installed = (state = 'complete', status: object = ready): Readonly<Record<string, Answer>> => ({
  [`${NAMESPACE}/configmaps`]: record(state, [ACCOUNT, ISTIOD]),
  [`${NAMESPACE}/serviceaccounts/istiod`]: { body: { ...ACCOUNT, metadata: { ...ACCOUNT.metadata, uid: 'u' } } },
  '/apis/apps/v1/namespaces/istio-system/deployments/istiod': { body: { ...ISTIOD, status } },
  [`${NAMESPACE}/pods`]: { body: { items: [pod] } },
});

describe('verify-install', () => {
  it('ends with 0 when all that is recorded is as it was applied', async () => {
    const { exit, out, err } = await verify(installed());
    expect(out).toBe(
      '✔ ServiceAccount istio-system/istiod: as applied\n✔ Deployment istio-system/istiod: as applied, and ready\n',
    );
    expect(err).toContain('all 2 objects');
    expect(exit).toBe(0);
  });
  it('names what is missing', async () => {
    const { [`${NAMESPACE}/serviceaccounts/istiod`]: _, ...rest } = installed();
    const { exit, out } = await verify(rest);
    expect(out).toMatch(/^✘ ServiceAccount istio-system\/istiod: it is not in the cluster$/m);
    expect(exit).toBe(1);
  });
  it('says of what is not ready which pod waits for what', async () => {
    const { exit, out } = await verify(installed('complete', { ...ready, availableReplicas: 0 }));
    expect(out).toMatch(/^✘ Deployment .*0 of 1 pods available\n {4}.*istiod-x.*discovery.*ImagePullBackOff$/m);
    expect(exit).toBe(1);
  });
  it('says what it may not read', async () => {
    const denied = { status: 403, body: { message: 'no' } };
    const { exit, out } = await verify({ ...installed(), [`${NAMESPACE}/serviceaccounts/istiod`]: denied });
    expect(out).toMatch(/^✘ ServiceAccount istio-system\/istiod: .*may not/m);
    expect(exit).toBe(1);
  });
  it('ends with 1 for an installation that was not completed', async () => {
    const { exit, err } = await verify(installed('applying'));
    expect(err).toContain('not completed');
    expect(exit).toBe(1);
  });
  it('ends with 1 where nothing is recorded', async () => {
    const { exit, err } = await verify({ [`${NAMESPACE}/configmaps`]: { body: { items: [] } } }, '--revision', 'blue');
    expect(err).toMatch(/no installation of revision blue is recorded in namespace istio-system/);
    expect(exit).toBe(1);
  });
  it('gives rows as JSON', async () => {
    const { out } = await verify(installed(), '-o', 'json');
    const { summary, rows } = JSON.parse(out);
    expect(summary).toEqual({ objects: 2, wrong: 0 });
    expect(rows.map(({ status }: { readonly status: string }) => status)).toEqual(['ok', 'ok']);
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { type MemoryServer, type StoredObject, startMemoryServer } from '../kube/memory-api-server.js';
import { runCommand } from './command-run.js';

const REV = 'istio.io/rev';
const NEVER = { matchLabels: { 'istio.io/deactivated': 'never-match' } };

function hook(name: string, namespaces: object, pods: object, service: string) {
  return {
    name: `${name}.sidecar-injector.istio.io`,
    clientConfig: {
      service: { name: service, namespace: 'istio-system', path: '/inject', port: 443 },
      caBundle: 'Q0E=',
    },
    failurePolicy: 'Fail',
    namespaceSelector: namespaces,
    objectSelector: pods,
  };
}

function injector(revision: string): StoredObject {
  const suffix = revision === 'default' ? '' : `-${revision}`;
  const unlabelled = { key: 'istio-injection', operator: 'DoesNotExist' };
  const own = { matchExpressions: [{ key: REV, operator: 'In', values: [revision] }, unlabelled] };
  const service = `istiod${suffix}`;
  const plain = { matchLabels: { 'istio-injection': 'enabled' } };
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name: `istio-sidecar-injector${suffix}`, labels: { [REV]: revision, app: 'sidecar-injector' } },
    webhooks: [
      hook('rev.namespace', own, {}, service),
      ...(revision === 'default' ? [hook('namespace', plain, {}, service)] : []),
    ],
  };
}

function service(revision: string): StoredObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: revision === 'default' ? 'istiod' : `istiod-${revision}`, namespace: 'istio-system' },
    spec: {
      ports: [{ name: 'https-dns', port: 15012, nodePort: 30000 }],
      selector: { app: 'istiod', [REV]: revision },
    },
  };
}

const namespace = (name: string, labels: Readonly<Record<string, string>>): StoredObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

let server: MemoryServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(...objects: readonly StoredObject[]) {
  const started = await startMemoryServer([...objects, injector('default'), injector('canary'), service('canary')]);
  server = started;
  const tag = (line: string) => runCommand(['tag', ...line.split(' '), '--kubeconfig', started.kubeconfig]);
  return { tag, server: started };
}

describe('tag set', () => {
  it('makes webhooks and a Service from those of the revision', async () => {
    const { tag, server: api } = await start();
    const { exit, out } = await tag('set prod --revision canary');
    expect([exit, out]).toEqual([0, '']);
    const labels = { [REV]: 'canary', 'istio.io/tag': 'prod', 'operator.istio.io/component': 'Pilot' };
    expect(api.object('MutatingWebhookConfiguration', 'istio-revision-tag-prod')).toMatchObject({
      metadata: { labels: { ...labels, app: 'sidecar-injector' } },
      webhooks: ['rev.namespace', 'rev.object'].map((name) => ({
        name: `${name}.sidecar-injector.istio.io`,
        clientConfig: { service: { name: 'istiod-canary', path: '/inject' }, caBundle: 'Q0E=' },
        failurePolicy: 'Fail',
      })),
    });
    expect(api.object('Service', 'istiod-revision-tag-prod')).toMatchObject({
      metadata: { namespace: 'istio-system', labels },
      spec: { ports: [{ name: 'https-dns', port: 15012 }], selector: { [REV]: 'canary' } },
    });
    expect(JSON.stringify(api.object('Service', 'istiod-revision-tag-prod'))).not.toContain('nodePort');
    const listed = await tag('list');
    expect(listed.out).toBe('TAG  REVISION NAMESPACES\nprod canary   \n');
  });

  it('moves a tag only when told to', async () => {
    const { tag, server: api } = await start();
    await tag('set prod --revision canary');
    const refused = await tag('set prod --revision default');
    expect(refused.exit).toBe(1);
    expect(refused.err).toContain('is there already, for revision canary');
    expect((await tag('set prod --revision default --overwrite')).exit).toBe(0);
    expect(api.object('MutatingWebhookConfiguration', 'istio-revision-tag-prod')?.metadata.labels?.[REV]).toBe(
      'default',
    );
  });

  it('gives the tag default the pods of the default revision, and gives them back', async () => {
    const { tag, server: api } = await start();
    expect((await tag('set default --revision canary')).exit).toBe(0);
    const off = [0, 1].map(() => ({ namespaceSelector: NEVER, objectSelector: NEVER }));
    expect(api.object('MutatingWebhookConfiguration', 'istio-sidecar-injector')?.['webhooks']).toMatchObject(off);
    expect(api.object('ValidatingWebhookConfiguration', 'istiod-default-validator')).toMatchObject({
      metadata: { labels: { [REV]: 'canary', 'istio.io/tag': 'default' } },
      webhooks: [{ clientConfig: { service: { name: 'istiod-canary', path: '/validate' } } }],
    });
    expect((await tag('remove default')).exit).toBe(0);
    const again = api.object('MutatingWebhookConfiguration', 'istio-sidecar-injector');
    expect(JSON.stringify(again)).not.toContain('never-match');
    const validator = api.object('ValidatingWebhookConfiguration', 'istiod-default-validator');
    expect(validator?.metadata.labels).toMatchObject({ [REV]: 'default' });
    expect(validator?.metadata.labels).not.toHaveProperty(['istio.io/tag']);
    expect(api.object('MutatingWebhookConfiguration', 'istio-revision-tag-default')).toBeUndefined();
  });

  it.each([
    ['prod --revision canari', 1, 'did you mean canary?'],
    ['prod', 64, '--revision'],
    ['Prod --revision canary', 64, 'cannot name a revision tag'],
    [`${'a'.repeat(44)} --revision canary`, 64, 'at most 43'],
    ['canary --revision default', 1, 'would be taken by istio-sidecar-injector-canary too'],
    ['prod --revision canary --auto-inject-namespaces', 64, 'only the tag default'],
    ['prod --revision canary --snapshot x.yaml', 64, 'cannot be changed'],
  ])('refuses %s', async (line, code, message) => {
    const { tag, server: api } = await start();
    const { exit, err } = await tag(`set ${line}`);
    expect(exit).toBe(code);
    expect(err).toContain(message);
    expect(api.changes).toEqual([]);
  });
});

describe('tag remove', () => {
  it('asks where namespaces use it, and needs somebody to answer', async () => {
    const { tag, server: api } = await start(namespace('shop', { [REV]: 'prod' }));
    await tag('set prod --revision canary');
    const before = api.changes.length;
    const asked = await tag('remove prod');
    expect(asked.exit).toBe(64);
    expect(asked.err).toContain('shop');
    expect(api.changes.length).toBe(before);
    expect((await tag('remove prod -y')).exit).toBe(0);
    expect(api.object('MutatingWebhookConfiguration', 'istio-revision-tag-prod')).toBeUndefined();
    expect(api.object('Service', 'istiod-revision-tag-prod')).toBeUndefined();
  });

  it('does not know a tag that is not there', async () => {
    const { tag } = await start();
    await tag('set prod --revision canary');
    const { exit, err } = await tag('remove prd');
    expect(exit).toBe(1);
    expect(err).toContain('did you mean prod?');
  });
});

describe('tag generate', () => {
  it('prints what set applies, of a snapshot too, and changes nothing', async () => {
    const { tag, server: api } = await start();
    const { exit, out } = await tag('generate default --revision canary --auto-inject-namespaces');
    expect(exit).toBe(0);
    expect(api.changes).toEqual([]);
    expect(out.match(/^kind: .*/gm)).toEqual([
      'kind: Service',
      'kind: MutatingWebhookConfiguration',
      'kind: MutatingWebhookConfiguration',
      'kind: ValidatingWebhookConfiguration',
    ]);
    expect(out).toContain('auto.sidecar-injector.istio.io');
    const snapshot = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [injector('canary')] });
    const offline = await runCommand(['tag', 'generate', 'prod', '-r', 'canary', '--snapshot', '-'], snapshot);
    expect(offline.out).toContain('name: istio-revision-tag-prod');
    expect(offline.out).toContain('name: istiod-revision-tag-prod');
  });
});

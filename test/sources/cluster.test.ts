import { afterEach, describe, expect, it } from 'vitest';
import { loadCluster } from '../../src/sources/cluster.js';
import { type Answer, type FakeServer, startFakeServer } from '../kube/fake-api-server.js';

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const list = (items: readonly unknown[], next?: string): Answer => ({
  body: { kind: 'List', metadata: next ? { continue: next } : {}, items },
});
const kinds = (...names: string[]): Answer => ({
  body: { resources: names.map((name) => ({ name, verbs: ['get', 'list'] })) },
});
const named = (name: string, rest: object = {}) => ({ metadata: { name, namespace: 'shop' }, ...rest });
const ISTIO = '/apis/networking.istio.io';
const groups: Answer = {
  body: {
    groups: [
      {
        name: 'networking.istio.io',
        versions: [{ version: 'v9' }, { version: 'v1' }, { version: 'v1alpha3' }],
        preferredVersion: { version: 'v9' },
      },
    ],
  },
};

async function load(answers: Readonly<Record<string, Answer | ((url: URL, seen: number) => Answer)>>) {
  server = await startFakeServer((url, seen) => {
    const answer = answers[url.pathname];
    return typeof answer === 'function' ? answer(url, seen) : answer;
  });
  return loadCluster({ kubeconfig: server.kubeconfig });
}

const names = (loaded: Awaited<ReturnType<typeof load>>) =>
  loaded.resources.map((r) => `${r.kind} ${r.metadata.name} ${r.apiVersion}`);

describe('a cluster as a source', () => {
  it('takes each kind in a version that the server has and that is known here', async () => {
    const loaded = await load({
      '/apis': groups,
      '/api/v1': kinds('services'),
      '/api/v1/services': list([named('web')]),
      [`${ISTIO}/v1`]: kinds('virtualservices'),
      [`${ISTIO}/v1alpha3`]: kinds('virtualservices', 'envoyfilters'),
      [`${ISTIO}/v1/virtualservices`]: list([named('web')]),
      [`${ISTIO}/v1alpha3/envoyfilters`]: list([named('lua')]),
    });
    expect(names(loaded)).toEqual([
      'Service web v1',
      'VirtualService web networking.istio.io/v1',
      'EnvoyFilter lua networking.istio.io/v1alpha3',
    ]);
    expect(loaded.problems).toEqual([]);
    expect(loaded.diagnostics).toEqual([]);
  });

  it('goes on from page to page, compressed ones and expired ones too', async () => {
    const pages = (url: URL): Answer => {
      const at = url.searchParams.get('continue');
      if (!at) return { ...list([named('a')], 'old'), gzip: true };
      if (at === 'old') return { status: 410, body: { message: 'expired', metadata: { continue: 'new' } } };
      return list([named('b')]);
    };
    const loaded = await load({ '/apis': { body: { groups: [] } }, '/api/v1': kinds('pods'), '/api/v1/pods': pages });
    expect(loaded.resources.map((r) => r.metadata.name)).toEqual(['a', 'b']);
  });

  it('asks again when the server is busy', async () => {
    const busy = (_: URL, seen: number): Answer =>
      seen === 0 ? { status: 429, body: {}, headers: { 'retry-after': '0' } } : list([named('a')]);
    const loaded = await load({ '/apis': { body: { groups: [] } }, '/api/v1': kinds('pods'), '/api/v1/pods': busy });
    expect(loaded.resources).toHaveLength(1);
  });

  it('reports a kind that may not be listed, and reads the own namespace where that is allowed', async () => {
    const no: Answer = { status: 403, body: { message: 'pods is forbidden' } };
    const loaded = await load({
      '/apis': { body: { groups: [] } },
      '/api/v1': kinds('pods', 'nodes', 'services'),
      '/api/v1/pods': no,
      '/api/v1/nodes': no,
      '/api/v1/services': no,
      '/api/v1/namespaces/home/pods': list([named('a')]),
      '/api/v1/namespaces/home/services': no,
      '/api/v1/namespaces/istio-system/services': no,
    });
    expect(loaded.resources.map((r) => r.metadata.name)).toEqual(['a']);
    expect(loaded.diagnostics.map((d) => [d.code, d.args])).toEqual([
      ['cluster-kind-forbidden', { kind: 'nodes', user: 'tester' }],
      ['cluster-kind-forbidden', { kind: 'services', user: 'tester' }],
      ['cluster-kind-partial', { kind: 'pods', user: 'tester', namespaces: 'home' }],
    ]);
  });

  it('keeps no value of a Secret, nor a copy of it in an annotation', async () => {
    const secret = {
      metadata: {
        name: 'key',
        namespace: 'shop',
        managedFields: [{ manager: 'someone' }],
        annotations: { note: 'kept', 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"k":"hush"}}' },
      },
      type: 'Opaque',
      data: { k: 'hush', 'tls.crt': btoa('hush'), 'tls.key': btoa('hush') },
    };
    const loaded = await load({
      '/apis': { body: { groups: [] } },
      '/api/v1': kinds('secrets'),
      '/api/v1/secrets': list([secret]),
    });
    expect(JSON.stringify(loaded)).not.toMatch(/hush|managedFields/);
    expect(loaded.resources[0]?.metadata.annotations).toEqual({ note: 'kept' });
    expect(loaded.resources[0]?.body).toMatchObject({ type: 'Opaque', keys: new Set(['k', 'tls.crt', 'tls.key']) });
    expect(server?.requests.at(-1)).toContain('fieldSelector=type%21%3Dhelm.sh');
  });

  it.each([
    ['refused credentials', 401, { message: 'Unauthorized' }, /does not accept the credentials of user tester/],
    ['a server in trouble', 500, { message: 'etcd \u001b[31mis down' }, /answered 500: etcd {2}\[31mis down/],
    ['a server of another kind', 200, '<html>', /does not answer as an API server does/],
  ])('says what is wrong: %s', async (_, status, body, message) => {
    const error = await load({ '/apis': { status, body } }).catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'UserError', kind: 'failed', message: expect.stringMatching(message) });
    expect(String(error)).not.toContain('sesame');
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { connect, type KubeClient } from '../../src/kube/client.js';
import { ApiError } from '../../src/kube/errors.js';
import { listLabelled } from '../../src/kube/owned.js';
import { objectPath, WRITTEN_KINDS } from '../../src/kube/resources.js';
import { applyObject, ConflictError, deleteObject, readObject } from '../../src/kube/write.js';
import { type FakeServer, type Sent, startFakeServer } from './fake-api-server.js';

const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio', namespace: 'mesh' } };
const path = '/api/v1/namespaces/mesh/configmaps/istio';

const open: { server: FakeServer; client: KubeClient }[] = [];
afterEach(async () => {
  for (const { server, client } of open.splice(0)) {
    client.close();
    await server.close();
  }
});

type Answering = Parameters<typeof startFakeServer>[0];

async function start(answer: Answering, patienceMs = 0): Promise<{ client: KubeClient; server: FakeServer }> {
  const server = await startFakeServer(answer);
  const client = await connect({ kubeconfig: server.kubeconfig, env: {}, patienceMs });
  open.push({ server, client });
  return { client, server };
}

describe('server-side apply', () => {
  it('patches with our field manager and gives back what the server has', async () => {
    const sent: Sent[] = [];
    const { client, server } = await start((_url, _seen, request) => {
      sent.push(request);
      return { body: { kind: 'ConfigMap', metadata: { uid: '1' } } };
    });
    expect(await applyObject(client, config)).toEqual({ kind: 'ConfigMap', metadata: { uid: '1' } });
    expect(server.requests).toEqual([`${path}?fieldManager=meshwright&force=false`]);
    expect(sent).toEqual([
      { method: 'PATCH', contentType: 'application/apply-patch+yaml', body: JSON.stringify(config) },
    ]);
  });

  it('asks for a dry run, and with force, where that is wanted', async () => {
    const { client, server } = await start(() => ({ body: {} }));
    await applyObject(client, config, { dryRun: true, force: true });
    expect(server.requests).toEqual([`${path}?fieldManager=meshwright&force=true&dryRun=All`]);
  });

  it('names the fields that others own', async () => {
    const causes = [
      { reason: 'FieldManagerConflict', message: 'conflict with "helm" using v1', field: '.data.mesh' },
      { reason: 'FieldManagerConflict', message: 'conflict with "kubectl" using v1 at 2026', field: '.data.x' },
    ];
    const { client } = await start(() => ({ status: 409, body: { kind: 'Status', details: { causes } } }));
    const error = await applyObject(client, config).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ConflictError);
    expect(error).toMatchObject({
      conflicts: [
        { field: '.data.mesh', manager: 'helm' },
        { field: '.data.x', manager: 'kubectl' },
      ],
    });
  });

  it('leaves other refusals as they are', async () => {
    const { client } = await start(() => ({ status: 409, body: { message: 'it is being deleted' } }));
    await expect(applyObject(client, config)).rejects.toMatchObject({ name: 'UserError', status: 409 });
  });
});

it('a field that can not be changed comes with the way out', async () => {
  const { client } = await start(() => ({ status: 422, body: { message: 'spec.selector: field is immutable' } }));
  await expect(applyObject(client, config)).rejects.toMatchObject({
    status: 422,
    hint: expect.stringContaining('kubectl delete configmap istio -n mesh'),
  });
});

describe('reading and deleting', () => {
  it('take an absent object as no error', async () => {
    const { client } = await start(() => undefined);
    expect(await readObject(client, config)).toBeUndefined();
    expect(await deleteObject(client, config)).toBe(false);
  });

  it('say how what belongs to an object goes', async () => {
    const bodies: string[] = [];
    const { client } = await start((_url, _seen, { body }) => {
      bodies.push(body);
      return { body: {} };
    });
    expect(await deleteObject(client, config, { foreground: true })).toBe(true);
    await deleteObject(client, config);
    expect(bodies).toEqual(['{"propagationPolicy":"Foreground"}', '{"propagationPolicy":"Background"}']);
  });

  it('list by label with the kind of each object, without kinds that are not served', async () => {
    const kinds = WRITTEN_KINDS.filter(({ kind }) => kind === 'ConfigMap' || kind === 'GatewayClass');
    const { client } = await start((url) =>
      url.pathname === '/api/v1/configmaps' && url.searchParams.get('labelSelector') === 'a=b'
        ? { body: { items: [{ metadata: { name: 'x', namespace: 'n' } }, { metadata: {} }] } }
        : undefined,
    );
    expect(await listLabelled(client, kinds, 'a=b')).toEqual([
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'n' } },
    ]);
  });

  it('are none of a kind that the server does not have, whatever the user may', async () => {
    const kinds = WRITTEN_KINDS.filter(({ kind }) => kind === 'GatewayClass');
    const refused = { status: 403, body: { message: 'forbidden' } };
    const has = (names: readonly string[] | undefined) => (url: URL) => {
      if (url.pathname !== '/apis/gateway.networking.k8s.io/v1') return refused;
      return names && { body: { resources: names.map((name) => ({ name })) } };
    };
    const [gone, other, served] = await Promise.all([
      start(has(undefined)),
      start(has(['gateways'])),
      start(has(['gatewayclasses'])),
    ]);
    expect(await listLabelled(gone.client, kinds, 'a=b')).toEqual([]);
    expect(await listLabelled(other.client, kinds, 'a=b')).toEqual([]);
    await expect(listLabelled(served.client, kinds, 'a=b')).rejects.toThrow(ApiError);
  });

  it('know where kinds live, and refuse others', () => {
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'a/b' } };
    expect(objectPath(role)).toBe('/apis/rbac.authorization.k8s.io/v1/clusterroles/a%2Fb');
    expect(() => objectPath({ ...role, kind: 'Rolle' })).toThrow(/no kind that can be written/);
  });
});

describe('a server in trouble', () => {
  const failing = (times: number, status: number): Answering => {
    let left = times;
    return () => (left-- > 0 ? { status, body: {}, headers: { 'retry-after': '0' } } : { body: { ok: true } });
  };

  it.each([429, 502, 503, 504])('that answers %i is asked again', async (status) => {
    const { client, server } = await start(failing(3, status));
    expect(await applyObject(client, config)).toEqual({ ok: true });
    expect(server.requests).toHaveLength(4);
  });

  it('is given up after some attempts without patience', async () => {
    const { client, server } = await start(failing(99, 503));
    await expect(applyObject(client, config)).rejects.toBeInstanceOf(ApiError);
    expect(server.requests).toHaveLength(4);
  });

  it('is asked again for as long as patience lasts', async () => {
    const { client, server } = await start(failing(9, 503), 30_000);
    expect(await applyObject(client, config)).toEqual({ ok: true });
    expect(server.requests).toHaveLength(10);
  });

  it('is asked again when it hangs up, once it is ready, if it has ever answered', async () => {
    let asked = 0;
    const { client, server } = await start((url) => {
      if (url.pathname === '/readyz') return { body: 'ok' };
      asked++;
      return asked === 2 || asked === 3 ? 'hang up' : { body: { asked } };
    }, 30_000);
    await applyObject(client, config);
    expect(await applyObject(client, config)).toEqual({ asked: 4 });
    expect(server.requests.filter((url) => url === '/readyz')).toHaveLength(2);
  });

  it('never gets a POST twice that it may have begun with', async () => {
    const { client, server } = await start(failing(1, 503), 30_000);
    const create = () => client.send('POST', '/api/v1/namespaces', { what: 'create a namespace', body: {} });
    await expect(create()).rejects.toMatchObject({ status: 503 });
    expect(server.requests).toHaveLength(1);
  });

  it('gets a POST again that it refused, or that may be repeated', async () => {
    const refusing = await start(failing(1, 429));
    expect(await refusing.client.send('POST', '/a', { what: 'create', body: {} })).toEqual({ ok: true });
    const asking = await start(failing(1, 503));
    expect(await asking.client.send('POST', '/a', { what: 'ask', body: {}, repeatable: true })).toEqual({ ok: true });
  });
});

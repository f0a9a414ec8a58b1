import { describe, expect, it } from 'vitest';
import { runPrecheck } from '../../src/commands/precheck-run.js';
import { connect } from '../../src/kube/client.js';
import { startFakeServer } from '../kube/fake-api-server.js';

const OPTIONS = { istioNamespace: 'istio-system', revision: '', istioVersion: '1.30.3' };

describe('runPrecheck', () => {
  it('hands each row over when it is known, in the order of sections, and gives all of them back', async () => {
    const server = await startFakeServer((url) => {
      if (url.pathname === '/version') return { body: { gitVersion: 'v1.33.0' } };
      if (url.pathname.endsWith('selfsubjectaccessreviews')) return { body: { status: { allowed: true } } };
      return url.pathname === '/apis' ? { body: { groups: [] } } : { body: { resources: [] } };
    });
    const client = await connect({ kubeconfig: server.kubeconfig });
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    // What is in the cluster is answered only once the rows before it have been seen.
    const slow = {
      ...client,
      get: async (...asked: Parameters<typeof client.get>) => {
        if (asked[0] === '/apis') await gate;
        return client.get(...asked);
      },
    };
    const seen: string[] = [];
    const rows = await runPrecheck(slow, OPTIONS, ({ section, check }) => {
      seen.push(check);
      if (section === 'Rights' && seen.length === 5) open();
    });
    client.close();
    await server.close();
    expect(seen.slice(0, 3)).toEqual(['api-reachable', 'kubernetes-version', 'access']);
    expect(rows.map(({ check }) => check)).toEqual(seen);
    const sections = rows.map(({ section }) => section);
    expect(sections.filter((section, i) => section !== sections[i - 1])).toHaveLength(new Set(sections).size);
  });

  it('asks for the kinds that it is told of alone', async () => {
    const server = await startFakeServer((url) =>
      url.pathname === '/version' ? { body: { gitVersion: 'v1.33.0' } } : { body: { status: { allowed: true } } },
    );
    const client = await connect({ kubeconfig: server.kubeconfig });
    const kinds = [{ group: 'apps', resource: 'deployments', namespaced: true }];
    const rows = await runPrecheck(client, { ...OPTIONS, kinds });
    client.close();
    await server.close();
    expect(rows.filter(({ check }) => check === 'access').map(({ object }) => object)).toEqual(['deployments.apps']);
  });
});

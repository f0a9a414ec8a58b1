import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startFakeServer } from '../kube/fake-api-server.js';
import { runCommand } from './command-run.js';

const golden = (name: string) => fileURLToPath(new URL(`../goldens/injection/${name}`, import.meta.url));
const recorded = (name: string) => readFileSync(golden(name), 'utf8');
const CLUSTER = ['--snapshot', golden('cluster.yaml')];

describe('views of injection, as istioctl shows the same cluster', () => {
  it.each([
    ['x check-inject -n c -l app=web,sidecar.istio.io/inject=true', 'check-inject.txt'],
    ['x injector list', 'injector-list.txt'],
    ['tag list', 'tag-list.txt'],
  ])('%s', async (line, name) => {
    const { exit, out, err } = await runCommand([...line.split(' '), ...CLUSTER]);
    expect(out).toBe(recorded(name));
    expect([exit, err]).toEqual([0, '']);
  });

  it('shows tags as data', async () => {
    const { out } = await runCommand(['tag', 'list', '-o', 'json', ...CLUSTER]);
    expect(JSON.parse(out)).toEqual([{ tag: 'prod', revision: '1-30', namespaces: ['a', 'b'] }]);
    const yaml = await runCommand(['tag', 'list', '-o', 'yaml', ...CLUSTER]);
    expect(yaml.out).toBe('- tag: prod\n  revision: 1-30\n  namespaces:\n    - a\n    - b\n');
  });

  it('says so where there are no tags or injectors', async () => {
    const nothing = '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}';
    const said = async (line: string) => (await runCommand([...line.split(' '), '--snapshot', '-'], nothing)).out;
    expect(await said('tag list')).toBe('No Istio revision tags found.\n');
    expect(await said('tag list -o json')).toBe('[]\n');
    expect(await said('x check-inject -l app=web')).toMatch(/no Istio injection hooks/);
    expect(await said('x injector list')).toMatch(/No Istio injected namespaces present\.\n\nNo Istio injection hooks/);
    expect(await said('revision list')).toBe('No Istio revisions found.\n');
  });
});

describe('x check-inject', () => {
  it.each([
    ['p.a', '✔'],
    ['pod/p -n a', '✔'],
    ['p -n a -o json', '"reason": "Namespace label istio.io/rev=prod matches"'],
  ])('takes the labels of pod %s', async (line, shown) => {
    const { exit, out } = await runCommand(['x', 'check-inject', ...line.split(' '), ...CLUSTER]);
    expect(exit).toBe(0);
    expect(out).toContain(shown);
  });

  it.each([
    ['p', 1, 'did you mean p.a?'],
    ['deployment/p.a', 1, 'no deployment p in namespace a'],
    ['deploymnt/p.a', 64, 'did you mean deployment/p.a?'],
    ['-l app', 64, '-l app: no label'],
    ['-l app=web -n nowhere', 1, 'there is no namespace nowhere'],
    ['p.a -l app=web', 64, 'name a pod or workload, or give labels'],
    ['p.a -o xml', 64, 'unknown format'],
  ])('refuses %s', async (line, code, message) => {
    const { exit, out, err } = await runCommand(['x', 'check-inject', ...line.split(' '), ...CLUSTER]);
    expect([exit, out]).toEqual([code, '']);
    expect(err).toContain(message);
  });

  it('takes the labels of the pods of a workload, or of its template', async () => {
    const workload = (extra: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: a}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web, sidecar.istio.io/inject: "false"}}, spec: {containers: []}}
---
${extra}---
${recorded('cluster.yaml')}`;
    const check = async (snapshot: string) =>
      (await runCommand(['x', 'check-inject', 'deploy/web.a', '--snapshot', '-'], snapshot)).out;
    expect(await check(workload(''))).toMatch(/prod.*Pod has sidecar.istio.io\/inject=false label/);
    const pod =
      '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web-1", "namespace": "a", "labels": {"app": "web"}}}\n';
    expect(await check(workload(pod))).toMatch(/prod.*Namespace label istio.io\/rev=prod matches/);
  });
});

describe('x check-inject of a pod that istiod leaves alone', () => {
  it.each([
    ['spec: {hostNetwork: true}', "it uses the node's network"],
    ['spec: {}', 'its annotation sidecar.istio.io/inject says so'],
  ])('says so for %s', async (spec, why) => {
    const annotations = spec.includes('host') ? '' : 'annotations: {sidecar.istio.io/inject: "false"}';
    const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: q, namespace: a, ${annotations}}\n${spec}\n---\n`;
    const snapshot = pod + recorded('cluster.yaml');
    const { out, err } = await runCommand(['x', 'check-inject', 'q.a', '--snapshot', '-'], snapshot);
    expect(out).toContain('Namespace label istio.io/rev=prod matches');
    expect(err).toBe(`note: istiod leaves q.a alone: ${why}\n`);
  });
});

describe('a user who may not see injectors', () => {
  it.each(['x check-inject -l a=b', 'x injector list', 'tag list', 'tag set prod -r a', 'revision list'])(
    'gets no wrong answer from %s',
    async (line) => {
      const group = { name: 'admissionregistration.k8s.io', versions: [{ version: 'v1' }] };
      const plurals = ['namespaces', 'pods', 'services', 'configmaps', 'mutatingwebhookconfigurations'];
      const server = await startFakeServer(({ pathname }) => {
        if (pathname === '/apis') return { body: { groups: [group] } };
        if (/^\/apis?(\/[^/]+)?\/v1$/.test(pathname)) {
          return { body: { resources: plurals.map((name) => ({ name, verbs: ['list'] })) } };
        }
        return pathname.endsWith('webhookconfigurations') ? { status: 403, body: {} } : { body: { items: [] } };
      });
      try {
        const { exit, out, err } = await runCommand([...line.split(' '), '--kubeconfig', server.kubeconfig]);
        expect([exit, out]).toEqual([1, '']);
        expect(err).toContain('may not list mutatingwebhookconfigurations.admissionregistration.k8s.io');
      } finally {
        await server.close();
      }
    },
  );
});

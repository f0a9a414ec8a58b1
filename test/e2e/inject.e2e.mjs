// Injection by hand on a real Kubernetes API server: what kube-inject writes is accepted where no webhook injects, and its pods run.
//
//   CLUSTER_TOOL=cluster.sh [MESHWRIGHT_BIN=bin/meshwright.js] node test/e2e/inject.e2e.mjs
//
// CLUSTER_TOOL starts and stops a control plane on loopback (`up` prints a kubeconfig, `down`); its pods run without containers.
// kube-inject reads template, values and MeshConfig from the cluster, where `install` put them.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { run, until, withControlPlane } from './control-plane.mjs';

const cli = resolve(process.env.MESHWRIGHT_BIN ?? 'bin/meshwright.js');
const goldens = fileURLToPath(new URL('../goldens/kube-inject/', import.meta.url));
let admin = '';
let api;

const PATHS = {
  Pod: '/api/v1',
  Deployment: '/apis/apps/v1',
  DaemonSet: '/apis/apps/v1',
  StatefulSet: '/apis/apps/v1',
  Job: '/apis/batch/v1',
  CronJob: '/apis/batch/v1',
};

async function meshwright(args, { code: wanted = 0 } = {}) {
  const result = await run(process.execPath, [cli, ...args, '--kubeconfig', admin]);
  assert.doesNotMatch(result.stderr, /bug in meshwright| {4}at /);
  assert.equal(result.code, wanted, `${args.join(' ')}\n${result.stderr}`);
  return result;
}

const documents = (text) => parseAllDocuments(text).flatMap((document) => document.toJS() ?? []);
const input = (name) => join(goldens, name, 'in.yaml');

/** The one object of a recorded input, injected as the cluster says. */
async function inject(file) {
  const { stdout, stderr } = await meshwright(['kube-inject', '-f', file]);
  const objects = documents(stdout);
  assert.equal(objects.length, 1);
  return { object: objects[0], stderr, stdout };
}

/** Server-side apply, as `kubectl apply --server-side` does it; anything but success throws. */
async function apply(object) {
  const { name, namespace } = object.metadata;
  const path = `${PATHS[object.kind]}/namespaces/${namespace}/${object.kind.toLowerCase()}s/${name}`;
  const type = 'application/apply-patch+yaml';
  const { status, body } = await api('PATCH', `${path}?fieldManager=test&fieldValidation=Strict`, object, type);
  assert.ok(status < 300, JSON.stringify(body));
  return body;
}

const templateOf = ({ kind, metadata, spec }) =>
  kind === 'Pod' ? { metadata, spec } : kind === 'CronJob' ? spec.jobTemplate.spec.template : spec.template;

/** Namespaces that no webhook looks at, service accounts and nodes as the pods of some objects ask for them. */
async function prepareCluster(objects) {
  for (const namespace of new Set(objects.map(({ metadata }) => metadata.namespace))) {
    await api('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
    const own = objects.filter(({ metadata }) => metadata.namespace === namespace);
    for (const name of new Set(['default', ...own.map((object) => templateOf(object).spec.serviceAccountName)])) {
      if (name) await api('POST', `/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name } });
    }
  }
  const labels = Object.assign({}, ...objects.map((object) => templateOf(object).spec.nodeSelector));
  await api('PATCH', '/api/v1/nodes/node-a', { metadata: { labels } }, 'application/merge-patch+json');
}

const proxies = ({ spec }) =>
  [...spec.containers, ...(spec.initContainers ?? [])].filter(({ name }) => name === 'istio-proxy');

/** A CronJob's pods come when its time has come; this has one come now. */
const runOf = (object) =>
  object.kind === 'CronJob'
    ? {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: `${object.metadata.name}-now`, namespace: object.metadata.namespace },
        spec: object.spec.jobTemplate.spec,
      }
    : object;

/** A pod that the object made (or that it is), once it runs. */
const runningPod = ({ kind, metadata: { name, namespace } }) =>
  until(`a pod of ${kind} ${namespace}/${name} that runs`, async () => {
    const { items } = (await api('GET', `/api/v1/namespaces/${namespace}/pods`)).body;
    const own = (pod) => pod.metadata.name === name || pod.metadata.name.startsWith(`${name}-`);
    return items.find((pod) => own(pod) && ['Running', 'Succeeded'].includes(pod.status.phase));
  });

async function injectAndRun(name) {
  const { object, stderr } = await inject(input(name));
  assert.match(stderr, / injected/);
  assert.equal(proxies(templateOf(object)).length, 1);
  await apply(object);
  const started = runOf(object);
  if (started !== object) await apply(started);
  const pod = await runningPod(started);
  const [proxy] = proxies(pod);
  assert.ok(proxy, 'the pod has no proxy');
  assert.match(proxy.image, /\/proxyv2:/);
  // What tells of the injection of a CronJob is with its jobs.
  const { annotations } = (object.kind === 'CronJob' ? object.spec.jobTemplate : pod).metadata;
  assert.match(annotations['sidecar.istio.io/status'], /"revision":"default"/);
  const ready =
    pod.status.phase === 'Succeeded' || pod.status.conditions.some((c) => c.type === 'Ready' && c.status === 'True');
  assert.ok(ready, 'the pod is not ready');
}

async function injections({ check, scratch }) {
  // The images that the inputs were recorded with, so that one which is injected already is compared as recorded.
  const images = ['--set', 'hub=registry.istio.io/testing', '--set', 'tag=latest'];
  await meshwright(['install', '-y', '--set', 'profile=minimal', ...images, '--readiness-timeout', '240s']);
  const names = readdirSync(goldens).filter((name) => !name.startsWith('reinject'));
  assert.ok(names.length >= 10, `${names.length} inputs`);
  const inputs = names.flatMap((name) => documents(readFileSync(input(name), 'utf8')));
  await prepareCluster(inputs);
  for (const name of names) {
    await check(`${name}: injected, accepted and running`, () => injectAndRun(name));
  }
  await check('an injected one is left as it is', async () => {
    const file = join(scratch, 'again.yaml');
    const first = await inject(input('deployment-plain'));
    writeFileSync(file, first.stdout);
    const again = await inject(file);
    assert.deepEqual(again.object, first.object);
    const before = await apply(first.object);
    const after = await apply(again.object);
    assert.equal(after.metadata.generation, before.metadata.generation);
  });
  await check('one that istioctl injected is left as it is', async () => {
    const { object } = await inject(input('reinject-already-injected'));
    const [recorded] = documents(readFileSync(join(goldens, 'reinject-already-injected/out.yaml'), 'utf8'));
    assert.deepEqual(object, recorded);
    await apply(object);
    await runningPod(object);
  });
  await check('a file of it all is accepted as one stream', async () => {
    const file = join(scratch, 'all.yaml');
    writeFileSync(file, names.map((name) => readFileSync(input(name), 'utf8')).join('\n---\n'));
    const { stdout } = await meshwright(['kube-inject', '-f', file]);
    const objects = documents(stdout);
    assert.deepEqual(
      objects.map(({ metadata }) => metadata.name),
      inputs.map(({ metadata }) => metadata.name),
    );
    for (const object of objects) await apply(object);
  });
}

await withControlPlane({}, async (cluster) => {
  ({ admin, api } = cluster);
  await injections(cluster);
});

// Revision tags on a real Kubernetes API server: what they make, whom they catch, and that they go without a trace.
//
//   CLUSTER_TOOL=cluster.sh [MESHWRIGHT_BIN=bin/meshwright.js] node test/e2e/tags.e2e.mjs
//
// CLUSTER_TOOL starts and stops a control plane on loopback (`up` prints a kubeconfig, `down`, `user NAME`). No istiod runs
// there, so a pod that an injector takes is refused: the injector cannot be reached.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { listEverything } from './cluster-state.mjs';
import { becomes, run, withControlPlane } from './control-plane.mjs';

const cli = resolve(process.env.MESHWRIGHT_BIN ?? 'bin/meshwright.js');
let admin = '';
let api;

async function meshwright(line, { kubeconfig = admin, code: wanted = 0 } = {}) {
  const result = await run(process.execPath, [cli, ...line.split(' '), '--kubeconfig', kubeconfig]);
  assert.doesNotMatch(result.stderr, /bug in meshwright| {4}at /);
  assert.equal(result.code, wanted, `${line}\n${result.stderr}`);
  return result;
}

const label = (namespace, labels) =>
  api(
    'PATCH',
    `/api/v1/namespaces/${namespace}?fieldManager=test&force=true`,
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } },
    'application/apply-patch+yaml',
  );

/** Which injector takes a pod made in the namespace: its webhook fails; '' when the pod is accepted. */
async function takerOf(namespace, labels = {}) {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { generateName: 'probe-', labels },
    spec: { containers: [{ name: 'app', image: 'registry.example/app:1' }], serviceAccountName: 'default' },
  };
  try {
    await api('POST', `/api/v1/namespaces/${namespace}/pods?dryRun=All`, pod);
    return '';
  } catch (error) {
    const [, service] =
      /https:\/\/(istiod[\w-]*)\.istio-system\.svc|service "(istiod[\w-]*)" not found/.exec(String(error)) ?? [];
    return service ?? String(error);
  }
}

/** The API server learns of changed webhooks and labels in its own time. */
const isTaken = (namespace, by) => becomes(() => takerOf(namespace), by);

/** The same by what `x check-inject` says. */
async function toldTakers(namespace, labels) {
  const { stdout } = await meshwright(`x check-inject -n ${namespace} -l ${labels} -o json`);
  return JSON.parse(stdout).flatMap(({ injected, webhook }) => (injected ? [webhook] : []));
}

async function tags({ check, scratch, users }) {
  await meshwright('install -y --set profile=minimal --readiness-timeout 240s');
  await meshwright('install -y --set profile=minimal --revision canary --readiness-timeout 240s');
  const before = await listEverything(api);
  await label('shop', { 'istio.io/rev': 'prod' });
  await api('POST', '/api/v1/namespaces/shop/serviceaccounts', { metadata: { name: 'default' } });
  await check('without the tag nobody takes the pod', async () => {
    await isTaken('shop', '');
    assert.deepEqual(await toldTakers('shop', 'app=web'), []);
  });
  await check('a tag takes the pods of its namespaces for its revision', async () => {
    await meshwright('tag set prod --revision default');
    await isTaken('shop', 'istiod');
    assert.deepEqual(await toldTakers('shop', 'app=web'), ['istio-revision-tag-prod']);
    const { stdout } = await meshwright('tag list');
    assert.equal(stdout, 'TAG  REVISION NAMESPACES\nprod default  shop\n');
  });
  await check('it moves to another revision when told to', async () => {
    await meshwright('tag set prod --revision canary', { code: 1 });
    await isTaken('shop', 'istiod');
    await meshwright('tag set prod --revision canary --overwrite');
    await isTaken('shop', 'istiod-canary');
  });
  await check('what it prints is what it applies', async () => {
    const { stdout } = await meshwright('tag generate prod --revision canary --overwrite');
    writeFileSync(join(scratch, 'tag.yaml'), stdout);
    const { stdout: same, stderr } = await meshwright(`manifest diff ${join(scratch, 'tag.yaml')}`, { code: 1 });
    assert.match(same + stderr, /0 added, \d+ removed, 0 changed/);
  });
  await check('the tag default takes over from the default revision, and gives back', async () => {
    await label('plain', { 'istio-injection': 'enabled' });
    await api('POST', '/api/v1/namespaces/plain/serviceaccounts', { metadata: { name: 'default' } });
    await isTaken('plain', 'istiod');
    await meshwright('tag set default --revision canary');
    await isTaken('plain', 'istiod-canary');
    assert.deepEqual(await toldTakers('plain', 'app=web'), ['istio-revision-tag-default']);
    const { stderr } = await meshwright('install -y --set profile=minimal --readiness-timeout 240s');
    assert.match(stderr, /Nothing to change/);
    await meshwright('tag remove default');
    await isTaken('plain', 'istiod');
  });
  await check('removal asks, and leaves nothing', async () => {
    const { stderr } = await meshwright('tag remove prod', { code: 64 });
    assert.match(stderr, /shop/);
    await meshwright('tag remove prod -y');
    await isTaken('shop', '');
    for (const name of ['shop', 'plain']) await api('DELETE', `/api/v1/namespaces/${name}`);
    const own = (ids) =>
      ids.filter((id) => /istio/.test(id) && !/Pod |ReplicaSet |Endpoint|APIService |istio-ca-root-cert/.test(id));
    assert.deepEqual(own(await listEverything(api)), own(before));
  });
  await check('a user without rights gets a sentence', async () => {
    const { stderr } = await meshwright('tag set prod --revision canary', { kubeconfig: users.limited, code: 1 });
    assert.match(stderr, /may not list .*mutatingwebhookconfigurations/);
  });
}

await withControlPlane({ users: ['limited'] }, async (cluster) => {
  ({ admin, api } = cluster);
  await tags(cluster);
});

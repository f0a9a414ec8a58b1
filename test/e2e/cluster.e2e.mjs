// Reads a real Kubernetes API server: the cluster as a source, a user without rights, port-forwards, and the commands on top.
//
//   CLUSTER_TOOL=cluster.sh CRDS_JSON=crds.json [ENVOY_BIN=envoy] [MESHWRIGHT_BIN=bin/meshwright.js] node test/e2e/cluster.e2e.mjs
//
// CLUSTER_TOOL starts and stops a control plane on loopback (`up` prints a kubeconfig, `down`, `user NAME`); CRDS_JSON is a list
// of Istio's CustomResourceDefinitions. Without ENVOY_BIN a small HTTP server stands in for the pods' admin interface.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { crds, mesh } from './cluster-mesh.mjs';
import { run, until, withControlPlane } from './control-plane.mjs';
import { startEnvoy } from './envoy-process.mjs';

const { CRDS_JSON: crdsFile, ENVOY_BIN: envoyBinary } = process.env;
const cli = resolve(process.env.MESHWRIGHT_BIN ?? 'bin/meshwright.js');
if (!crdsFile) {
  console.error('CRDS_JSON is needed');
  process.exit(64);
}
let admin = '';
const meshwright = (args, kubeconfig = admin) => run(process.execPath, [cli, ...args, '--kubeconfig', kubeconfig]);

/** The sources under test, bundled from src: what the checks call is not all part of the library. */
async function importSources(scratch) {
  await build({
    entryPoints: {
      cluster: 'src/sources/cluster.ts',
      forward: 'src/kube/port-forward.ts',
      client: 'src/kube/client.ts',
      list: 'src/kube/list.ts',
    },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    outdir: join(scratch, 'lib'),
    outExtension: { '.js': '.mjs' },
    logLevel: 'error',
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  });
  const load = (name) => import(pathToFileURL(join(scratch, 'lib', `${name}.mjs`)));
  return { ...(await load('cluster')), ...(await load('forward')), ...(await load('client')), ...(await load('list')) };
}

const tokenOf = (kubeconfig) => /token: ([^}]+)}/.exec(readFileSync(kubeconfig, 'utf8'))[1];

/** What stands behind port 15000 of every pod: a real Envoy, or a server with a large answer. */
async function startAdmin(scratch) {
  if (!envoyBinary) {
    const server = createServer((req, res) => {
      const body = req.url.startsWith('/server_info') ? '{"state":"LIVE"}' : '{"configs":[]}';
      res.end(body);
    });
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    return { port: server.address().port, stop: () => new Promise((done) => server.close(done)) };
  }
  const cluster = (i) => ({ name: `outbound|80||service-${i}.shop.svc.cluster.local`, type: 'STATIC' });
  const staticResources = { listeners: [], clusters: Array.from({ length: 2000 }, (_, i) => cluster(i)) };
  return startEnvoy(envoyBinary, { staticResources }, scratch);
}

/** Definitions are served some time after they were made: each version of them must be. */
async function untilServed(api, definitions) {
  const paths = definitions.flatMap(({ body: { spec } }) =>
    spec.versions.filter(({ served }) => served).map(({ name }) => `/apis/${spec.group}/${name}/${spec.names.plural}`),
  );
  await until('the definitions', async () => {
    const answers = await Promise.all(paths.map((path) => api('GET', path)));
    return answers.every(({ status }) => status === 200);
  });
}

async function checkCluster({ users, api, scratch, check }, adminPort) {
  const post = (path, body) => api('POST', path, body);
  const { loadCluster, adminThroughPortForward, connect, listAll } = await importSources(scratch);
  const asAdmin = { kubeconfig: admin };
  const names = (loaded, kind) =>
    loaded.resources.filter((r) => r.kind === kind).map((r) => `${r.metadata.name}.${r.metadata.namespace}`);

  await check('a cluster without Istio loads: its kinds are not served, and nothing is said about them', async () => {
    const loaded = await loadCluster(asAdmin);
    assert.deepEqual(loaded.problems, []);
    assert.deepEqual(loaded.diagnostics, []);
    assert.ok(names(loaded, 'Node').includes('node-a.'));
    assert.deepEqual(names(loaded, 'VirtualService'), []);
  });

  const definitions = crds(JSON.parse(readFileSync(crdsFile, 'utf8')));
  for (const { path, body } of definitions) await post(path, body);
  await untilServed(api, definitions);
  for (const { path, body } of mesh()) await post(path, body);
  await until('running pods', async () => {
    const client = await connect(asAdmin);
    const pods = await listAll(client, '/api/v1/namespaces/shop/pods', { noun: 'pods' });
    client.close();
    return pods.length === 3 && pods.every((p) => p.status.phase === 'Running' && p.status.podIP);
  });
  await until('endpoints', async () => {
    const { items } = (await api('GET', '/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices')).body;
    return ['reviews', 'orders'].every((name) =>
      items.some((slice) => slice.metadata.name.startsWith(`${name}-`) && slice.endpoints?.length > 0),
    );
  });

  await check('services, pods, slices and Istio kinds arrive', async () => {
    const loaded = await loadCluster(asAdmin);
    assert.deepEqual(loaded.problems, []);
    assert.deepEqual(loaded.diagnostics, []);
    assert.deepEqual(names(loaded, 'Service').sort(), ['kubernetes.default', 'orders.shop', 'reviews.shop']);
    assert.deepEqual(names(loaded, 'VirtualService'), ['reviews.shop']);
    assert.deepEqual(names(loaded, 'DestinationRule'), ['reviews.shop']);
    assert.deepEqual(names(loaded, 'Pod').sort(), ['orders-0.shop', 'reviews-v1-a.shop', 'reviews-v2-b.shop']);
    assert.ok(names(loaded, 'EndpointSlice').some((name) => name.startsWith('reviews-')));
    const rule = loaded.resources.find((r) => r.kind === 'DestinationRule');
    assert.equal(rule.apiVersion, 'networking.istio.io/v1');
    assert.deepEqual(rule.body.spec?.subsets?.map((s) => s.name) ?? rule.body.subsets?.map((s) => s.name), [
      'v1',
      'v2',
    ]);
    assert.equal(rule.origin.source.name, 'cluster');
  });
  await check('of a Secret only type and keys are kept, of foreign ConfigMaps only metadata', async () => {
    const loaded = await loadCluster(asAdmin);
    const secret = loaded.resources.find((r) => r.kind === 'Secret' && r.metadata.name === 'certificate');
    assert.deepEqual([...secret.body.keys], ['tls.crt', 'tls.key']);
    const text = JSON.stringify(loaded);
    assert.ok(!text.includes('c2VjcmV0LXZhbHVl') && !text.includes('secret-value'));
    assert.ok(!text.includes('managedFields') && !text.includes('helm-release'));
    const map = (name) => loaded.resources.find((r) => r.kind === 'ConfigMap' && r.metadata.name === name);
    assert.match(map('istio').body.data.mesh, /outboundTrafficPolicy/);
    assert.equal(map('large').body.data, undefined);
  });
  await check('more than a page of objects arrives whole', async () => {
    for (let i = 0; i < 1100; i += 50) {
      const some = Array.from({ length: 50 }, (_, n) => ({ metadata: { name: `page-${i + n}` }, data: {} }));
      await Promise.all(some.map((body) => post('/api/v1/namespaces/default/configmaps', body)));
    }
    const loaded = await loadCluster(asAdmin);
    const pages = names(loaded, 'ConfigMap').filter((name) => name.startsWith('page-'));
    assert.equal(new Set(pages).size, 1100);
    assert.equal(pages.length, 1100);
  });
  await check('a user without rights gets one diagnostic a kind', async () => {
    const loaded = await loadCluster({ kubeconfig: users.nobody });
    assert.deepEqual(loaded.resources, []);
    const kinds = loaded.diagnostics.map((d) => d.args.kind);
    assert.ok(loaded.diagnostics.every((d) => d.code === 'cluster-kind-forbidden' && d.args.user === 'nobody'));
    assert.ok(kinds.includes('pods') && kinds.includes('virtualservices.networking.istio.io'));
    assert.equal(new Set(kinds).size, kinds.length);
  });
  await check('a user of one namespace reads that one, and is told', async () => {
    const base = '/apis/rbac.authorization.k8s.io/v1/namespaces/shop';
    await post(`${base}/roles`, {
      metadata: { name: 'reader' },
      rules: [
        {
          apiGroups: ['', 'networking.istio.io'],
          resources: ['pods', 'services', 'virtualservices'],
          verbs: ['get', 'list'],
        },
      ],
    });
    await post(`${base}/rolebindings`, {
      metadata: { name: 'reader' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
      subjects: [{ kind: 'User', name: 'reader' }],
    });
    const loaded = await until('the role', async () => {
      const some = await loadCluster({ kubeconfig: users.reader, namespace: 'shop' });
      const partial = some.diagnostics.filter((d) => d.code === 'cluster-kind-partial');
      return partial.length === 3 && some;
    });
    assert.deepEqual(names(loaded, 'VirtualService'), ['reviews.shop']);
    const partial = loaded.diagnostics.filter((d) => d.code === 'cluster-kind-partial');
    assert.deepEqual(partial.map((d) => [d.args.kind, d.args.namespaces]).sort(), [
      ['pods', 'shop'],
      ['services', 'shop'],
      ['virtualservices.networking.istio.io', 'shop'],
    ]);
  });
  const refused = (change, pattern, hint) => async () => {
    const file = join(scratch, 'changed.kubeconfig');
    writeFileSync(file, change(readFileSync(admin, 'utf8')));
    const error = await loadCluster({ kubeconfig: file }).then(
      () => assert.fail('it loaded'),
      (e) => e,
    );
    assert.equal(error.name, 'UserError');
    assert.equal(error.kind, 'failed');
    assert.match(error.message, pattern);
    assert.match(error.hint ?? '', hint);
    assert.ok(!`${error.message}${error.hint}`.includes('-token'), 'the token is told');
  };
  await check(
    'an unreachable server',
    refused((t) => t.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:9'), /cannot reach .*refused/, /--context/),
  );
  await check(
    'expired credentials',
    refused((t) => t.replace('admin-token', 'old-token'), /does not accept the credentials/, /log in/),
  );
  await check(
    'a missing context',
    refused(
      (t) => t.replace(/current-context: local/, 'current-context: loca'),
      /no context loca/,
      /did you mean local/,
    ),
  );
  await check(
    'a certificate that is not trusted',
    refused(
      (t) => t.replace('insecure-skip-tls-verify: true', 'tls-server-name: a'),
      /cannot trust/,
      /certificate-authority/,
    ),
  );
  await check(
    'a login program that is not there',
    refused(
      (t) =>
        t.replace(
          /\{token: [^}]+\}/,
          '{exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such-login, interactiveMode: Never}}',
        ),
      /cannot get credentials/,
      /install the program/,
    ),
  );
  await check('a login program is run and its token used', async () => {
    const file = join(scratch, 'exec.kubeconfig');
    const credential = JSON.stringify({ kind: 'ExecCredential', status: { token: tokenOf(admin) } });
    const script = `test -n "$KUBERNETES_EXEC_INFO" && echo '${credential}'`;
    const exec = JSON.stringify({
      apiVersion: 'client.authentication.k8s.io/v1',
      command: 'sh',
      args: ['-c', script],
      interactiveMode: 'Never',
    });
    writeFileSync(file, readFileSync(admin, 'utf8').replace(/\{token: [^}]+\}/, `{exec: ${exec}}`));
    const loaded = await loadCluster({ kubeconfig: file });
    assert.deepEqual(names(loaded, 'VirtualService'), ['reviews.shop']);
  });

  await until('port-forwards', async () => {
    const forward = await adminThroughPortForward('reviews-v1-a.shop', asAdmin, 15000);
    const { status } = await fetch(`${forward.baseUrl}/server_info`).finally(() => forward.close());
    return status === 200;
  });
  await check('a port-forward reaches the admin interface, several connections at once', async () => {
    const forward = await adminThroughPortForward('reviews-v1-a.shop', asAdmin, 15000);
    const direct = await (await fetch(`http://127.0.0.1:${adminPort}/config_dump`)).text();
    const state = (await (await fetch(`${forward.baseUrl}/server_info`)).json()).state;
    assert.equal(state, 'LIVE');
    const dumps = await Promise.all(
      Array.from({ length: 8 }, async () => (await fetch(`${forward.baseUrl}/config_dump`)).text()),
    );
    // Envoy writes objects in no fixed order, so sizes are compared.
    for (const dump of dumps) assert.equal(dump.length, direct.length);
    await forward.close();
    await assert.rejects(fetch(`${forward.baseUrl}/ready`));
  });
  for (const target of ['deployment/reviews-v2.shop', 'svc/reviews.shop', 'sts/orders.shop', 'pod/orders-0.shop']) {
    await check(`a port-forward to ${target}`, async () => {
      const forward = await adminThroughPortForward(target, asAdmin, 15000);
      assert.equal((await fetch(`${forward.baseUrl}/server_info`)).status, 200);
      await forward.close();
    });
  }
  await check('a port where nothing listens answers 502 with the reason', async () => {
    const forward = await adminThroughPortForward('orders-0', { ...asAdmin, namespace: 'shop' }, 15999);
    for (let i = 0; i < 2; i++) {
      const answer = await fetch(`${forward.baseUrl}/ready`);
      assert.equal(answer.status, 502);
      assert.match(await answer.text(), /\w/);
    }
    await forward.close();
  });
  const noForward = (target, options, pattern, hint) => async () => {
    const error = await adminThroughPortForward(target, options, 15000).then(
      () => assert.fail('it opened'),
      (e) => e,
    );
    assert.equal(error.name, 'UserError', error.stack);
    assert.match(error.message, pattern);
    assert.match(error.hint ?? '', hint);
  };
  await check('a mistyped pod', noForward('reviews-v1-x.shop', asAdmin, /no pod reviews-v1-x/, /reviews-v1-a\.shop/));
  await check(
    "a deployment's name for a pod",
    noForward('reviews-v2.shop', asAdmin, /no pod reviews-v2/, /reviews-v2-b\.shop/),
  );
  await check(
    'a pod of another namespace',
    noForward('orders-0', asAdmin, /no pod orders-0 in namespace default/, /orders-0\.shop/),
  );
  await check('an unknown type', noForward('deploymnt/reviews-v2.shop', asAdmin, /unknown type/, /deployment/));
  await check(
    'a forward that the user may not open',
    noForward('orders-0.shop', { kubeconfig: users.reader }, /user reader may not forward/, /pods\/portforward/),
  );

  await check('translate reads the cluster', async () => {
    const { code, stdout, stderr } = await meshwright(['translate', '--proxy', 'reviews-v1-a.shop', '-o', 'json']);
    assert.equal(code, 0, stderr);
    const [proxy] = JSON.parse(stdout).proxies;
    const cluster = proxy.clusters.find((c) => c.name === 'outbound|80|v2|reviews.shop.svc.cluster.local');
    assert.ok(cluster, 'no cluster of subset v2');
    assert.ok(JSON.stringify(proxy.routes).includes('outbound|80|v2|reviews.shop.svc.cluster.local'));
  });
  await check('translate prints a summary of the cluster', async () => {
    const { code, stdout, stderr } = await meshwright(['translate', '-o', 'summary']);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /reviews/);
  });
  await check('translate says what the user may not read, without a stack', async () => {
    const { stderr } = await meshwright(['translate', '-o', 'json'], users.nobody);
    assert.match(stderr, /user nobody may not list pods/);
    assert.doesNotMatch(stderr, /bug in meshwright|\n\s+at /);
  });
  await check('translate --snapshot asks no server', async () => {
    const list = { apiVersion: 'v1', kind: 'List', items: mesh().map((o) => o.body) };
    const file = join(scratch, 'snapshot.json');
    writeFileSync(file, JSON.stringify(list));
    const { code, stdout, stderr } = await meshwright(['translate', '--snapshot', file, '-o', 'json'], '/nonexistent');
    assert.equal(code, 0, stderr);
    assert.ok(Array.isArray(JSON.parse(stdout).proxies));
  });
  await check('proxy-config cluster POD.NS', async () => {
    const { code, stdout, stderr } = await meshwright(['proxy-config', 'cluster', 'reviews-v1-a.shop']);
    assert.equal(code, 0, stderr);
    if (envoyBinary) assert.match(stdout, /service-1999\.shop\.svc\.cluster\.local/);
  });
  await check('proxy-config of a pod that is not there suggests one', async () => {
    const { code, stderr } = await meshwright(['proxy-config', 'cluster', 'orders-1.shop']);
    assert.equal(code, 1);
    assert.match(stderr, /did you mean orders-0\.shop\?/);
  });
}

const folder = mkdtempSync(join(tmpdir(), 'meshwright-admin-'));
const envoy = await startAdmin(folder);
try {
  const forwards = `15000 127.0.0.1:${envoy.port}\n15999 127.0.0.1:1`;
  await withControlPlane({ users: ['nobody', 'reader'], forwards }, async (cluster) => {
    admin = cluster.admin;
    await checkCluster(cluster, envoy.port);
  });
} finally {
  await envoy.stop();
  rmSync(folder, { recursive: true, force: true });
}

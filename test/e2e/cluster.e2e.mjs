// Reads a real Kubernetes API server: the cluster as a source, a user without rights, port-forwards, and the commands on top.
//
//   CLUSTER_TOOL=cluster.sh CRDS_JSON=crds.json [ENVOY_BIN=envoy] [MESHWRIGHT_BIN=bin/meshwright.js] node test/e2e/cluster.e2e.mjs
//
// CLUSTER_TOOL starts and stops a control plane on loopback (`up` prints a kubeconfig, `down`, `user NAME`); CRDS_JSON is a list
// of Istio's CustomResourceDefinitions. Without ENVOY_BIN a small HTTP server stands in for the pods' admin interface.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { crds, mesh } from './cluster-mesh.mjs';

const { CLUSTER_TOOL: tool, CRDS_JSON: crdsFile, ENVOY_BIN: envoyBinary } = process.env;
const cli = resolve(process.env.MESHWRIGHT_BIN ?? 'bin/meshwright.js');
if (!tool || !crdsFile) {
  console.error('CLUSTER_TOOL and CRDS_JSON are needed');
  process.exit(64);
}
const scratch = mkdtempSync(join(tmpdir(), 'meshwright-cluster-'));
const adminPort = await freePort();
const clusterEnv = {
  ...process.env,
  CLUSTER_PORT: process.env.CLUSTER_PORT ?? '17443',
  CLUSTER_FORWARDS: `15000 127.0.0.1:${adminPort}\n15999 127.0.0.1:1`,
};
let passed = 0;
let failed = 0;

async function check(name, body) {
  try {
    await body();
    passed++;
    console.log(`ok ${name}`);
  } catch (error) {
    failed++;
    console.log(`NOT OK ${name}\n  ${String(error?.stack ?? error).replaceAll('\n', '\n  ')}`);
  }
}

function run(file, args, options = {}) {
  return new Promise((done) => {
    execFile(file, args, { maxBuffer: 1 << 28, timeout: 120_000, ...options }, (error, stdout, stderr) =>
      done({ code: error ? (error.code ?? 'killed') : 0, stdout, stderr }),
    );
  });
}
/** The cluster's processes outlive the tool and would keep its pipes open, so its output goes through a file. */
async function clusterTool(...args) {
  const out = join(scratch, 'tool.out');
  const quoted = [tool, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const { code, stderr } = await run('bash', ['-c', `bash ${quoted} >'${out}' 2>'${out}.err' </dev/null`], {
    env: clusterEnv,
  });
  if (code !== 0) throw new Error(`cluster tool ${args[0]}: ${code} ${stderr}${readFileSync(`${out}.err`, 'utf8')}`);
  return readFileSync(out, 'utf8');
}
const meshwright = (args, kubeconfig = admin) => run(process.execPath, [cli, ...args, '--kubeconfig', kubeconfig]);

function freePort() {
  return new Promise((done) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

async function until(what, probe) {
  const end = Date.now() + 60_000;
  for (;;) {
    const found = await probe().catch(() => undefined);
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited 60 s for ${what}`);
    await new Promise((r) => setTimeout(r, 300));
  }
}

/** The sources under test, bundled from src: what the checks call is not all part of the library. */
async function importSources() {
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

async function post(path, body) {
  const { server, token } = readKubeconfig(admin);
  const answer = await request(`${server}${path}`, token, JSON.stringify(body));
  if (answer.status >= 300 && answer.status !== 409) throw new Error(`POST ${path}: ${answer.status} ${answer.body}`);
}

function readKubeconfig(file) {
  const text = readFileSync(file, 'utf8');
  return { server: /server: "([^"]+)"/.exec(text)[1], token: /token: ([^}]+)}/.exec(text)[1] };
}

async function request(url, token, body) {
  const https = await import('node:https');
  return new Promise((done, fail) => {
    const req = https.request(
      url,
      {
        method: body ? 'POST' : 'GET',
        rejectUnauthorized: false,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      },
      (res) => {
        let text = '';
        res.setEncoding('utf8').on('data', (part) => {
          text += part;
        });
        res.on('end', () => done({ status: res.statusCode, body: text }));
      },
    );
    req.on('error', fail).end(body);
  });
}

/** What stands behind port 15000 of every pod: a real Envoy, or a server with a large answer. */
async function startAdmin() {
  if (!envoyBinary) {
    const server = createServer((req, res) => {
      const body = req.url.startsWith('/server_info') ? '{"state":"LIVE"}' : '{"configs":[]}';
      res.end(body);
    }).listen(adminPort, '127.0.0.1');
    return () => new Promise((done) => server.close(done));
  }
  const cluster = (i) => ({ name: `outbound|80||service-${i}.shop.svc.cluster.local`, type: 'STATIC' });
  const config = {
    admin: { address: { socket_address: { address: '127.0.0.1', port_value: adminPort } } },
    static_resources: { clusters: Array.from({ length: 2000 }, (_, i) => cluster(i)) },
  };
  const file = join(scratch, 'envoy.json');
  writeFileSync(file, JSON.stringify(config));
  const base = 1 + (process.pid % 30000);
  const child = spawn(envoyBinary, ['-c', file, '--base-id', String(base), '-l', 'error'], { stdio: 'ignore' });
  await until('Envoy', async () => (await fetch(`http://127.0.0.1:${adminPort}/ready`)).ok);
  return () =>
    new Promise((done) => {
      child.once('exit', done);
      child.kill();
    });
}

let admin = '';
let stopAdmin = async () => {};
try {
  const users = {};
  for (const user of ['nobody', 'reader']) {
    users[user] = join(scratch, `${user}.kubeconfig`);
    writeFileSync(users[user], await clusterTool('user', user));
  }
  admin = (await clusterTool('up')).trim();
  stopAdmin = await startAdmin();
  const { loadCluster, adminThroughPortForward, connect, listAll } = await importSources();
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

  for (const { path, body } of crds(JSON.parse(readFileSync(crdsFile, 'utf8')))) await post(path, body);
  await until('the definitions', async () => {
    const { server, token } = readKubeconfig(admin);
    const kinds = ['destinationrules', 'virtualservices', 'serviceentries'];
    const answers = await Promise.all(kinds.map((k) => request(`${server}/apis/networking.istio.io/v1/${k}`, token)));
    return answers.every((answer) => answer.status === 200);
  });
  for (const { path, body } of mesh()) await post(path, body);
  await until('running pods', async () => {
    const client = await connect(asAdmin);
    const pods = await listAll(client, '/api/v1/namespaces/shop/pods', { noun: 'pods' });
    client.close();
    return pods.length === 3 && pods.every((p) => p.status.phase === 'Running' && p.status.podIP);
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
      return some.resources.length > 0 && some;
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
    const credential = JSON.stringify({ kind: 'ExecCredential', status: { token: readKubeconfig(admin).token } });
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
} catch (error) {
  failed++;
  console.log(`NOT OK the run itself\n  ${error?.stack ?? error}`);
} finally {
  await stopAdmin();
  await clusterTool('down').catch((error) => console.log(String(error)));
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

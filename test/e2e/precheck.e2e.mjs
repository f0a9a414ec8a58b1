// What looks at a real Kubernetes API server around an installation: precheck, verify-install, manifest diff and snapshot.
//
//   CLUSTER_TOOL=cluster.sh [MESHWRIGHT_BIN=bin/meshwright.js] node test/e2e/precheck.e2e.mjs
//
// CLUSTER_TOOL starts and stops a control plane on loopback (`up` prints a kubeconfig, `down`, `user NAME`).
import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { mesh } from './cluster-mesh.mjs';
import { becomes, run, until, withControlPlane } from './control-plane.mjs';

const cli = resolve(process.env.MESHWRIGHT_BIN ?? 'bin/meshwright.js');
let admin = '';
let scratch = '';
let api;
let check;
const meshwright = (args, kubeconfig = admin) => run(process.execPath, [cli, ...args, '--kubeconfig', kubeconfig]);
const file = (name, text) => {
  const path = join(scratch, name);
  if (text !== undefined) writeFileSync(path, text);
  return path;
};

/** Rows of a precheck as `status code object`, those that are no `ok`. */
async function rowsOf(kubeconfig, ...args) {
  const { code, stdout, stderr } = await meshwright(['precheck', '-o', 'json', ...args], kubeconfig);
  assert.doesNotMatch(stderr, /bug in meshwright| {4}at /);
  const { rows } = JSON.parse(stdout);
  const wrong = rows.filter(({ status }) => status !== 'ok');
  return { code, rows, wrong: wrong.map((r) => [r.status, r.code, r.check, r.object].filter(Boolean).join(' ')) };
}

const meta = (name, namespace, more = {}) => ({ name, ...(namespace && { namespace }), ...more });
const deployment = (name, namespace, template) => [
  `/apis/apps/v1/namespaces/${namespace}/deployments`,
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: meta(name, namespace),
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: name } },
      template: { ...template, metadata: { labels: { app: name }, ...template.metadata } },
    },
  },
];

/** What somebody left in a cluster, each thing with the row that tells of it. */
const TROUBLE = [
  [
    'warning IST0123 injection-labels Namespace both',
    '/api/v1/namespaces',
    { metadata: meta('both', '', { labels: { 'istio-injection': 'enabled', 'istio.io/rev': 'default' } }) },
  ],
  [
    'warning injection-labels Namespace gone',
    '/api/v1/namespaces',
    { metadata: meta('gone', '', { labels: { 'istio.io/rev': 'nobody' } }) },
  ],
  [
    'warning IST0144 user-1337 Deployment both/proxy-user',
    ...deployment('proxy-user', 'both', {
      spec: { containers: [{ name: 'app', image: 'a:1', securityContext: { runAsUser: 1337 } }] },
    }),
  ],
  [
    'warning sidecar-ports Deployment both/ports',
    ...deployment('ports', 'both', {
      spec: { containers: [{ name: 'app', image: 'a:1', ports: [{ containerPort: 15006 }] }] },
    }),
  ],
  [
    'warning excluded-ports Deployment both/excluded',
    ...deployment('excluded', 'both', {
      metadata: { annotations: { 'traffic.sidecar.istio.io/excludeInboundPorts': '8080' } },
      spec: { containers: [{ name: 'app', image: 'a:1', ports: [{ containerPort: 8080 }] }] },
    }),
  ],
  [
    'warning leftovers Deployment istio-system/istio-galley',
    ...deployment('istio-galley', 'istio-system', { spec: { containers: [{ name: 'galley', image: 'a:1' }] } }),
  ],
  [
    'warning webhook-port ValidatingWebhookConfiguration istio-galley',
    '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
    {
      metadata: meta('istio-galley', '', { labels: { app: 'istiod' } }),
      webhooks: [
        {
          name: 'pilot.validation.istio.io',
          clientConfig: { service: { name: 'istio-galley', namespace: 'istio-system' } },
          failurePolicy: 'Ignore',
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
        },
      ],
    },
  ],
  [
    'warning webhook-port MutatingWebhookConfiguration istio-sidecar-injector-old',
    '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations',
    {
      metadata: meta('istio-sidecar-injector-old', '', { labels: { app: 'sidecar-injector', 'istio.io/rev': 'old' } }),
      webhooks: [
        {
          name: 'rev.namespace.sidecar-injector.istio.io',
          clientConfig: { service: { name: 'istiod-old', namespace: 'istio-system', path: '/inject' } },
          namespaceSelector: { matchLabels: { 'istio.io/rev': 'old' } },
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
        },
      ],
    },
  ],
  [
    'warning leftovers CustomResourceDefinition istiooperators.install.istio.io',
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    {
      metadata: meta('istiooperators.install.istio.io'),
      spec: {
        group: 'install.istio.io',
        scope: 'Namespaced',
        names: { kind: 'IstioOperator', plural: 'istiooperators' },
        versions: [{ name: 'v1alpha1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
      },
    },
  ],
];

async function checkBefore(users) {
  await check('an empty cluster is ready, and every row says so', async () => {
    await until('ready nodes', async () => (await rowsOf(admin)).wrong.length === 0);
    const { code, rows } = await rowsOf(admin);
    assert.equal(code, 0);
    assert.ok(rows.length >= 28, `${rows.length} rows`);
    const table = await meshwright(['x', 'precheck']);
    assert.equal(table.code, 0);
    assert.doesNotMatch(table.stdout, /\u001b/);
    assert.equal(table.stdout.match(/^✔ /gm).length, rows.length);
  });
  await check('a user without rights gets a report', async () => {
    const { code, wrong } = await rowsOf(users.nobody);
    assert.equal(code, 1);
    assert.equal(wrong.filter((row) => row.startsWith('failed IST0141 access')).length, 15);
    assert.ok(wrong.includes('skipped nodes-ready'));
  });
  await check('a user who may all but one thing is told that one', async () => {
    const rules = [
      { apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list'] },
      {
        apiGroups: ['', 'apps', 'autoscaling', 'policy', 'apiextensions.k8s.io', 'admissionregistration.k8s.io'],
        resources: ['*'],
        verbs: ['create', 'patch'],
      },
      {
        apiGroups: ['rbac.authorization.k8s.io'],
        resources: ['roles', 'rolebindings', 'clusterrolebindings'],
        verbs: ['create', 'patch'],
      },
      { apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterroles'], verbs: ['create'] },
    ];
    const base = '/apis/rbac.authorization.k8s.io/v1';
    await api('POST', `${base}/clusterroles`, { metadata: meta('most'), rules });
    await api('POST', `${base}/clusterrolebindings`, {
      metadata: meta('most'),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'most' },
      subjects: [{ kind: 'User', name: 'most', apiGroup: 'rbac.authorization.k8s.io' }],
    });
    const missing = 'failed IST0141 access clusterroles.rbac.authorization.k8s.io';
    // The API server learns of roles in its own time.
    await becomes(async () => (await rowsOf(users.most)).wrong, [missing]);
    const { code } = await rowsOf(users.most);
    assert.equal(code, 1);
  });
  await check('JUnit has a test case a row', async () => {
    const { rows } = await rowsOf(users.nobody);
    const { code, stdout } = await meshwright(['precheck', '-o', 'junit'], users.nobody);
    assert.equal(code, 1);
    assert.equal(stdout.match(/<testcase /g).length, rows.length);
    assert.equal(stdout.match(/<failure /g).length, 15);
  });
  await check('a server that is not there is a failed row', async () => {
    const nowhere = file('nowhere', readFileSync(admin, 'utf8').replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1'));
    const { code, wrong } = await rowsOf(nowhere);
    assert.equal(code, 1);
    assert.deepEqual(wrong, ['failed api-reachable']);
  });
}

async function checkTrouble() {
  await check('what stands in the way is told, each in its row, and is no failure', async () => {
    await api('POST', '/api/v1/namespaces', { metadata: meta('istio-system') });
    for (const [, path, body] of TROUBLE) await api('POST', path, body);
    const wanted = TROUBLE.map(([row]) => row).sort();
    // A definition is served some time after it was made.
    await becomes(async () => (await rowsOf(admin)).wrong.sort(), wanted);
    assert.equal((await rowsOf(admin)).code, 0);
  });
  // Namespaces go when their contents are gone, which the control plane sees to in its own time: nothing may be left for the next checks.
  const paths = TROUBLE.map(([, path, { metadata }]) => `${path}/${metadata.name}`).reverse();
  for (const path of paths) await api('DELETE', path);
  await until('the removal of the trouble', async () => {
    const answers = await Promise.all(paths.map((path) => api('GET', path)));
    return answers.every(({ status }) => status === 404);
  });
}

async function checkInstalled() {
  const demo = file('demo.yaml', (await meshwright(['manifest', 'generate', '--set', 'profile=demo'])).stdout);
  await check('nothing is verified where nothing is installed', async () => {
    const { code, stderr } = await meshwright(['verify-install']);
    assert.equal(code, 1);
    assert.match(stderr, /no installation is recorded/);
    const missing = await meshwright(['verify-install', '--set', 'profile=minimal']);
    assert.equal(missing.code, 1);
    assert.doesNotMatch(missing.stdout, /^✔/m);
    assert.equal((await meshwright(['manifest', 'diff', demo])).code, 1);
  });
  const installed = await meshwright(['install', '--set', 'profile=demo', '-y']);
  assert.equal(installed.code, 0, installed.stderr);
  await check('after an installation all is as applied, and precheck is fine with it', async () => {
    const verified = await meshwright(['verify-install']);
    assert.equal(verified.code, 0, verified.stdout);
    assert.equal((await meshwright(['verify-install', '--set', 'profile=demo'])).code, 0);
    const { code, stdout, stderr } = await meshwright(['manifest', 'diff', demo]);
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: '', stderr: 'no differences\n' });
    assert.deepEqual((await rowsOf(admin)).wrong, []);
  });
  await check('what is missing or different is named, field by field', async () => {
    const services = '/api/v1/namespaces/istio-system/services';
    const deployments = '/apis/apps/v1/namespaces/istio-system/deployments';
    const patch = [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'other:1' }];
    await api('DELETE', `${services}/istio-egressgateway`);
    await api('PATCH', `${deployments}/istiod`, patch, 'application/json-patch+json');
    const { code, stdout } = await meshwright(['verify-install']);
    assert.equal(code, 1);
    assert.match(stdout, /^✘ Service istio-system\/istio-egressgateway: it is not in the cluster$/m);
    assert.match(
      stdout,
      /^✘ Deployment istio-system\/istiod: 1 field is not as applied\n {4}\S+\[name=discovery\]\.image: .*"other:1"$/m,
    );
    const diff = await meshwright(['manifest', 'diff', demo]);
    assert.equal(diff.code, 1);
    assert.match(diff.stdout, /^-\s+image: other:1$/m);
    assert.equal(diff.stderr, '1 added, 0 removed, 1 changed\n');
  });
  await check('what is installed beside a manifest of the same control plane counts as removed', async () => {
    const minimal = file(
      'minimal.yaml',
      (await meshwright(['manifest', 'generate', '--set', 'profile=minimal'])).stdout,
    );
    const { code, stdout } = await meshwright(['manifest', 'diff', minimal]);
    assert.equal(code, 1);
    const removed = [...stdout.matchAll(/^--- cluster: (.*)\n\+\+\+ \/dev\/null$/gm)].map(([, id]) => id);
    assert.ok(removed.includes('Deployment istio-system/istio-ingressgateway'), removed.join());
    assert.ok(
      removed.every((id) => /gateway/.test(id)),
      removed.join(),
    );
  });
  await check('a label that somebody else adds is no difference', async () => {
    assert.equal((await meshwright(['install', '--set', 'profile=demo', '-y', '--force-conflicts'])).code, 0);
    const patch = { metadata: { labels: { team: 'mesh' } } };
    await api('PATCH', '/api/v1/namespaces/istio-system/services/istiod', patch, 'application/merge-patch+json');
    const { code, stdout } = await meshwright(['verify-install']);
    assert.equal(code, 0, stdout);
  });
}

async function checkSnapshot(users) {
  for (const { path, body } of mesh()) await api('POST', path, body);
  await until('running pods', async () => {
    const { body } = await api('GET', '/api/v1/namespaces/shop/pods');
    return body.items.length === 3 && body.items.every(({ status }) => status.phase === 'Running' && status.podIP);
  });
  const snapshot = file('cluster.yaml');
  const translated = async (...args) => (await meshwright(['translate', '-o', 'json', ...args])).stdout;
  let live = '';
  // Controllers still fill in endpoints for a while: what is compared must have stood still while the snapshot was taken.
  await until('a cluster that stands still', async () => {
    live = await translated();
    const { code, stderr } = await meshwright(['snapshot', '-o', snapshot]);
    if (code !== 0) throw new Error(stderr);
    return live === (await translated());
  });
  await check('a snapshot is a private file without secrets', async () => {
    assert.equal(statSync(snapshot).mode & 0o777, 0o600);
    const text = readFileSync(snapshot, 'utf8');
    assert.doesNotMatch(text, /c2VjcmV0LXZhbHVl|secret-value|managedFields|last-applied|openAPIV3Schema/);
    assert.match(text, /tls\.key/);
  });
  /** Findings without where they stand: objects of a cluster have no line. */
  const findings = async (...args) => {
    const { stdout } = await meshwright(['analyze', '-A', '-o', 'json', ...args]);
    return JSON.parse(stdout).map(({ code, message, origin, field }) => ({ code, message, origin, field }));
  };
  await check('analyze finds the same in it as in the cluster', async () => {
    for (const args of [[], ['--deep']]) {
      const found = await findings(...args);
      assert.ok(found.length > 0);
      assert.deepEqual(await findings(...args, '--snapshot', snapshot), found);
    }
  });
  await check('translate makes the same of it as of the cluster', async () => {
    assert.ok(live.length > 10_000, live);
    assert.ok((await translated('--snapshot', snapshot)) === live, 'the translations differ');
  });
  await check('one on standard output is the same text', async () => {
    const { stdout } = await meshwright(['snapshot']);
    const names = (text) => text.match(/^ {2}name: .*$/gm);
    assert.deepEqual(names(stdout), names(readFileSync(snapshot, 'utf8')));
  });
  await check('one of a user without rights says what it lacks, also when it is read', async () => {
    const poor = file('poor.yaml');
    assert.equal((await meshwright(['snapshot', '-o', poor], users.nobody)).code, 0);
    const { stderr } = await meshwright(['analyze', '-A', '--snapshot', poor]);
    assert.match(stderr, /nobody may not list pods/);
    assert.match(stderr, /nothing is taken for missing/);
  });
}

await withControlPlane({ users: ['nobody', 'most'] }, async (cluster) => {
  ({ admin, scratch, api, check } = cluster);
  await checkBefore(cluster.users);
  await checkTrouble();
  await checkInstalled();
  await checkSnapshot(cluster.users);
});

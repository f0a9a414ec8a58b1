// The injection templates that an installation puts into its ConfigMap, rendered by Go as istiod does it and by the project's
// renderer: the same text, for pods and values that take each branch.
//
//   [MESHWRIGHT_BIN=bin/meshwright.js] node test/e2e/injection-templates/compare.mjs
//
// Needs Go. The last line is `N passed, N failed`.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { parse, parseAllDocuments } from 'yaml';
import { CASES } from './cases.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const program = process.env.MESHWRIGHT_BIN ?? join(root, 'bin/meshwright.js');

/** Templates and values as `manifest generate` prints them. */
function installed() {
  const args = [program, 'manifest', 'generate', '--set', 'profile=minimal'];
  const objects = parseAllDocuments(execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 28 }));
  const { data } = objects
    .map((document) => document.toJS())
    .find((object) => object?.kind === 'ConfigMap' && object.metadata.name === 'istio-sidecar-injector');
  return { templates: parse(data.config).templates, values: JSON.parse(data.values) };
}

/** The project's renderer, with the data and functions of injection. */
async function loadRenderer(folder) {
  const contents = `export { createDataMaker } from './src/inject/data.js';
    export { injectionFunctions } from './src/inject/functions.js';
    export { parseTemplate, render } from './src/inject/template/index.js';`;
  const outfile = join(folder, 'renderer.mjs');
  const stdin = { contents, resolveDir: root, loader: 'ts' };
  await build({ stdin, bundle: true, format: 'esm', platform: 'node', outfile, logLevel: 'warning' });
  const { createDataMaker, injectionFunctions, parseTemplate, render } = await import(pathToFileURL(outfile).href);
  const maker = createDataMaker();
  const functions = injectionFunctions({ jsonOf: maker.jsonOf, unchanging: false });
  return (name, text, facts) => render(parseTemplate(text, name), maker.make(facts), functions);
}

function askGo(folder, templates, facts) {
  const binary = join(folder, 'oracle');
  const cwd = fileURLToPath(new URL('./oracle', import.meta.url));
  execFileSync('go', ['build', '-buildvcs=false', '-o', binary, '.'], { cwd, stdio: ['ignore', 2, 2] });
  const input = JSON.stringify({ templates, data: facts.map(goData) });
  const { stdout } = spawnSync(binary, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** What a template is rendered with, in the words of istiod's types. */
function goData({ owner, pod, mesh, proxyConfig, values, revision, nativeSidecars, compliancePolicy, proxyIds }) {
  const { image, tag, hub } = { ...values.global, ...values.global.proxy };
  const hold = proxyConfig.holdApplicationUntilProxyStarts;
  return {
    TypeMeta: { APIVersion: owner.apiVersion, Kind: owner.kind },
    DeploymentMeta: { Name: owner.name, Namespace: owner.namespace },
    ObjectMeta: pod.metadata,
    Spec: pod.spec,
    ProxyConfig: {
      InterceptionMode: proxyConfig.interceptionMode ?? 'REDIRECT',
      ProxyMetadata: proxyConfig.proxyMetadata ?? {},
      HoldApplicationUntilProxyStarts: hold === undefined ? null : { Value: hold },
    },
    MeshConfig: {
      ProxyListenPort: mesh.proxyListenPort,
      ProxyInboundListenPort: mesh.proxyInboundListenPort,
      TrustDomain: mesh.trustDomain,
    },
    Values: values,
    Revision: revision,
    ProxyImage: `${hub}/${image}:${tag}`,
    InboundTrafficPolicyMode: mesh.inboundTrafficPolicy?.mode === 'LOCALHOST' ? 'localhost' : 'passthrough',
    CompliancePolicy: compliancePolicy,
    NativeSidecars: nativeSidecars,
    ...(proxyIds && { ProxyUID: proxyIds.uid, ProxyGID: proxyIds.gid }),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'injection-templates-'));
let passed = 0;
let failed = 0;
try {
  const { templates, values } = installed();
  const facts = CASES.map(({ make }) => make(structuredClone(values)));
  const ours = await loadRenderer(folder);
  for (const { template, data, output, error } of askGo(folder, templates, facts)) {
    let own = '';
    try {
      own = ours(template, templates[template], facts[data]);
    } catch (failure) {
      own = `failed: ${failure.message}`;
    }
    // A pod that Go makes has to be one that YAML readers take.
    const good = error === undefined && own === output && typeof parse(output)?.spec === 'object';
    if (good) passed++;
    else failed++;
    if (!good) console.log(`NOT OK ${template}, ${CASES[data].name}\n--- Go\n${error ?? output}\n--- here\n${own}`);
  }
  console.log(`${Object.keys(templates).length} templates, ${CASES.length} sets of data`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

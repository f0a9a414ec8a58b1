import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MESSAGES } from '../../src/analyze/messages/index.js';
import { analyze, analyzeFiles, createFolder, type Folder, findingsOf } from './analyze-run.js';

const RULE = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: bank, namespace: pay}
spec:
  host: bank.example.com
  trafficPolicy:
    tls: {mode: SIMPLE}
`;
const TELEMETRIES = ['a', 'b']
  .map(
    (name) =>
      `apiVersion: telemetry.istio.io/v1\nkind: Telemetry\nmetadata: {name: ${name}, namespace: obs}\nspec: {}\n`,
  )
  .join('---\n');

let folder: Folder;
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => folder.remove());

describe('analyze: input', () => {
  it('says each finding with its place, and how many there are', async () => {
    const file = folder.write('dr.yaml', RULE);
    const result = await analyzeFiles(file);
    expect(result.out).toMatch(/^Warning \[IST0128\] \(DestinationRule pay\/bank .*dr\.yaml:7\) .+\n$/);
    expect(result.err).toBe(`0 errors, 1 warning, 0 hints in ${file}\n`);
    expect(result.exit).toBe(0);
  });

  it('reads standard input, directories with all below them, and several files', async () => {
    expect(findingsOf(await analyze(['--use-kube=false', '-A', '-'], RULE))).toEqual([
      'Warning IST0128 DestinationRule pay/bank',
    ]);
    mkdirSync(join(folder.path, 'deep', 'er'), { recursive: true });
    folder.write('deep/er/t.yml', TELEMETRIES);
    folder.write('dr.yaml', RULE);
    folder.write('notes.txt', 'no: yaml');
    const result = await analyzeFiles(folder.path);
    expect(findingsOf(result)).toEqual([
      'Error IST0160 Telemetry obs/a',
      'Error IST0160 Telemetry obs/b',
      'Warning IST0128 DestinationRule pay/bank',
    ]);
    expect(result.err).toContain('in 2 files');
  });

  it('takes the word behind --use-kube for a file unless it is a truth value', async () => {
    const file = folder.write('dr.yaml', RULE);
    for (const no of ['--use-kube=false', '--use-kube=F', '-k=0'])
      expect((await analyze([no, '-A', file])).out).toContain('IST0128');
    const cluster = folder.write('cluster.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: pay}\n');
    expect((await analyze(['-A', '--snapshot', cluster, '--use-kube', file])).out).toContain('IST0128');
  });

  it('skips files that are no configuration, and directories without any', async () => {
    const result = await analyzeFiles(folder.write('readme.md', '# hi'), folder.path);
    expect(result.err).toMatch(/skipped .*readme\.md: no \.yaml/);
    expect(result.exit).toBe(0);
  });

  it('lays files over a snapshot of a cluster', async () => {
    const cluster = folder.write(
      'cluster.yaml',
      `apiVersion: v1\nkind: Namespace\nmetadata: {name: pay, labels: {istio-injection: disabled}}\n---\n${RULE}`,
    );
    const fixed = folder.write('dr.yaml', RULE.replace('mode: SIMPLE', 'mode: SIMPLE, caCertificates: system'));
    const codes = async (...args: string[]) =>
      (
        await analyze([
          '-n',
          'pay',
          '--analyzer',
          'destinationrule.CaCertificateAnalyzer',
          '--snapshot',
          cluster,
          ...args,
        ])
      ).out;
    expect(await codes()).toContain('IST0128');
    expect(await codes(fixed)).toBe('');
  });

  it('does not look at objects of Kubernetes itself, nor at those of another revision', async () => {
    expect((await analyzeFiles(folder.write('a.yaml', RULE.replace('pay', 'kube-system')))).out).toBe('');
    const labelled = RULE.replace('namespace: pay', 'namespace: default, labels: {istio.io/rev: canary}');
    const cluster = folder.write('cluster.yaml', labelled);
    const out = async (...args: string[]) => (await analyze(['--snapshot', cluster, ...args])).out;
    expect(await out()).not.toContain('IST0128');
    expect(await out('--revision', 'canary')).toContain('IST0128');
  });

  it('says that a namespace is not in the cluster', async () => {
    const cluster = folder.write('cluster.yaml', RULE);
    const result = await analyze(['-n', 'nowhere', '--snapshot', cluster]);
    expect(result).toMatchObject({ exit: 0, out: '', err: expect.stringContaining('no namespace nowhere') });
    expect(await analyze(['-n', 'nowhere', '--snapshot', cluster, '-o', 'json'])).toMatchObject({
      exit: 0,
      out: '[]\n',
    });
  });
});

describe('analyze: what is shown', () => {
  it('keeps to one namespace, and tells of the others', async () => {
    const file = folder.write('all.yaml', `${RULE}---\n${TELEMETRIES}`);
    const result = await analyze(['--use-kube=false', '-n', 'pay', file]);
    expect(findingsOf(result)).toEqual(['Warning IST0128 DestinationRule pay/bank']);
    expect(result.err).toContain('2 findings in other namespaces than pay');
  });

  it.each([
    [
      'the annotation',
      [],
      'metadata: {name: bank, namespace: pay, annotations: {galley.istio.io/analyze-suppress: "IST0001,IST0128"}}',
    ],
    [
      'the annotation for all',
      [],
      'metadata: {name: bank, namespace: pay, annotations: {galley.istio.io/analyze-suppress: "*"}}',
    ],
    ['the flag', ['-S', 'IST0128=DestinationRule pay/bank'], undefined],
    ['the flag with stars', ['--suppress', 'IST0128=Dest*Rule p*/b*k'], undefined],
  ])('leaves out what %s suppresses', async (_, flags, metadata) => {
    const text = metadata ? RULE.replace(/^metadata.*$/m, metadata) : RULE;
    expect((await analyzeFiles(...flags, folder.write('dr.yaml', text))).out).toBe('');
  });

  it.each([
    'IST0129=DestinationRule pay/bank',
    'IST0128=DestinationRule pay/ban',
    'IST0128=*bank*bank',
    'IST0128=pay/bank',
    'IST0128=DestinationRule bank.pay',
  ])('keeps what --suppress %s does not name', async (value) => {
    expect((await analyzeFiles('-S', value, folder.write('dr.yaml', RULE))).out).toContain('IST0128');
  });

  it('hides what is below --output-threshold, and lets --failure-threshold decide the exit code', async () => {
    const file = folder.write('dr.yaml', RULE);
    expect(await analyzeFiles('--output-threshold', 'Error', file)).toMatchObject({ exit: 0, out: '' });
    expect(await analyzeFiles('--failure-threshold=WARNING', '--output-threshold', 'error', file)).toMatchObject({
      exit: 79,
      out: '',
    });
    expect((await analyzeFiles(folder.write('t.yaml', TELEMETRIES))).exit).toBe(79);
  });

  it('runs the analyzers that are named, and all where none is known', async () => {
    const file = folder.write('all.yaml', `${RULE}---\n${TELEMETRIES}`);
    const some = await analyzeFiles('--analyzer', 'telemetry.DefaultSelectorAnalyzer,nonsense', file);
    expect(findingsOf(some)).toEqual(['Error IST0160 Telemetry obs/a', 'Error IST0160 Telemetry obs/b']);
    expect(some.err).toContain('--analyzer nonsense: unknown analyzer');
    expect(findingsOf(await analyzeFiles('--analyzer', 'nonsense', file))).toHaveLength(3);
  });

  it('prints an empty list of JSON and YAML where nothing is found', async () => {
    const file = folder.write('none.yaml', '');
    expect(JSON.parse((await analyzeFiles('-o', 'json', file)).out)).toEqual([]);
    expect((await analyzeFiles('-o', 'YAML', file)).out.trim()).toBe('[]');
  });

  it('takes the MeshConfig from --meshConfigFile, else from the ConfigMap', async () => {
    const telemetry = folder.write(
      't.yaml',
      'apiVersion: telemetry.istio.io/v1\nkind: Telemetry\nmetadata: {name: logs, namespace: obs}\nspec: {accessLogging: [{}]}\n',
    );
    const mesh = folder.write('mesh.yaml', 'defaultProviders: {accessLogging: [envoy]}\n');
    const map = folder.write(
      'map.yaml',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata: {mesh: "defaultProviders: {accessLogging: [envoy]}"}\n',
    );
    expect((await analyzeFiles(telemetry)).out).toContain('IST0157');
    expect((await analyzeFiles(telemetry, map)).out).toBe('');
    expect((await analyzeFiles('--meshConfigFile', mesh, telemetry)).out).toBe('');
    const refused = folder.write('refused.yaml', 'connectTimeout: 0s\ndefaultProviders: {accessLogging: [envoy]}\n');
    const defaults = await analyzeFiles('--meshConfigFile', refused, telemetry);
    expect(findingsOf(defaults)).toEqual(['Warning IST0157 Telemetry obs/logs']);
    expect(defaults.err).toMatch(/note: .*refused.yaml: MeshConfig connectTimeout: .*; istiod refuses it/);
    const missing = await analyzeFiles('--meshConfigFile', join(folder.path, 'nope'), telemetry);
    expect(missing.err).toMatch(/note: .*nope: no such file or directory; the defaults are taken/);
  });
});

describe('analyze: findings on the MeshConfig', () => {
  it('name no file beside it, as it is no object', async () => {
    const metadata = '{ISTIO_META_DNS_CAPTURE: "true", ISTIO_META_DNS_AUTO_ALLOCATE: "true"}';
    const mesh = folder.write('mesh.yaml', `defaultConfig:\n  proxyMetadata: ${metadata}\n`);
    const { out } = await analyzeFiles('--meshConfigFile', mesh);
    expect(out).toMatch(/^Warning \[IST0133\] \(MeshConfig istio-system\/meshconfig\) .*mesh.yaml:2: /);
  });
});

describe('analyze: usage', () => {
  it.each([
    [['-o', 'xml'], /unknown format/],
    [['--failure-threshold', 'worst'], /--failure-threshold worst: unknown level/],
    [['-S', 'IST0128'], /CODE=RESOURCE was expected/],
    [['-S', 'a=b=c'], /CODE=RESOURCE was expected/],
    [['--timeout', 'soon'], /a duration such as 30s/],
    [['--explain', 'IST9999'], /unknown code/],
    [['--nonsense'], /unknown option/],
  ])('refuses %j', async (args, message) => {
    const result = await analyzeFiles(...args);
    expect(result).toMatchObject({ exit: 64, out: '' });
    expect(result.err).toMatch(message);
  });

  it('explains every code', async () => {
    for (const [code, { name, explain }] of Object.entries(MESSAGES)) {
      const { out, exit } = await analyze(['--explain', code.toLowerCase()]);
      expect(exit).toBe(0);
      expect(out).toContain(name);
      expect(out).toContain(explain);
    }
  });

  it('lists the analyzers and tells which of them ran', async () => {
    const list = (await analyze(['-L'])).out;
    expect(list).toMatch(/^\* annotations\.K8sAnalyzer:\n {4}\S/m);
    const { err } = await analyzeFiles('-v', folder.write('t.yaml', TELEMETRIES));
    expect(err).toMatch(
      /Skipped analyzers[^:]*:\n(.*\n)* {2}webhook\.Analyzer\n(.*\n)*Executed analyzers:\n(.*\n)* {2}telemetry\.ProviderAnalyzer\n/,
    );
  });

  it('names the way out where there is no cluster', async () => {
    const result = await analyze(['--kubeconfig', join(folder.path, 'none'), folder.write('dr.yaml', RULE)]);
    expect(result).toMatchObject({ exit: 1, out: '' });
    expect(result.err).toContain('--use-kube=false');
  });
});

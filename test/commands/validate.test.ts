import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../src/main.js';
import { recordingIo } from './command-run.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'validate-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function validate(args: readonly string[], stdin = '') {
  const { io, said } = recordingIo(stdin);
  const exit = await run(['validate', ...args], io);
  return { exit, out: said.out, lines: said.err.replaceAll(`${folder}/`, '').trimEnd().split('\n') };
}

const document = (kind: string, name: string, spec: string, apiVersion = 'networking.istio.io/v1') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: app\nspec:\n${spec.replace(/^/gm, '  ')}\n`;
const RULE = document('DestinationRule', 'a', 'host: a');

/** Without the sentence: place, severity, resource, field and code. */
const parts = (line: string) => line.replace(/^(\S+ \w+: (?:\w+ )?(?:\S+: ){1,2}).*(\[\w+\])$/, '$1$2');

describe('validate', () => {
  it('says so when all is well', async () => {
    const { exit, lines, out } = await validate(['-f', write('a.yaml', RULE)]);
    expect({ exit, lines, out }).toEqual({ exit: 0, lines: ['a.yaml: valid'], out: '' });
  });

  it('names place, resource and field of what schema and rules say, document by document', async () => {
    const text = [RULE, document('DestinationRule', 'b', 'hots: b'), document('Sidecar', 'c', 'egress:\n- hosts: [x]')];
    const { exit, lines } = await validate(['-f', write('a.yaml', text.join('---\n'))]);
    expect(exit).toBe(1);
    expect(lines.map(parts)).toEqual([
      'a.yaml:15:3: error: DestinationRule/app/b: spec.hots: [MW0101]',
      'a.yaml:14:1: error: DestinationRule/app/b: spec.host: [IST0106]',
      'a.yaml:24:13: error: Sidecar/app/c: spec.egress[0].hosts[0]: [IST0106]',
      'a.yaml: 3 errors',
    ]);
    expect(lines[0]).toContain('did you mean host?');
  });

  it('goes on after documents and files that cannot be read', async () => {
    const broken = write('a.yaml', `${RULE}---\na: [\n---\n${document('Gateway', 'g', '{}')}---\njust text\n`);
    const { exit, lines } = await validate(['-f', `${join(folder, 'none.yaml')},${broken}`]);
    expect(exit).toBe(1);
    expect(lines.map(parts)).toEqual([
      expect.stringMatching(/^a\.yaml:\d+:\d+: error: not readable as YAML: /),
      expect.stringMatching(/^a\.yaml:\d+:\d+: error: Gateway g\.app: /),
      expect.stringMatching(/^a\.yaml:\d+:\d+: error: a Kubernetes object was expected/),
      'a.yaml: 3 errors',
      'Error: none.yaml: no such file or directory',
    ]);
  });

  it('fails as bad data when nothing but a file is missing', async () => {
    expect((await validate(['-f', join(folder, 'none.yaml')])).exit).toBe(65);
  });

  it.each([
    ['YAML', 'spec:\n  host: a\n  host: b\n', 'a.yaml:8:3'],
    [
      'JSON',
      '{"apiVersion":"networking.istio.io/v1","kind":"DestinationRule",\n"spec":{"host":"a","host":"b"}}',
      'a.yaml:2:20',
    ],
  ])('refuses a key that stands twice in %s', async (_what, text, place) => {
    const head = text.startsWith('{') ? '' : RULE.slice(0, RULE.indexOf('spec:'));
    const { exit, lines } = await validate(['-f', write('a.yaml', head + text)]);
    expect(exit).toBe(1);
    expect(lines[0]).toContain(`${place}: error:`);
  });

  it('reads directories with all below them, and standard input', async () => {
    write('a.yaml', RULE);
    write('a.txt', 'a: [');
    mkdirSync(join(folder, 'deeper'));
    write('deeper/b.json', '{}');
    expect((await validate(['-f', folder, '-R', '-x'])).lines).toEqual([
      'a.yaml: valid',
      expect.stringContaining('b.json'),
      'deeper/b.json: valid, 1 warning',
    ]);
    expect((await validate(['-f', '-'], RULE)).lines).toEqual(['standard input: valid']);
  });

  it('finds nothing wrong with a directory that holds nothing to read', async () => {
    const { exit, lines } = await validate(['-f', folder]);
    expect({ exit, lines }).toEqual({ exit: 0, lines: [expect.stringMatching(/^note: skipped /)] });
  });

  it('only remarks on what stands in a List, on unknown kinds, and on Deployments', async () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${document('Gateway', 'g', '{}').trimEnd().replaceAll('\n', '\n  ')}\n`;
    const others = [
      document('Gatewey', 'g', '{}'),
      document('Gateway', 'g', '{}', 'networking.istio.io/v2'),
      document('Deployment', 'd', 'template: {metadata: {labels: {app: d}}}', 'apps/v1'),
      'apiVersion: example.com/v1\nkind: Gateway\nmetadata: {name: x}\n',
    ];
    const { exit, lines } = await validate(['-f', write('a.yaml', [list, ...others].join('---\n'))]);
    expect(exit).toBe(0);
    expect(lines.map(parts)).toEqual([
      expect.stringMatching(/^a\.yaml:9:3: warning: Gateway g\.app: spec: .*\[IST0106\]$/),
      'a.yaml:13:1: warning: Gatewey g.app: kind: [MW0112]',
      'a.yaml:20:1: warning: Gateway g.app: apiVersion: [MW0112]',
      expect.stringMatching(/^a\.yaml:\d+:\d+: note: Deployment d\.app: /),
      'a.yaml: valid, 3 warnings',
    ]);
  });

  it('refuses a List for a Service in it, which it names as a remark does', async () => {
    const service = document('Service', 's', 'ports: [{port: 1}]', 'v1').trimEnd().replaceAll('\n', '\n  ');
    const { exit, lines } = await validate([
      '-f',
      write('a.yaml', `apiVersion: v1\nkind: List\nitems:\n- ${service}\n`),
    ]);
    expect({ exit, lines: lines.map(parts) }).toEqual({
      exit: 1,
      lines: ['a.yaml:10:13: error: Service s.app: spec.ports[0]: [MW0110]', 'a.yaml: 1 error'],
    });
  });

  it('refuses a Deployment with labels that are no texts', async () => {
    const spec = 'template: {metadata: {labels: {app: d, version: 1}}}';
    const { exit, lines } = await validate(['-f', write('a.yaml', document('Deployment', 'd', spec, 'apps/v1'))]);
    expect({ exit, line: parts(lines[0] ?? '') }).toEqual({
      exit: 1,
      line: expect.stringMatching(/^a\.yaml:\d+:\d+: error: Deployment\/app\/d: /),
    });
  });

  it('takes the kind of a typed list for its items', async () => {
    const text = 'apiVersion: v1\nkind: ServiceList\nitems:\n- metadata: {name: s}\n  spec: {ports: [{port: 1}]}\n';
    const { exit, lines } = await validate(['-f', write('a.yaml', text)]);
    expect({ exit, lines: lines.map(parts) }).toEqual({
      exit: 1,
      lines: ['a.yaml:5:18: error: Service s: spec.ports[0]: [MW0110]', 'a.yaml: 1 error'],
    });
  });

  it('asks Services how their ports speak', async () => {
    const ports =
      'ports:\n- {port: 1, name: http-web}\n- {port: 2}\n- {port: 3, name: x, appProtocol: tls}\n- {port: 4, name: x}\n- {port: 5, name: x, protocol: UDP}\n- {port: 6, appProtocol: x}';
    const { exit, lines } = await validate(['-f', write('a.yaml', document('Service', 's', ports, 'v1'))]);
    expect(exit).toBe(1);
    expect(lines.map(parts)).toEqual([
      ...[9, 11, 13].map((line, i) => `a.yaml:${line}:5: error: Service/app/s: spec.ports[${[1, 3, 5][i]}]: [MW0110]`),
      'a.yaml: 3 errors',
    ]);
  });

  it('leaves to the webhook how many certificates a server may have', async () => {
    const pair = '{serverCertificate: /a, privateKey: /b}';
    const spec = `servers:\n- port: {number: 443, name: a, protocol: HTTPS}\n  hosts: ["*"]\n  tls: {mode: SIMPLE, tlsCertificates: [${pair}, ${pair}, ${pair}]}`;
    const { exit, lines } = await validate(['-f', write('a.yaml', document('Gateway', 'g', spec))]);
    expect({ exit, lines: lines.map(parts) }).toEqual({
      exit: 0,
      lines: [
        expect.stringContaining('warning: Gateway/app/g: spec.servers[0].tls.tlsCertificates: '),
        'a.yaml: valid, 1 warning',
      ],
    });
  });

  it('prints findings as data', async () => {
    const { exit, out } = await validate(['-o', 'json', '-f', write('a.yaml', document('Gateway', 'g', '{}'))]);
    expect(exit).toBe(1);
    expect(JSON.parse(out)).toEqual([expect.objectContaining({ code: 'IST0106' })]);
  });

  it.each([[[]], [['-f', 'a', 'b']], [['-f', 'a', '-o', 'xml']]])('refuses %j', async (args) => {
    expect((await validate(args)).exit).toBe(64);
  });

  it('lets no escape of a file through to a terminal', async () => {
    const text = document('DestinationRule', 'a', 'host: a\n"\\e[31mx": 1');
    const { lines } = await validate(['-f', write('a.yaml', text)]);
    expect(lines.join('')).not.toContain('\u001b');
  });
});

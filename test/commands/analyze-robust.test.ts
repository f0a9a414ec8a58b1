import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/model/errors.js';
import { analyze, analyzeFiles, createFolder, type Folder } from './analyze-run.js';

/** Something to be found, behind what can't be read. */
const FINE =
  'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: fine}\nspec:\n  host: a.example.com\n  trafficPolicy: {tls: {mode: SIMPLE}}\n';
const HEAD = 'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata:\n  name: fine\n  annotations:\n';
const TAIL = 'spec:\n  host: a.example.com\n  trafficPolicy: {tls: {mode: SIMPLE}}\n';
const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n';
/** Ten megabytes, and some. */
const LARGE = 10_000_000;

let folder: Folder;
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => folder.remove());

/** `a: [x, ...]`, `b: [*a, ...]`, ...: a few lines that stand for billions of values. */
function bomb(): string {
  const names = 'abcdefghij'.split('');
  return names
    .map((name, i) => `  ${name}: &${name} [${Array(9).fill(i === 0 ? 'x' : `*${names[i - 1]}`)}]\n`)
    .join('');
}

describe('documents that are no YAML, or too much of it', { timeout: 300_000 }, () => {
  it.each<[string, string, RegExp]>([
    ['a YAML bomb', `${CONFIG_MAP}data:\n${bomb()}`, /aliases that stand for more than a million/],
    ['more aliases than anyone writes', `x: &x 1\nl: [${Array(20_000).fill('*x')}]\n`, /aliases/],
    ['a value that contains itself', 'apiVersion: v1\nmetadata: &m {name: x, labels: *m}\n', /contains itself/],
    ['an alias of nothing', 'a: *nope\n', /nope/],
    ['deep lists', `a: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`, /nesting/],
    ['deep maps', Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''), /nesting/],
    ['deep dashes', `${'- '.repeat(100_000)}\n`, /nesting/],
    ['deep JSON', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}\n`, /nesting/],
    [
      'deep JSON of a kind',
      `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"data":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}\n`,
      /nesting/,
    ],
    ['a tab in the indentation', 'apiVersion: v1\n\tkind: ConfigMap\n', /:2:1: .*tab/],
    ['a quote that never closes', `a: "${'x\n'.repeat(100_000)}`, /quote/],
    ['a mapping in a mapping', 'a: b: c\n', /:1:5: /],
    ['a tag of another language', '!!js/function "x"\n', /tag/],
    ['a very long name of an alias', `a: *${'x'.repeat(LARGE)}\n`, /x\.\.\.$/m],
    ['a text', 'just words\n', /Kubernetes object was expected/],
    ['a number', '5\n', /Kubernetes object was expected/],
    ['a list', '- a\n- b\n', /Kubernetes object was expected/],
    ['an object without kind and apiVersion', 'metadata: {name: x}\n', /kind is missing/],
    ['an object whose kind is none', 'apiVersion: 1\nkind: {}\n', /is missing/],
    [
      'an unknown kind',
      'apiVersion: networking.istio.io/v1\nkind: VirtualServce\nmetadata: {name: x}\n',
      /did you mean VirtualService/,
    ],
    [
      'values of wrong types',
      'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: [1]}\nspec: 5\n',
      /expected/,
    ],
    ['lists of wrong things', 'apiVersion: v1\nkind: List\nitems: [null, 1, {kind: x}]\n', /expected/],
  ])('%s: says so with its place, and goes on', async (_, text, message) => {
    const separator = text.endsWith('\n') ? '---\n' : '\n---\n';
    // A quote that never closes takes the rest of its document along, not that of another file.
    const bad = folder.write('bad.yaml', text.includes('"x\n') ? text : `${text}${separator}${FINE}`);
    const result = await analyzeFiles(bad, folder.write('good.yaml', FINE.replace('fine', 'other')));
    expect(result.err).toMatch(/^error: .*bad\.yaml:\d+:\d+: /m);
    expect(result.err).toMatch(message);
    expect(result.err.length).toBeLessThan(60_000);
    expect(result.out).toMatch(/IST0128.*default\/other/);
    if (!text.includes('"x\n')) expect(result.out).toMatch(/IST0128.*default\/fine/);
    expect(result.exit).toBe(65);
  });

  it.each<[string, string, RegExp]>([
    [
      'a key that is there twice',
      FINE.replace('spec:', 'kind: DestinationRule\nspec:'),
      /:\d+:1: .*duplicated.*; the last counts/,
    ],
    ['an object without kind', `apiVersion: v1\nmetadata: {name: x}\n---\n${FINE}`, /kind is missing/],
    ['an object without apiVersion', `kind: ConfigMap\nmetadata: {name: x}\n---\n${FINE}`, /apiVersion is missing/],
  ])('passes over %s, and says so', async (_, text, message) => {
    const result = await analyzeFiles(folder.write('a.yaml', text));
    expect(result).toMatchObject({ exit: 0, out: expect.stringMatching(/IST0128.*default\/fine/) });
    expect(result.err).toMatch(/^note: /);
    expect(result.err).toMatch(message);
  });

  it('looks into no resource of a version that nobody serves', async () => {
    const { out, exit } = await analyzeFiles(folder.write('a.yaml', FINE.replace('istio.io/v1', 'istio.io/v1alpha2')));
    expect(out).toContain('MW0112');
    expect(out).not.toContain('IST');
    expect(exit).toBe(0);
  });

  it('says what else is wrong with a document where a key is there twice', async () => {
    const result = await analyzeFiles(folder.write('a.yaml', 'kind: A\nkind: B\napiVersion: [\n'));
    expect(result).toMatchObject({ exit: 65, out: '' });
  });

  it('fails only for better reasons with --ignore-unknown', async () => {
    const bad = folder.write('bad.yaml', `a: b: c\n---\n${FINE}`);
    expect((await analyzeFiles('--ignore-unknown', bad)).exit).toBe(0);
    expect((await analyzeFiles('--ignore-unknown', '--failure-threshold', 'warning', bad)).exit).toBe(79);
    expect((await analyzeFiles('--failure-threshold', 'warning', bad)).exit).toBe(79);
  });

  it('reports nothing of an object of which a part makes no sense', async () => {
    const text = FINE.replace('host: a.example.com', 'host: a.example.com\n  exportTo: {}');
    expect(await analyzeFiles(folder.write('a.yaml', text))).toMatchObject({ exit: 65, out: '' });
    expect((await analyzeFiles('-o', 'json', folder.write('a.yaml', text))).exit, 'data tells of findings').toBe(0);
  });
});

describe('texts that are odd, and fine', { timeout: 300_000 }, () => {
  it.each<[string, string | Buffer]>([
    ['line ends of Windows', FINE.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${FINE}`],
    ['empty documents and comments', `---\n---\n# nothing\n---\n...\n---\nnull\n---\n~\n---\n${FINE}`],
    ['a long plain text', `${HEAD}    x: ${'a b '.repeat(LARGE / 4)}\n${TAIL}`],
    ['a long quoted text', `${HEAD}    x: "${'x'.repeat(LARGE)}"\n${TAIL}`],
    ['a long text of escapes', `${HEAD}    x: "${'x\\n'.repeat(LARGE / 3)}"\n${TAIL}`],
    ['a long text of quotes', `${HEAD}    x: '${"x''".repeat(LARGE / 30)}'\n${TAIL}`],
    ['a long literal text', `${HEAD}    x: |\n${`      ${'y'.repeat(100)}\n`.repeat(LARGE / 100)}${TAIL}`],
    ['a long comment', `${HEAD}    x: a # ${'c'.repeat(LARGE)}\n${TAIL}`],
    [
      'a long JSON text',
      JSON.stringify({
        apiVersion: 'networking.istio.io/v1',
        kind: 'DestinationRule',
        metadata: { name: 'fine', annotations: { x: '\n"'.repeat(LARGE / 2) } },
        spec: { host: 'a.example.com', trafficPolicy: { tls: { mode: 'SIMPLE' } } },
      }),
    ],
    [
      'names of properties that all objects have',
      FINE.replace(
        '{name: fine}',
        '{name: fine, labels: {__proto__: x, constructor: "1"}, annotations: {__proto__: z, toString: "2"}}',
      ).concat('__proto__: {polluted: 1}\n'),
    ],
  ])('%s', async (_, text) => {
    const result = await analyzeFiles(
      '--analyzer',
      'destinationrule.CaCertificateAnalyzer',
      folder.write('a.yaml', text),
    );
    expect(result.err).not.toMatch(/error:|bug/);
    expect(result.out).toMatch(/^Warning \[IST0128\] \(DestinationRule default\/fine .*a\.yaml:\d+\) .+\n$/);
    expect(result.exit).toBe(0);
    expect({}).not.toHaveProperty('polluted');
  });

  it('lets nothing through to a terminal that would change it', async () => {
    const text = FINE.replace('a.example.com', '"\\e]0;title\\a\\e[31m\\u202e"').replace(
      'name: fine',
      'name: "a\\e[2J"',
    );
    const { out, err } = await analyzeFiles(folder.write('a.yaml', text));
    expect(out).toContain('IST0128');
    expect(out + err).not.toMatch(/[\u001b\u0007\u202e]/);
  });
});

describe('files that cannot be read', () => {
  it('says which, reads the others, and fails whatever is found', async () => {
    const { path, write } = folder;
    const good = write('good.yaml', FINE);
    write('latin.yaml', Buffer.from([0x6b, 0xe4, 0x73, 0x65]));
    write('binary.yaml', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)));
    write('zero.yaml', 'a: \0b\n');
    write('wide.yaml', Buffer.from(`\uFEFF${FINE}`, 'utf16le'));
    const result = await analyzeFiles(path, join(path, 'nope.yaml'), join(good, 'child.yaml'));
    for (const name of ['latin', 'binary', 'zero', 'wide']) expect(result.err).toMatch(`${name}.yaml: not UTF-8 text`);
    expect(result.err).toContain('nope.yaml: no such file or directory');
    expect(result.err).toMatch(/child\.yaml: .*ENOTDIR/);
    expect(result.out).toContain('IST0128');
    expect(result.exit).toBe(65);
    expect((await analyzeFiles('--failure-threshold', 'info', path)).exit).toBe(65);
  });

  it('follows links to files, and no link in a circle', async () => {
    const { path, write } = folder;
    write('good.yaml', FINE);
    mkdirSync(join(path, 'inner'));
    symlinkSync('..', join(path, 'inner', 'up.yaml'));
    symlinkSync('../good.yaml', join(path, 'inner', 'link.yaml'));
    symlinkSync('b.yaml', join(path, 'a.yaml'));
    symlinkSync('a.yaml', join(path, 'b.yaml'));
    symlinkSync('nowhere', join(path, 'dangling.yaml'));
    const result = await analyzeFiles(path);
    expect(result.err).toMatch(/a\.yaml: links that lead in a circle/);
    expect(result.err).toMatch(/b\.yaml: links that lead in a circle/);
    expect(result.err).toMatch(/dangling\.yaml: no such file or directory/);
    expect(result.err).toMatch(/skipped .*up\.yaml: a link to a directory/);
    expect(result.out.split('\n')).toHaveLength(2);
    expect(result.exit).toBe(65);
  });

  it('does not wait for a pipe in a directory', async () => {
    const made = spawnSync('mkfifo', [join(folder.path, 'pipe.yaml')]);
    folder.write('good.yaml', FINE);
    const result = await analyzeFiles(folder.path);
    // Without mkfifo there is no pipe to wait for; the rest holds all the same.
    if (made.status === 0) expect(result.err).toMatch(/skipped .*pipe\.yaml: no regular file/);
    expect(result.out).toContain('IST0128');
  });

  it('says that standard input is no text', async () => {
    const result = await analyze(['--use-kube=false', '-'], new UserError('data', 'standard input is not UTF-8 text'));
    expect(result).toMatchObject({ exit: 65, out: '' });
    expect((await analyze(['--use-kube=false', '-'], 'a\0b')).err).toContain('standard input: not UTF-8 text');
  });
});

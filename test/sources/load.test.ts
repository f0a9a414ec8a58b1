import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitDocuments } from '../../src/sources/documents.js';
import { readSources } from '../../src/sources/files.js';
import { loadTexts } from '../../src/sources/load.js';
import { locate } from '../../src/sources/positions.js';

const load = (text: string) => loadTexts([{ name: 'f.yaml', text }]);
const service = (name: string) => `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: shop}\n`;
const names = (text: string) => load(text).resources.map((r) => r.metadata.name);

describe('documents', () => {
  it.each<[string, string, string[]]>([
    ['one', service('a'), ['a']],
    ['several', `${service('a')}---\n${service('b')}---\n---\n# nothing\n---\n${service('c')}`, ['a', 'b', 'c']],
    ['an end marker', `${service('a')}...\n---\n${service('b')}`, ['a', 'b']],
    ['a comment at the marker', `--- # first\n${service('a')}`, ['a']],
    ['a directive', `%YAML 1.1\n---\n${service('a')}`, ['a']],
    ['Windows line ends', `${service('a')}---\n${service('b')}`.replaceAll('\n', '\r\n'), ['a', 'b']],
    ['JSON', `{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"}}\n---\n${service('b')}`, ['a', 'b']],
    ['a marker inside text', `${service('a')}spec:\n  type: "x ---"\n`, ['a']],
    ['nothing', '', []],
  ])('%s', (_name, text, expected) => {
    const loaded = load(text);
    expect(loaded.problems).toEqual([]);
    expect(loaded.resources.map((r) => r.metadata.name)).toEqual(expected);
  });

  it('know their first line', () => {
    const source = { name: 'f', text: 'a: 1\n---\n\nb: 2\n---\nc: 3\n' };
    expect(splitDocuments(source).map((d) => d.line)).toEqual([1, 2, 5]);
  });
});

describe('lists', () => {
  const list = (kind: string, items: unknown[]) => JSON.stringify({ apiVersion: 'v1', kind, items });
  const item = (name: string) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name } });

  it('are unpacked, inside one another too', () => {
    const inner = JSON.parse(list('List', [item('b')]));
    expect(names(list('List', [item('a'), inner]))).toEqual(['a', 'b']);
  });

  it('of one kind give it to their items', () => {
    expect(names(list('ServiceList', [{ metadata: { name: 'a' } }]))).toEqual(['a']);
  });

  it('without items, or with nothing for an item, are fine', () => {
    expect(load('apiVersion: v1\nkind: List\nitems: null')).toMatchObject({ resources: [], problems: [] });
    expect(load('apiVersion: v1\nkind: List\nitems: [null]')).toMatchObject({ resources: [], problems: [] });
  });

  it('tell which item is wrong', () => {
    const text =
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: a}\n- apiVersion: v1\n  kind: Sevrice\n';
    const [problem] = load(text).problems;
    expect(problem?.hint).toBe('did you mean Service?');
    if (problem) expect(locate(problem.origin, problem.path)).toEqual({ file: 'f.yaml', line: 8, column: 3 });
  });
});

describe('problems', () => {
  it.each<[string, string, RegExp, string | undefined]>([
    [
      'a misspelt kind',
      'apiVersion: networking.istio.io/v1\nkind: VirtualServcie\nmetadata: {name: a}',
      /unknown kind VirtualServcie/,
      'did you mean VirtualService?',
    ],
    [
      'a misspelt group',
      'apiVersion: netwroking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}',
      /unknown API group/,
      'did you mean networking.istio.io?',
    ],
    ['no kind', 'apiVersion: v1\nmetadata: {name: a}', /kind is missing/, undefined],
    ['no apiVersion', 'kind: Service', /apiVersion is missing/, undefined],
    ['no object', '- a\n- b', /object was expected/, undefined],
    ['no name', 'apiVersion: v1\nkind: Service', /a name was expected/, undefined],
    ['no YAML', 'a: {', /not readable as YAML/, undefined],
    [
      'a wrong type',
      `${service('a')}spec: {ports: [{port: many}]}`,
      /an integer was expected, found string "many"/,
      undefined,
    ],
  ])('%s', (_name, text, message, hint) => {
    const [problem, ...more] = load(text).problems;
    expect(problem?.message).toMatch(message);
    expect(problem?.hint).toBe(hint);
    expect(more).toEqual([]);
  });

  it('stand at line and column, in any document', () => {
    const text = `${service('a')}---\n${service('b')}spec:\n  ports:\n  - name: http\n    port: many\n---\n${service('c')}---\na: [\n`;
    const { resources, problems } = load(text);
    expect(resources.map((r) => r.metadata.name)).toEqual(['a', 'b', 'c']);
    const places = problems.map((p) => p.position ?? locate(p.origin, p.path));
    expect(places[0]).toMatchObject({ line: 11, column: 5 });
    expect(places[1]?.line).toBeGreaterThanOrEqual(17);
  });

  it('are none for kinds of groups that are not ours', () => {
    expect(load('apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}')).toMatchObject({
      resources: [],
      problems: [],
    });
  });
});

describe('positions', () => {
  it('of a path that is not there are those of what is there of it', () => {
    const [resource] = load(`${service('a')}spec:\n  type: ClusterIP\n`).resources;
    if (!resource) throw new Error('not loaded');
    expect(locate(resource.origin, ['spec', 'ports', 3])).toMatchObject({ line: 4, column: 1 });
    expect(locate(resource.origin, ['spec', 'type'])).toMatchObject({ line: 5, column: 3 });
  });

  it('survive keys that are no text', () => {
    const [problem] = load('1: a\n? [x]\n: b').problems;
    expect(problem).toBeDefined();
    if (problem) expect(locate(problem.origin, ['x', 0]).line).toBeGreaterThan(0);
  });
});

describe('files', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'meshwright-'));
    await mkdir(join(folder, 'deep'));
    await writeFile(join(folder, 'b.yaml'), 'b: 1');
    await writeFile(join(folder, 'a.yml'), '\uFEFFa: 1');
    await writeFile(join(folder, 'notes.txt'), 'none');
    await writeFile(join(folder, 'deep', 'c.json'), '{}');
    await writeFile(join(folder, 'latin.yaml.bak'), Buffer.from([0x61, 0x3a, 0x20, 0xe9]));
    await mkdir(join(folder, 'empty'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const read = async (path: string, recursive = false) =>
    (await readSources([path], { recursive, stdin: async () => '\uFEFFs: 1' })).map((s) => [
      s.name.replace(`${folder}/`, ''),
      s.text,
    ]);

  it('of a directory come by name, without byte order marks', async () => {
    expect(await read(folder)).toEqual([
      ['a.yml', 'a: 1'],
      ['b.yaml', 'b: 1'],
    ]);
    expect((await read(folder, true)).map(([name]) => name)).toEqual(['a.yml', 'b.yaml', 'deep/c.json']);
    expect(await read('-')).toEqual([['-', 's: 1']]);
  });

  it.each([
    ['missing.yaml', /no such file/],
    ['empty', /no .yaml/],
    ['latin.yaml.bak', /not UTF-8/],
  ])('%s is an error of the data', async (path, message) => {
    await expect(read(join(folder, path))).rejects.toMatchObject({
      kind: 'data',
      message: expect.stringMatching(message),
    });
  });
});

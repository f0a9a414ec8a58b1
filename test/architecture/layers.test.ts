import { describe, expect, it } from 'vitest';
import { findImports, type Import, layerOf, readSourceFiles } from './source.js';

/** What a layer may import of ours: `all` with values and types, `types` with types alone. Its own files are always fine. */
interface Rule {
  readonly all: readonly string[];
  readonly types?: readonly string[];
}

const EVERYTHING = [
  'model',
  'protobuf',
  'schema',
  'mesh',
  'translate',
  'xds',
  'analyze',
  'inject',
  'install',
  'precheck',
  'simulate',
  'testing',
  'print',
  'kube',
  'sources',
  'cli',
];

const RESULTS = ['schema', 'mesh', 'translate', 'analyze', 'inject', 'install', 'precheck', 'simulate', 'testing'];

const RULES: Readonly<Record<string, Rule>> = {
  model: { all: [] },
  protobuf: { all: ['model'] },
  xds: { all: ['protobuf'] },
  mesh: { all: ['model'] },
  translate: { all: ['mesh', 'protobuf', 'xds'], types: ['model'] },
  schema: { all: ['model'] },
  analyze: { all: ['model', 'mesh', 'protobuf', 'schema'] },
  simulate: { all: ['xds'] },
  testing: { all: ['model'], types: ['simulate', 'xds'] },
  inject: { all: ['model'] },
  install: { all: ['model', 'schema'] },
  precheck: { all: ['model'] },
  print: { all: ['xds', 'model'], types: RESULTS },
  kube: { all: ['model', 'xds'] },
  sources: { all: ['model', 'xds', 'kube'] },
  cli: { all: ['model'] },
  commands: { all: EVERYTHING },
  'main.ts': { all: ['cli', 'commands', 'model', 'print'] },
  'index.ts': { all: [...EVERYTHING, 'commands'] },
};

/** Layers that only compute: no console, clock, environment, file or network. */
const PURE = [
  'model',
  'protobuf',
  'schema',
  'xds',
  'mesh',
  'translate',
  'analyze',
  'simulate',
  'testing',
  'inject',
  'install',
  'precheck',
  'print',
];
const IMPURE_MODULES =
  /^(node:)?(fs|net|http|https|http2|child_process|os|process|dns|tls|worker_threads|readline)(\/|$)/;

/** Parts of `node:net` that only look at text. */
const onlyComputes = (i: Import) => /^\{\s*(isIP|isIPv4|isIPv6|BlockList|[,\s])+\}\s+from\s+$/.test(i.clause);

const files = readSourceFiles();

/** Imports that the table forbids, as `file -> target`. */
function violations(sources: readonly Pick<(typeof files)[number], 'path' | 'imports'>[]): string[] {
  return sources.flatMap(({ path, imports }) => {
    const own = layerOf(path);
    const rule = RULES[own];
    return imports
      .filter((i) => i.own && layerOf(i.target) !== own)
      .filter((i) => !rule?.all.includes(layerOf(i.target)))
      .filter((i) => !(i.typeOnly && rule?.types?.includes(layerOf(i.target))))
      .map((i) => `${path} -> ${i.target}`);
  });
}

describe('layers', () => {
  it('have a rule each', () => {
    expect([...new Set(files.map((f) => layerOf(f.path)))].filter((layer) => !RULES[layer])).toEqual([]);
  });

  it('import only what the table allows', () => {
    expect(violations(files)).toEqual([]);
  });

  it('import modules that exist', () => {
    const known = new Set(files.map((f) => f.path));
    const broken = files.flatMap((f) =>
      f.imports
        // What the build writes (from schemas/) is JavaScript, with its types beside it.
        .filter(
          (i) => i.own && !known.has(i.target) && !known.has(i.target.replace(/(\/generated\/.*)\.ts$/, '$1.d.ts')),
        )
        .map((i) => `${f.path} -> ${i.target}`),
    );
    expect(broken).toEqual([]);
  });

  it('that compute import nothing that reaches outside', () => {
    const found = files
      .filter((f) => PURE.includes(layerOf(f.path)))
      .flatMap((f) =>
        f.imports
          .filter((i) => !i.own && IMPURE_MODULES.test(i.target) && !onlyComputes(i))
          .map((i) => `${f.path} -> ${i.target}`),
      );
    expect(found).toEqual([]);
  });

  it('load the Kubernetes client lazily', () => {
    const found = files.flatMap((f) =>
      f.imports
        .filter((i) => i.target.startsWith('@kubernetes/') && !i.typeOnly && layerOf(f.path) !== 'kube')
        .map((i) => `${f.path} -> ${i.target}`),
    );
    expect(found).toEqual([]);
  });
});

describe('the check itself', () => {
  const check = (path: string, text: string) => violations([{ path, imports: findImports(path, text) }]);

  it('sees every form of import', () => {
    const text = `import a from '../mesh/a.js';
import type { B } from '../mesh/b.js';
import {
  c,
  type D,
} from '../mesh/c.js';
import '../mesh/e.js';
export * from '../mesh/f.js';
const g = await import('../mesh/g.js');
let h: typeof import('../mesh/h.js');
// import i from '../mesh/i.js';
/* import j from '../mesh/j.js'; */`;
    expect(check('model/x.ts', text)).toEqual(
      ['a', 'b', 'c', 'e', 'f', 'g', 'h'].map((name) => `model/x.ts -> mesh/${name}.ts`),
    );
  });

  it('lets translate take types of model, but no values', () => {
    expect(check('translate/x.ts', `import type { A } from '../model/a.js';`)).toEqual([]);
    expect(check('translate/x.ts', `import { type A, type B } from '../model/a.js';`)).toEqual([]);
    expect(check('translate/x.ts', `import { type A, b } from '../model/a.js';`)).toEqual([
      'translate/x.ts -> model/a.ts',
    ]);
  });

  it('keeps deep folders in their layer', () => {
    expect(
      check('translate/lds/x.ts', `import { a } from '../rds/a.js';\nimport { s } from '../../kube/s.js';`),
    ).toEqual(['translate/lds/x.ts -> kube/s.ts']);
  });
});

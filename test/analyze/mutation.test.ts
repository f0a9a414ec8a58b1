import { describe, expect, it } from 'vitest';
import { routeWeights } from '../../src/analyze/analyzers/mesh/route-weights.js';
import { validationAnalyzers } from '../../src/analyze/analyzers/validation/index.js';
import { createContext } from '../../src/analyze/context.js';
import { runAnalysis } from '../../src/analyze/engine.js';
import { findMessage } from '../../src/analyze/messages/index.js';
import { loadRuleFacts } from '../../src/analyze/validation/index.js';
import { decodeMeshConfig } from '../../src/mesh/mesh-config.js';
import { loadRegexTest } from '../../src/model/regex.js';
import type { SourceText } from '../../src/model/resource.js';
import { buildStore } from '../../src/model/store.js';
import { loadValidators } from '../../src/schema/index.js';
import { loadTexts } from '../../src/sources/load.js';
import { parseAnnotation } from '../../src/sources/mesh-config.js';
import { locate } from '../../src/sources/positions.js';
import { DOCUMENTS } from './mutation/documents.js';
import { listFields } from './mutation/fields.js';
import { TYPOS } from './mutation/typos.js';

/** Share of typos that must be reported at the right line, of all and of each kind. */
const ALL = 0.95;
const EACH = 0.8;

/** Analyzers that look at one resource by itself; the others would compare the documents with each other. */
const ALONE = [...validationAnalyzers, routeWeights];

interface Report {
  readonly line: number;
  readonly text: string;
}

/** What reading, schemas and rules say about each source by itself. */
async function report(sources: readonly SourceText[]): Promise<ReadonlyMap<string, readonly Report[]>> {
  const { resources, problems } = loadTexts(sources, { keepRaw: true });
  const found = new Map<string, Report[]>();
  const add = (name: string, line: number, text: string) => {
    const list = found.get(name);
    if (list) list.push({ line, text });
    else found.set(name, [{ line, text }]);
  };
  for (const { origin, path, message, position } of problems) {
    add(origin.source.name, (position ?? locate(origin, path)).line, message);
  }
  const context = createContext({
    store: buildStore(resources),
    complete: false,
    istioNamespace: 'istio-system',
    mesh: { config: decodeMeshConfig(undefined).config, parseYaml: parseAnnotation, regexTest: await loadRegexTest() },
    ruleFacts: await loadRuleFacts(resources, { annotations: false }),
    validatorOf: await loadValidators(resources),
  });
  for (const { code, args, resource, path } of runAnalysis(context, { analyzers: ALONE })) {
    if (!resource) continue;
    add(resource.origin.source.name, locate(resource.origin, path).line, findMessage(code)?.text(args) ?? code);
  }
  return found;
}

/** Each document with each typo in each of the fields that it can befall; names are told apart, as equal resources would be one. */
function breakDocuments() {
  return DOCUMENTS.flatMap((document, d) => {
    const fields = listFields(document.text);
    return TYPOS.flatMap((typo, t) =>
      fields
        .filter((field) => typo.befalls(field, document))
        .map((field, f) => {
          const name = `d${d}-t${t}-f${f}`;
          const { text, lines } = typo.break(document.text, field);
          const source = { name, text: text.replace(/^ {2}name: sample-\d+$/m, `  name: ${name}`) };
          return { document, typo, source, lines, at: field.path.join('.') };
        }),
    );
  });
}

const valid = await report(DOCUMENTS.map(({ name, text }) => ({ name, text })));
const broken = breakDocuments();
const reports = await report(broken.map(({ source }) => source));
const outcomes = broken.map((mutation) => {
  const usual = new Set(valid.get(mutation.document.name)?.map(({ text }) => text));
  const said = (reports.get(mutation.source.name) ?? []).filter(({ text }) => !usual.has(text));
  return { ...mutation, said, found: said.some(({ line }) => mutation.lines.includes(line)) };
});

const share = (list: readonly { found: boolean }[]) => list.filter(({ found }) => found).length / list.length;
const missed = (list: typeof outcomes) =>
  list
    .filter(({ found }) => !found)
    .map(({ document, at, lines, said }) => {
      const instead = said.map(({ line, text }) => `${line}: ${text.slice(0, 80)}`).join(' | ') || 'nothing';
      return `${document.name} ${at} (line ${lines.join('/')}), said: ${instead}`;
    });

describe('typos', () => {
  it('are made in sixty documents that are valid before', () => {
    expect(DOCUMENTS).toHaveLength(60);
    expect(new Set(DOCUMENTS.map(({ text }) => text)).size).toBe(60);
    // EnvoyFilters are warned about as such.
    expect([...valid.keys()].filter((name) => !name.startsWith('EnvoyFilter'))).toEqual([]);
    expect(TYPOS.length).toBeGreaterThanOrEqual(20);
  });

  it('change what they befall', () => {
    const texts = new Set(DOCUMENTS.map(({ text }) => text));
    expect(broken.filter(({ source }) => texts.has(source.text))).toEqual([]);
    expect(broken.length).toBeGreaterThan(3000);
  });

  it(`are reported at their line, ${ALL * 100}% of them`, () => {
    const count = outcomes.filter(({ found }) => found).length;
    process.stdout.write(
      `typos reported at the right line: ${count} of ${outcomes.length}, ${(100 * share(outcomes)).toFixed(1)}%\n`,
    );
    expect(share(outcomes), missed(outcomes).join('\n')).toBeGreaterThanOrEqual(ALL);
  });

  it.each(TYPOS.map(({ name }) => name))('%s: most of them', (name) => {
    const own = outcomes.filter(({ typo }) => typo.name === name);
    expect(own.length).toBeGreaterThan(0);
    expect(share(own), missed(own).join('\n')).toBeGreaterThanOrEqual(EACH);
  });
});

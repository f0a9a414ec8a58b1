import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { meshAnalyzers } from '../../../src/analyze/analyzers/mesh/index.js';
import { MESSAGES } from '../../../src/analyze/messages/index.js';
import { meshMessages } from '../../../src/analyze/messages/mesh.js';

const here = new URL('.', import.meta.url);
const read = (folder: URL, name: string) => readFileSync(new URL(name, folder), 'utf8');
const codes = Object.entries(meshMessages);

describe('analyzers of our own', () => {
  it('are all registered, one a file', () => {
    const folder = new URL('../../../src/analyze/analyzers/mesh/', here);
    const files = readdirSync(folder).filter((name) => name !== 'index.ts');
    const declared = files.flatMap((name) => [...read(folder, name).matchAll(/^export const \w+: Analyzer = /gm)]);
    expect(declared.length).toBe(files.length);
    expect(meshAnalyzers.length).toBe(files.length);
  });

  it('are named apart', () => {
    expect(new Set(meshAnalyzers.map((a) => a.name)).size).toBe(meshAnalyzers.length);
    expect(new Set(Object.values(MESSAGES).map((m) => m.name)).size).toBe(Object.keys(MESSAGES).length);
  });

  it('report codes that a test expects', () => {
    const deep = read(new URL('../../commands/', here), 'analyze-deep.test.ts');
    const tests = readdirSync(here).map((name) => read(here, name));
    const text = [...tests, deep].join('\n');
    expect(
      codes.map(([code]) => code).filter((code) => !text.includes(`${code} `) && !text.includes(`'${code}'`)),
    ).toEqual([]);
  });

  it.each(codes)('%s says what it means and what to do', (_, { name, explain }) => {
    expect(name).toMatch(/^[A-Z][A-Za-z]+$/);
    const [meaning = '', remedy = ''] = explain.split('\n\n');
    expect(meaning.length).toBeGreaterThan(80);
    expect(remedy).toMatch(/\.$/);
  });
});

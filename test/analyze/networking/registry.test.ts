import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { networkingAnalyzers } from '../../../src/analyze/analyzers/networking/index.js';

describe('networking analyzers', () => {
  it('are registered, one a file, with names of their own', () => {
    const files = readdirSync('src/analyze/analyzers/networking').filter((file) => file !== 'index.ts');
    expect(networkingAnalyzers).toHaveLength(files.length);
    expect(new Set(networkingAnalyzers.map(({ name }) => name)).size).toBe(files.length);
  });
});

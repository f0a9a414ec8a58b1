import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findViolations, loadRuleFacts } from '../../../src/analyze/validation/index.js';
import { loadTexts } from '../../../src/sources/load.js';

/**
 * What Istio's webhook said to each `in.yaml`, as counts by resource: as many errors and warnings must be found here, because an
 * analysis lists them one by one.
 */
const FOLDER = fileURLToPath(new URL('../../goldens/validate/', import.meta.url));

interface Counts {
  readonly errors: number;
  readonly warnings: number;
}

const cases = readdirSync(FOLDER).filter((name) => existsSync(`${FOLDER}${name}/counts.json`));

describe('rules of resources count as the webhook does', () => {
  it.each(cases)('%s', async (name) => {
    const expected: Record<string, Counts> = JSON.parse(readFileSync(`${FOLDER}${name}/counts.json`, 'utf8'));
    const { resources, problems } = loadTexts([{ name, text: readFileSync(`${FOLDER}${name}/in.yaml`, 'utf8') }]);
    expect(problems).toEqual([]);
    const facts = await loadRuleFacts(resources, { annotations: true });
    const found: Record<string, Counts> = {};
    const texts: string[] = [];
    for (const resource of resources) {
      const violations = findViolations(resource, facts);
      if (violations.length === 0) continue;
      const errors = violations.filter(({ severity }) => severity === 'error').length;
      const { kind, metadata } = resource;
      found[`${kind}/${metadata.namespace}/${metadata.name}`] = { errors, warnings: violations.length - errors };
      texts.push(...violations.map(({ severity, path, text }) => `${severity} ${path.join('.')}: ${text}`));
    }
    expect(found, texts.join('\n')).toEqual(expected);
  });
});

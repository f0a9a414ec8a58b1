import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findViolations, loadRuleFacts } from '../../../src/analyze/validation/index.js';
import { loadTexts } from '../../../src/sources/load.js';
import { parseDocument } from '../../../src/sources/yaml-values.js';

const FOLDER = fileURLToPath(new URL('../../goldens/validate/', import.meta.url));

/** Copies of a value in which one place each is emptied: an empty object, list or text, 0, or nothing. */
function* emptied(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    yield [];
    for (const [i, item] of value.entries()) for (const copy of emptied(item)) yield value.with(i, copy);
  } else if (typeof value === 'object' && value !== null) {
    yield {};
    for (const [key, item] of Object.entries(value)) for (const copy of emptied(item)) yield { ...value, [key]: copy };
  } else {
    yield typeof value === 'string' ? '' : typeof value === 'number' ? 0 : null;
  }
}

const documents = readdirSync(FOLDER)
  .filter((name) => /^(vs|dr|gw|se|sidecar|we)-/.test(name))
  .flatMap((name) => readFileSync(`${FOLDER}${name}/in.yaml`, 'utf8').split(/^---$/m))
  .map((text) => parseDocument(text) as { readonly kind: string; readonly spec: unknown });

describe('rules take whatever a resource leaves empty', () => {
  it.each(documents.map((document, i) => [i, document.kind, document] as const))(
    '%d %s',
    async (_i, _kind, document) => {
      const facts = await loadRuleFacts([], { annotations: true });
      let judged = 0;
      for (const spec of emptied(document.spec)) {
        const text = JSON.stringify({ ...document, spec });
        for (const resource of loadTexts([{ name: 'x.json', text }]).resources) {
          for (const { path, text: said } of findViolations(resource, facts)) {
            expect(['spec', 'metadata']).toContain(path[0]);
            expect(said).not.toMatch(/undefined|\[object|NaN/);
          }
          judged += 1;
        }
      }
      expect(judged).toBeGreaterThan(0);
    },
  );
});

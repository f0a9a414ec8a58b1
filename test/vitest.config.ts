import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { FACTOR } from './property.js';

/** `npm test`: everything that needs only Node. What needs an Envoy or an API server is in test/e2e and run by .ci/run. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'node_modules/**'],
    setupFiles: ['test/setup.ts'],
    // No limits on speed: they end what hangs, also on a slow machine that does much else.
    testTimeout: 120_000 * Math.max(FACTOR, 1),
    hookTimeout: 120_000,
    teardownTimeout: 60_000,
    pool: 'threads',
    maxWorkers: 2,
  },
});

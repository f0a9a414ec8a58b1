import fc from 'fast-check';
import { runs, SEED } from './property.js';

/** Before each file of tests: what its properties go by where they don't say otherwise. */
fc.configureGlobal({ numRuns: runs(100), ...(SEED !== undefined && { seed: SEED }) });

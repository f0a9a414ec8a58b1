import type { Analyzer } from '../../types.js';

/** In the order in which they run. */
export const validationAnalyzers: readonly Analyzer[] = [];

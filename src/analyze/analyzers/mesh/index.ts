import type { Analyzer } from '../../types.js';

/** In the order in which they run. */
export const meshAnalyzers: readonly Analyzer[] = [];

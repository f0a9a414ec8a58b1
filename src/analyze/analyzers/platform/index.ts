import type { Analyzer } from '../../types.js';

/** In the order in which they run. */
export const platformAnalyzers: readonly Analyzer[] = [];

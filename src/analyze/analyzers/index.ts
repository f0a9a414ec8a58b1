import type { Analyzer } from '../types.js';
import { meshAnalyzers } from './mesh/index.js';
import { networkingAnalyzers } from './networking/index.js';
import { platformAnalyzers } from './platform/index.js';
import { validationAnalyzers } from './validation/index.js';

/** Every analyzer, in the order in which they run. */
export const ANALYZERS: readonly Analyzer[] = [
  ...validationAnalyzers,
  ...networkingAnalyzers,
  ...platformAnalyzers,
  ...meshAnalyzers,
];

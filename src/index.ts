export type { Diagnostic, Severity } from './model/diagnostic.js';

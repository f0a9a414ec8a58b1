import type { Diagnostic } from '../../model/diagnostic.js';

/** Sentences about EnvoyFilters. */
export const envoyFilterMessages: Readonly<Record<string, (args: Diagnostic['args']) => string>> = {
  'patch-left-out': ({ reason }) => `the patch is left out: ${reason}`,
  'patch-field-left-out': ({ reason }) => `the field is left out: ${reason}`,
};

import type { Path, Resource } from './resource.js';

export type Severity = 'error' | 'warning' | 'info';

/**
 * A problem as a value. Prose is made from `code` and `args` by the catalogue (messages.ts); file, line and column are
 * found from `resource` and `path` only for what is shown.
 */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly args: Readonly<Record<string, string | number>>;
  readonly resource?: Resource;
  readonly path?: Path;
}

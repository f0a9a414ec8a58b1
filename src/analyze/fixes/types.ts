import type { Edit } from '../../model/edit.js';
import type { Resource } from '../../model/resource.js';

/** A mistake that has one right answer, with that answer. Edits that belong together are made all or not at all. */
export interface Fix {
  readonly resource: Resource;
  readonly edits: readonly Edit[];
  /** What changes, for who reads along: `spec.http[0].mtch -> match`. */
  readonly text: string;
}

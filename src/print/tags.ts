import type { RevisionTag } from '../install/tags/tags.js';
import { formatTable } from './table.js';

/** A row a tag. */
export function formatTags(tags: readonly RevisionTag[]): string {
  if (tags.length === 0) return 'No Istio revision tags found.\n';
  const rows = tags.map(({ tag, revision, namespaces }) => [tag, revision, namespaces.join(',')]);
  return formatTable([['TAG', 'REVISION', 'NAMESPACES'], ...rows], { padding: 1 });
}

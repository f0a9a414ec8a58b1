import { findKind } from '../../model/kinds/index.js';
import type { Resource } from '../../model/resource.js';
import type { Fix } from './types.js';

/**
 * The newest version that serves the kind in place of an older one; all versions of Istio's kinds have the same fields.
 * https://istio.io/latest/blog/2024/v1-apis/
 */
export function fixApiVersion(resource: Resource): readonly Fix[] {
  const [group = '', version] = resource.apiVersion.split('/');
  if (!group.endsWith('.istio.io') || version === undefined) return [];
  const newest = findKind(group, resource.kind)?.versions[0];
  if (newest === undefined || newest === version) return [];
  const value = `${group}/${newest}`;
  const text = `apiVersion ${resource.apiVersion} -> ${value}`;
  return [{ resource, edits: [{ op: 'set', path: ['apiVersion'], value }], text }];
}

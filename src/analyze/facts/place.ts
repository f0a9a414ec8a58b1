import { formatPath, type Path } from '../../model/resource.js';
import type { AnalysisContext, MessageArgs } from '../types.js';

/**
 * Argument that tells apart equal findings about one resource by where they are in it. Only in files: there each has a line
 * to show, and of an object of a cluster the same words twice would say nothing more.
 */
export function placeArgs(context: AnalysisContext, path: Path): MessageArgs {
  return context.complete ? {} : { field: formatPath(path) };
}

/** Whether a destination of a VirtualService gets copies of requests, by its path. */
export function isMirror([, , , field]: Path): boolean {
  return field === 'mirror' || field === 'mirrors';
}

import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { error } from './violation.js';

/** A status that Envoy may answer with by itself. */
export function checkHttpStatus(status: number, path: Path): readonly Violation[] {
  return status >= 200 && status <= 600 ? [] : [error(path, `HTTP status ${status} is not within 200..600`)];
}

/** Whether a status has a name. https://www.iana.org/assignments/http-status-codes/http-status-codes.xhtml */
export function isNamedStatus(status: number): boolean {
  return RANGES.some(([first, last]) => status >= first && status <= last);
}

const RANGES = [
  [100, 103],
  [200, 208],
  [226, 226],
  [300, 305],
  [307, 308],
  [400, 418],
  [421, 426],
  [428, 429],
  [431, 431],
  [451, 451],
  [500, 508],
  [510, 511],
] as const;

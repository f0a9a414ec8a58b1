import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';

/** A rule that rejects the resource (IST0106). */
export function error(path: Path, text: string): Violation {
  return { path, severity: 'error', text: shorten(text) };
}

/** A rule that lets the resource pass (IST0133). */
export function warning(path: Path, text: string): Violation {
  return { path, severity: 'warning', text: shorten(text) };
}

/** Values stand in texts, and a value may be of any length. */
const LENGTH = 500;

function shorten(text: string): string {
  return text.length > LENGTH ? `${text.slice(0, LENGTH)}...` : text;
}

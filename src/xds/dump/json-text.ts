import type { Json } from '../json.js';
import { DumpError } from './dump-error.js';
import { repairTruncated } from './repair.js';

/** A JSON text as a value, and how much of it was there when it ended too early. */
export interface ParsedText {
  readonly value: Json;
  readonly truncated?: { readonly kept: number; readonly length: number };
}

/**
 * Parses what an admin interface printed. A text that ends too early is taken up to its last complete resource.
 * @throws DumpError when it is no JSON
 */
export function parseJsonText(text: string): ParsedText {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const repaired = /^\s*\{/.test(text) ? repairTruncated(text) : undefined;
    if (!repaired) throw notJson(text, error);
    try {
      return { value: JSON.parse(repaired.text), truncated: { kept: repaired.kept, length: text.length } };
    } catch {
      throw notJson(text, error);
    }
  }
}

function notJson(text: string, error: SyntaxError): DumpError {
  if (text.trim() === '')
    return new DumpError('is empty', 'a config dump was expected: curl localhost:15000/config_dump');
  const cut =
    /end of JSON input|Unterminated string|Expected .* at position/.test(error.message) && /^\s*\{/.test(text);
  if (cut) return new DumpError('is cut off before its first resource is complete', 'fetch the dump again');
  return new DumpError(`is no JSON: ${error.message}`, 'a config dump was expected: curl localhost:15000/config_dump');
}

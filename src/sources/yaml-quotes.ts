import { YamlError } from './yaml-error.js';

/** What js-yaml says when it runs out of a quoted text: of its end, not of the quote that was forgotten. */
const RAN_OUT = /deficient indentation|within a (single|double)[- ]quoted scalar/;
/** A quote that opens a value (or a key, or an item) and has no fellow on its line. */
const OPEN = /(?:^|[:,[{-][ \t]+|[[{,])[ \t]*(?:"(?:[^"\\]|\\.)*|'(?:[^']|'')*)$/;

/**
 * The same error placed at the quote that is never closed, where the parser noticed it only further down. Any other error stays
 * as it is. `line` and `column` are 1-based.
 */
export function blameOpenQuote(error: YamlError, text: string): YamlError {
  if (!RAN_OUT.test(error.message)) return error;
  const lines = text.split(/\r\n|\n|\r/, error.line);
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i] ?? '';
    // Lines of a length that no one writes by hand are not worth the search.
    const open = line.length < 10_000 ? OPEN.exec(line) : null;
    if (!open) continue;
    const column = open.index + open[0].search(/["']/) + 1;
    return new YamlError('the quote that opens here is never closed', i + 1, column);
  }
  return error;
}

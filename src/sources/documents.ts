import type { SourceText } from '../model/resource.js';

/** One document of a stream: character offsets into the source and its first line (1-based). */
export interface DocumentRange {
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/**
 * Splits a stream at its document markers. A line that begins with `---` or `...` at column 0 is always a marker,
 * inside block scalars too. https://yaml.org/spec/1.2.2/#912-document-markers
 */
export function splitDocuments(source: SourceText): DocumentRange[] {
  const { text } = source;
  const ranges: DocumentRange[] = [];
  let start = 0;
  let line = 1;
  const close = (end: number) => {
    if (end > start) ranges.push({ start, end, line });
  };
  for (const marker of text.matchAll(/^(---|\.\.\.)(?=[ \t\r\n]|$)/gm)) {
    close(marker.index);
    line += countLines(text, start, marker.index);
    start = marker.index + 3;
  }
  close(text.length);
  return ranges;
}

function countLines(text: string, from: number, to: number): number {
  let n = 0;
  for (let i = text.indexOf('\n', from); i >= 0 && i < to; i = text.indexOf('\n', i + 1)) n++;
  return n;
}

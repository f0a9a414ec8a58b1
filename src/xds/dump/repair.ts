/** A text that was cut off, closed again after its last complete element. */
export interface Repaired {
  readonly text: string;
  /** Characters of the original that were kept. */
  readonly kept: number;
}

/** `configs[i].list[j]`: an element of a section's list ends at this many open brackets. */
const ELEMENT_DEPTH = 4;

/**
 * Makes a JSON text whole that ends too early: it is cut after the last resource that is complete, and the brackets that are
 * open there are closed. Undefined when the text doesn't end early, or no resource is complete.
 */
export function repairTruncated(text: string): Repaired | undefined {
  const open: string[] = [];
  let cut: { at: number; close: string } | undefined;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x22) {
      i = endOfString(text, i);
      if (i < 0) break;
    } else if (c === 0x7b || c === 0x5b) open.push(c === 0x7b ? '}' : ']');
    else if (c === 0x7d || c === 0x5d) {
      if (open.pop() !== text[i]) return undefined;
      if (open.length === 0) return undefined;
      if (open.length <= ELEMENT_DEPTH) cut = { at: i + 1, close: [...open].reverse().join('') };
    }
  }
  if (!cut) return undefined;
  return { text: text.slice(0, cut.at) + cut.close, kept: cut.at };
}

/** Index of the closing quote, or -1. */
function endOfString(text: string, from: number): number {
  let at = text.indexOf('"', from + 1);
  while (at >= 0) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return at;
    at = text.indexOf('"', at + 1);
  }
  return -1;
}

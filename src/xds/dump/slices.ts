import type { Json } from '../json.js';

/** The text of one element of `configs`. */
export interface Slice {
  /** Type that its @type names, after the last slash. */
  readonly type: string;
  readonly text: string;
}

const TYPE = '"type.googleapis.com/envoy.admin.v3.';

/**
 * Cuts a dump into the texts of its sections without parsing it: parsing is most of the work, and a command reads one or two
 * sections of eight. An Envoy begins each section with its @type, so the brace before it begins the section. Whoever parses a slice
 * finds out when this guess was wrong; undefined when the text doesn't look like that at all, or ends too early.
 */
export function sliceSections(text: string): readonly Slice[] | undefined {
  if (!/^\s*\{\s*"configs"\s*:\s*\[\s*\{\s*"@type"\s*:/.test(text.slice(0, 200))) return undefined;
  const end = /\}\s*\]\s*\}\s*$/.exec(text.slice(-200));
  if (!end) return undefined;
  const starts: { at: number; type: string }[] = [];
  for (let at = text.indexOf(TYPE); at >= 0; at = text.indexOf(TYPE, at + TYPE.length)) {
    const head = /\{\s*"@type"\s*:\s*$/.exec(text.slice(Math.max(0, at - 100), at));
    const type = text.slice(at + TYPE.length, text.indexOf('"', at + TYPE.length));
    if (head) starts.push({ at: at - head[0].length, type: `envoy.admin.v3.${type}` });
  }
  if (starts.length === 0) return undefined;
  const last = Math.max(text.length - 200, 0) + end.index + 1;
  return starts.map(({ at, type }, i) => ({
    type,
    text: withoutComma(text.slice(at, starts[i + 1]?.at ?? last)),
  }));
}

/** Without the comma after it. The slice may be long, so no expression searches it. */
function withoutComma(text: string): string {
  const trimmed = text.trimEnd();
  return trimmed.endsWith(',') ? trimmed.slice(0, -1) : trimmed;
}

/** Parses a slice; undefined when it is no whole JSON value. */
export function parseSlice(slice: Slice): Json | undefined {
  try {
    return JSON.parse(slice.text);
  } catch {
    return undefined;
  }
}

import { defineScalarTag, FAILSAFE_SCHEMA, load, mergeTag, NOT_RESOLVED, nullYaml11Tag, YAMLException } from 'js-yaml';
import { rejectLargeAliases } from './yaml-aliases.js';
import { parseBlockDocument } from './yaml-block.js';
import { YamlError } from './yaml-error.js';
import { OUTSIDE } from './yaml-line.js';
import { blameOpenQuote } from './yaml-quotes.js';
import { parseBoolean, parseFloatingPoint, parseInteger } from './yaml-scalars.js';

export { YamlError } from './yaml-error.js';

/*
 * YAML for values, in bulk: documents of the plain form by the quick reader, the others by js-yaml, with scalars as the API
 * server reads them in both. Positions are computed from the text by `positions.ts`, only for what is shown.
 */
const MAX_ALIASES = 10_000;
const MAX_DEPTH = 200;
const [QUOTE, BACKSLASH] = [0x22, 0x5c];
/** `[` and `{` differ in one bit, as do `]` and `}`. */
const [LOWER, OPEN, CLOSE] = [0x20, 0x7b, 0x7d];
const SIGNS_AND_DIGITS = [...'+-.0123456789'];

const booleanTag = defineScalarTag('tag:yaml.org,2002:bool', {
  implicit: true,
  implicitFirstChars: [...'yYtToOnNfF'],
  resolve: (text) => parseBoolean(text) ?? NOT_RESOLVED,
  identify: () => false,
});

const integerTag = defineScalarTag('tag:yaml.org,2002:int', {
  implicit: true,
  implicitFirstChars: SIGNS_AND_DIGITS,
  resolve: (text) => parseInteger(text) ?? NOT_RESOLVED,
  identify: () => false,
});

const floatTag = defineScalarTag('tag:yaml.org,2002:float', {
  implicit: true,
  implicitFirstChars: SIGNS_AND_DIGITS,
  resolve: (text) => parseFloatingPoint(text) ?? NOT_RESOLVED,
  identify: () => false,
});

const schema = FAILSAFE_SCHEMA.withTags(mergeTag, nullYaml11Tag, booleanTag, integerTag, floatTag);

/**
 * The value of one YAML or JSON document, undefined when it is empty.
 * @throws YamlError for text that is no YAML (duplicate keys included).
 */
export function parseDocument(text: string): unknown {
  const json = parseJson(text);
  if (json !== undefined) return json;
  const plain = parseBlockDocument(text);
  return plain === OUTSIDE ? parseWhole(text) : plain;
}

/** Whether a document is refused for a key that is there twice, and for nothing before it. */
export function isRepeatedKey({ message }: YamlError): boolean {
  return message.startsWith('duplicated mapping key');
}

/**
 * Reads a document by the whole parser, whatever its form. Of a key that is there twice the last counts where `lastKey` says so.
 * @throws YamlError
 */
export function parseWhole(text: string, { lastKey = false } = {}): unknown {
  try {
    const value = load(text, { schema, maxAliases: MAX_ALIASES, maxDepth: MAX_DEPTH, json: lastKey }) ?? undefined;
    if (text.includes('*')) rejectLargeAliases(value);
    return value;
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    if (/end of the stream|no documents|empty/i.test(error.reason) && !hasContent(text)) return undefined;
    const found = new YamlError(error.reason, (error.mark?.line ?? 0) + 1, (error.mark?.column ?? 0) + 1);
    throw blameOpenQuote(found, text);
  }
}

/** JSON is far quicker to parse; duplicate keys are rare there, and JSON.parse takes the last as Go does. */
function parseJson(text: string): unknown {
  const first = /\S/.exec(text)?.[0];
  if ((first !== '{' && first !== '[') || isDeepJson(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // flow style YAML looks like JSON; the YAML parser says what is wrong with it
  }
}

/** True for JSON nested deeper than the YAML parser takes, so that it says so: whoever goes through a value may recurse. */
function isDeepJson(text: string): boolean {
  if (text.length <= 2 * MAX_DEPTH) return false;
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) quoted = !quoted;
    else if (c === BACKSLASH && quoted) i++;
    else if (!quoted && (c | LOWER) === OPEN && ++depth > MAX_DEPTH) return true;
    else if (!quoted && (c | LOWER) === CLOSE) depth--;
  }
  return false;
}

/** True if any line holds more than blanks, comments and directives (`%YAML 1.1` before a document marker). */
export function hasContent(text: string): boolean {
  return /^[ \t]*[^\s#%]/m.test(text) || /^[ \t]+%/m.test(text);
}

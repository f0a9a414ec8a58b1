import { defineScalarTag, FAILSAFE_SCHEMA, load, mergeTag, NOT_RESOLVED, nullYaml11Tag, YAMLException } from 'js-yaml';
import { rejectLargeAliases } from './yaml-aliases.js';
import { YamlError } from './yaml-error.js';

export { YamlError } from './yaml-error.js';

/*
 * YAML for values, in bulk. The API server reads YAML through Go's yaml.v2 resolver (sigs.k8s.io/yaml), so scalars are
 * read as it reads them: `yes`, `on`, `y` are booleans, `0777` and `0o777` octal, timestamps and `1:30` plain strings.
 * Positions are computed from the text by `positions.ts`, only for what is shown.
 */
const TRUE = /^(y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const INTEGER = /^[-+]?(0[bB][01]+|0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|[1-9][0-9]*|0)$/;
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const MAX_ALIASES = 10_000;
const MAX_DEPTH = 200;
const SIGNS_AND_DIGITS = [...'+-.0123456789'];

const booleanTag = defineScalarTag('tag:yaml.org,2002:bool', {
  implicit: true,
  implicitFirstChars: [...'yYtToOnNfF'],
  resolve: (text) => (TRUE.test(text) ? true : FALSE.test(text) ? false : NOT_RESOLVED),
  identify: () => false,
});

const integerTag = defineScalarTag('tag:yaml.org,2002:int', {
  implicit: true,
  implicitFirstChars: SIGNS_AND_DIGITS,
  resolve: (text) => parseInteger(text.replaceAll('_', '')) ?? NOT_RESOLVED,
  identify: () => false,
});

const floatTag = defineScalarTag('tag:yaml.org,2002:float', {
  implicit: true,
  implicitFirstChars: SIGNS_AND_DIGITS,
  resolve: (text) => parseFloatingPoint(text.replaceAll('_', '')) ?? NOT_RESOLVED,
  identify: () => false,
});

const schema = FAILSAFE_SCHEMA.withTags(mergeTag, nullYaml11Tag, booleanTag, integerTag, floatTag);

/** An integer in any of Go's bases; `0777` is octal. Larger numbers than 64 bits are left to the next reading. */
function parseInteger(text: string): number | undefined {
  if (!INTEGER.test(text)) return undefined;
  const value = Number(text.replace(/^[-+]/, '').replace(/^0(?=[0-7])/, '0o'));
  if (value >= 2 ** 64) return undefined;
  return text.startsWith('-') && value !== 0 ? -value : value;
}

function parseFloatingPoint(text: string): number | undefined {
  const value = FLOAT.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

/**
 * The value of one YAML or JSON document, undefined when it is empty.
 * @throws YamlError for text that is no YAML (duplicate keys included).
 */
export function parseDocument(text: string): unknown {
  const json = parseJson(text);
  if (json !== undefined) return json;
  try {
    const value = load(text, { schema, maxAliases: MAX_ALIASES, maxDepth: MAX_DEPTH, json: false }) ?? undefined;
    if (text.includes('*')) rejectLargeAliases(value);
    return value;
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    if (/end of the stream|no documents|empty/i.test(error.reason) && !hasContent(text)) return undefined;
    throw new YamlError(error.reason, (error.mark?.line ?? 0) + 1, (error.mark?.column ?? 0) + 1);
  }
}

/** JSON is far quicker to parse; duplicate keys are rare there, and JSON.parse takes the last as Go does. */
function parseJson(text: string): unknown {
  const first = /\S/.exec(text)?.[0];
  if (first !== '{' && first !== '[') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // flow style YAML looks like JSON; the YAML parser says what is wrong with it
  }
}

/** True if any line holds more than blanks, comments and directives (`%YAML 1.1` before a document marker). */
export function hasContent(text: string): boolean {
  return /^[ \t]*[^\s#%]/m.test(text) || /^[ \t]+%/m.test(text);
}

import { defineScalarTag, FAILSAFE_SCHEMA, load, mergeTag, NOT_RESOLVED, nullYaml11Tag, YAMLException } from 'js-yaml';

/*
 * YAML for values, in bulk. The API server reads YAML through Go's yaml.v2 resolver (sigs.k8s.io/yaml), so scalars are
 * read as it reads them: `yes`, `on`, `y` are booleans, `0777` and `0o777` octal, timestamps and `1:30` plain strings.
 * Positions are computed from the text by `positions.ts`, only for what is shown.
 */
const TRUE = /^(y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const INTEGER = /^[-+]?(0b[01_]+|0x[0-9a-fA-F_]+|0o?[0-7_]+|[1-9][0-9_]*|0)$/;
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
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
  resolve: (text) => (INTEGER.test(text) ? parseInteger(text) : NOT_RESOLVED),
  identify: () => false,
});

const floatTag = defineScalarTag('tag:yaml.org,2002:float', {
  implicit: true,
  implicitFirstChars: SIGNS_AND_DIGITS,
  resolve: (text) => (FLOAT.test(text) ? Number(text) : NOT_RESOLVED),
  identify: () => false,
});

const schema = FAILSAFE_SCHEMA.withTags(mergeTag, nullYaml11Tag, booleanTag, integerTag, floatTag);

function parseInteger(text: string): number {
  const negative = text.startsWith('-');
  const digits = text
    .replace(/^[-+]/, '')
    .replaceAll('_', '')
    .replace(/^0(?=[0-7])/, '0o');
  const value = Number(digits);
  return negative ? -value : value;
}

/** A document that is no YAML: what is wrong and where, line and column 1-based and relative to the document. */
export class YamlError extends Error {
  constructor(
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(message);
  }
}

/**
 * The value of one YAML or JSON document, undefined when it is empty.
 * @throws YamlError for text that is no YAML (duplicate keys included).
 */
export function parseDocument(text: string): unknown {
  const json = parseJson(text);
  if (json !== undefined) return json;
  try {
    // Aliases are bounded: a few nested anchors could otherwise grow without limit.
    return load(text, { schema, maxAliases: 1000, json: false }) ?? undefined;
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

/** True if any line holds more than blanks and comments. */
export function hasContent(text: string): boolean {
  return /^[ \t]*[^\s#]/m.test(text);
}

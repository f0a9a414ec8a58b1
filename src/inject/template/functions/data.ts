import { fromJson } from '../decode.js';
import { LimitError, ValueError } from '../error.js';
import { any, type CallContext, fn, type TemplateFunction, text } from '../function.js';
import { type JsonStyle, writeJson } from '../json.js';
import type { Value } from '../values.js';
import { writeYaml } from '../yaml.js';

/** Reads JSON as Go does: one value, numbers that a float64 holds. */
export function readJson(source: string, { budget }: CallContext): Value {
  budget.make(source.length);
  try {
    return fromJson(JSON.parse(source, checkNumber));
  } catch (error) {
    if (error instanceof ValueError) throw error;
    throw new ValueError('the text is no JSON');
  }
}

function checkNumber(_: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new ValueError('a number is too large for a float64');
  return value;
}

/** Nothing where sprig swallows an error. */
function otherwise<T>(fallback: T, attempt: () => T): T {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof ValueError && !(error instanceof LimitError)) return fallback;
    throw error;
  }
}

const COMPACT: JsonStyle = { html: true };
const PRETTY: JsonStyle = { html: true, indent: '  ' };
const RAW: JsonStyle = { html: false };

const writer = (style: JsonStyle): TemplateFunction => fn([any], ([v], { budget }) => writeJson(v, style, budget));
const silent = (style: JsonStyle): TemplateFunction =>
  fn([any], ([v], { budget }) => otherwise('', () => writeJson(v, style, budget)));

/** sprig's JSON, and YAML as Kubernetes writes it. https://masterminds.github.io/sprig/defaults.html */
export const DATA_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  toJson: silent(COMPACT),
  toPrettyJson: silent(PRETTY),
  toRawJson: writer(RAW),
  mustToJson: writer(COMPACT),
  mustToPrettyJson: writer(PRETTY),
  mustToRawJson: writer(RAW),
  fromJson: fn([text], ([s], context) => otherwise(null, () => readJson(s, context))),
  mustFromJson: fn([text], ([s], context) => readJson(s, context)),
  toYaml: fn([any], ([v], { budget }) => writeYaml(v, budget)),
};

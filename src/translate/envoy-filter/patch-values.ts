import type { EnvoyPatch } from '../../mesh/envoy-filters.js';
import type { Problem } from '../../protobuf/decode.js';
import { decodePatch, isFatal } from '../../protobuf/patched.js';
import { toCamelCase } from '../../xds/dump/field-names.js';
import type { JsonMessage } from '../../xds/json.js';

/**
 * The value of a patch in the form in which resources are emitted, and what is wrong with it: then istiod leaves out the patch.
 * https://protobuf.dev/programming-guides/json/
 */
export function readPatchValue({ applyTo, value }: Pick<EnvoyPatch, 'applyTo' | 'value'>): {
  readonly value: JsonMessage;
  readonly problem?: Problem;
  /** Fields that Envoy doesn't have: the rest of the value is good without them. */
  readonly unknown: readonly Problem[];
} {
  const decoded = decodePatch(applyTo, value as JsonMessage, (message) => toCamelCase(message, 'typedConfig'));
  if (!decoded) return { value: {}, unknown: [] };
  const problem = decoded.problems.find(isFatal);
  const unknown = decoded.problems.filter(({ code }) => code === 'unknown-field');
  return { value: decoded.message, ...(problem && { problem }), unknown };
}

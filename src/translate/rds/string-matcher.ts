import type { StringMatch } from '../../model/kinds/virtual-service.js';
import type { StringMatcher } from '../../xds/types.js';

/** Undefined for an empty match, which asks for presence only. */
export function stringMatcher(value: StringMatch): StringMatcher | undefined {
  if (value.exact !== undefined) return { exact: value.exact };
  if (value.prefix !== undefined) return { prefix: value.prefix };
  if (value.regex !== undefined) return { safeRegex: { regex: value.regex } };
  return undefined;
}

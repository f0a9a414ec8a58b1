import { formatPath, type Resource } from '../../model/resource.js';
import type { ValidatorOf } from '../../schema/types.js';
import { fixApiVersion } from './api-version.js';
import { findDeprecatedFields } from './deprecated-fields.js';
import { fixMisspelled } from './misspelled.js';
import type { Fix } from './types.js';

export type { Fix } from './types.js';

/**
 * What can be put right without asking: old API versions, old spellings of the same meaning, misspelled fields and enum values. Resources need
 * what was written of them (`raw`). Once made, the answers may bring new ones to light (fields below a misspelled one), so ask again.
 */
export function proposeFixes(resources: readonly Resource[], validatorOf: ValidatorOf): readonly Fix[] {
  return resources.flatMap((resource) => {
    const { apiVersion, kind, raw } = resource;
    if (!raw) return [];
    const deprecated = findDeprecatedFields(kind, raw).map(
      ({ path, becomes, edits }): Fix => ({ resource, edits, text: `${formatPath(path)} -> ${becomes}` }),
    );
    const taken = new Set(deprecated.flatMap((fix) => fix.edits.map((edit) => formatPath(edit.path))));
    const validate = validatorOf(apiVersion, kind);
    const misspelled = validate ? fixMisspelled(resource, validate) : [];
    const others = misspelled.filter((fix) => fix.edits.every((edit) => !taken.has(formatPath(edit.path))));
    return [...fixApiVersion(resource), ...deprecated, ...others];
  });
}

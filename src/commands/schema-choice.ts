import { UserError } from '../model/errors.js';
import { findSchema, listSchemas, type SchemaRow, suggestSchema } from '../schema/catalogue.js';

/** The schema that a user names; an unknown name is an error that says what may have been meant. */
export function requireSchema(name: string): SchemaRow {
  const found = findSchema(name);
  if (found) return found;
  const meant = suggestSchema(name);
  const kinds = [...new Set(listSchemas().map((row) => row.title))].join(', ');
  throw new UserError('usage', `${name}: no such kind`, meant ? `did you mean ${meant}?` : `kinds: ${kinds}`);
}

/** The version that is asked for, with or without its group; the first one of the kind by default. */
export function chooseVersion(row: SchemaRow, asked: string | undefined): string | undefined {
  const versions = row.versions ?? [];
  if (asked === undefined) return versions[0];
  const version = asked.startsWith(`${row.group}/`) ? asked.slice(`${row.group}/`.length) : asked;
  if (versions.includes(version)) return version;
  const served = versions.map((v) => `${row.group}/${v}`).join(', ');
  throw new UserError(
    'usage',
    `--api-version ${asked}: ${row.title} has no such version`,
    served ? `versions: ${served}` : `${row.title} has no versions`,
  );
}

import type { Json } from '../json.js';
import { camelCase, fieldKind, isList, isMessage } from './field-names.js';

/**
 * Whether messages are written with the field names of the .proto files (`last_updated`) rather than in lowerCamelCase
 * (`lastUpdated`). Every section of a dump has such a name near its top, so only a few levels are looked at.
 */
export function isSnakeCase(value: Json | undefined, holder = '', depth = 0): boolean | undefined {
  if (depth > 8) return undefined;
  if (isList(value)) return firstAnswer(value.slice(0, 3), (item) => isSnakeCase(item, holder, depth + 1));
  if (!isMessage(value)) return undefined;
  const names = Object.keys(value).filter((key) => !key.startsWith('@'));
  if (names.some((key) => /[a-z0-9]_[a-z0-9]/.test(key))) return true;
  if (names.some((key) => /^[a-z][a-z0-9]*[A-Z]/.test(key))) return false;
  return firstAnswer(names, (key) => {
    if (fieldKind(camelCase(key), holder, undefined) !== 'message') return undefined;
    return isSnakeCase(value[key], key, depth + 1);
  });
}

function firstAnswer<T>(items: readonly T[], ask: (item: T) => boolean | undefined): boolean | undefined {
  for (const item of items) {
    const answer = ask(item);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

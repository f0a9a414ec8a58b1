import type { HttpMatch, StringMatch } from '../../model/kinds/virtual-service.js';
import type { Store } from '../../model/store.js';

/**
 * Whether some VirtualService has an exact value behind a regular expression, so that analyzers ask if the one matches the other: only
 * then is an engine needed.
 */
export function comparesExpressions(store: Store): boolean {
  return store.list('VirtualService').some(({ body }) => {
    const rules = body.spec?.http;
    if (!rules || rules.length < 2) return false;
    let behind = false;
    for (const { match } of rules) {
      if (behind && match?.some((one) => hasValue(one, 'exact'))) return true;
      behind ||= match?.some((one) => hasValue(one, 'regex')) ?? false;
    }
    return false;
  });
}

function hasValue(match: HttpMatch, field: keyof StringMatch): boolean {
  for (const one of [match.uri, match.method, match.authority, match.scheme]) {
    if (one?.[field] !== undefined) return true;
  }
  for (const map of [match.headers, match.queryParams, match.withoutHeaders]) {
    for (const name in map) if (map[name]?.[field] !== undefined) return true;
  }
  return false;
}

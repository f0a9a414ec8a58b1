import type { HttpMatch, HttpRule, StringMatch, VirtualServiceBody } from '../../model/kinds/virtual-service.js';

type PatternTest = (pattern: string) => boolean;

/** Whether some regular expression of a VirtualService passes. Looks only where there may be one, because there are thousands. */
export function somePattern({ spec }: VirtualServiceBody, test: PatternTest): boolean {
  return spec?.http?.some((rule) => ofRule(rule, test)) ?? false;
}

function ofRule({ corsPolicy, match, rewrite }: HttpRule, test: PatternTest): boolean {
  const rewritten = rewrite?.uriRegexRewrite?.match;
  return (
    (match?.some((request) => ofMatch(request, test)) ?? false) ||
    (corsPolicy?.allowOrigins?.some((origin) => passes(origin, test)) ?? false) ||
    (rewritten !== undefined && test(rewritten))
  );
}

function ofMatch(match: HttpMatch, test: PatternTest): boolean {
  return (
    passes(match.uri, test) ||
    passes(match.scheme, test) ||
    passes(match.method, test) ||
    passes(match.authority, test) ||
    ofMap(match.headers, test) ||
    ofMap(match.withoutHeaders, test) ||
    ofMap(match.queryParams, test)
  );
}

function ofMap(matches: Readonly<Record<string, StringMatch>> | undefined, test: PatternTest): boolean {
  return matches !== undefined && Object.keys(matches).some((key) => passes(matches[key], test));
}

function passes(match: StringMatch | undefined, test: PatternTest): boolean {
  return match?.regex !== undefined && test(match.regex);
}

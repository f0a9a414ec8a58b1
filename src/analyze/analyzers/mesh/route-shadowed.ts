import type { VirtualServiceResource } from '../../../mesh/types.js';
import type { HttpMatch, HttpRule } from '../../../model/kinds/virtual-service.js';
import { virtualServices } from '../../facts/http-rules.js';
import { buildMatchIndex } from '../../facts/match-index.js';
import { gatewayNames } from '../../facts/mesh-destinations.js';
import type { AnalysisContext, Analyzer, Report } from '../../types.js';

/** HTTP rules and matches that never get a request, as earlier rules take all of theirs. */
export const routeShadowed: Analyzer = {
  name: 'meshwright.RouteShadowed',
  description: 'HTTP routes that earlier routes of the same VirtualService leave no request for',
  inputs: ['VirtualService'],
  analyze(context, report) {
    for (const resource of context.fact(virtualServices).branching) checkRules(context, resource, report);
  },
};

function checkRules(context: AnalysisContext, resource: VirtualServiceResource, report: Report): void {
  const earlier = buildMatchIndex(context.regexTest);
  for (const [i, rule] of (resource.body.spec?.http ?? []).entries()) {
    const matches = rule.match ?? [];
    // What stands behind a rule without a match is told of already (IST0130).
    if (matches.length === 0) return;
    const owners = matches.map((match) => earlier.find(match, gatewaysOf(match, resource)));
    const path = ['spec', 'http', i];
    const hidden = owners.filter((owner) => owner !== undefined);
    const fresh = owners.map((owner, j) => owner !== undefined && !isToldAlready(owner.match, matches[j]));
    if (hidden.length === owners.length && fresh.includes(true)) {
      const by = [...new Set(hidden.map((owner) => owner.label))].join(', ');
      report('MW0003', resource, path, { rule: labelOf(rule, i), by });
    } else {
      for (const [j, owner] of owners.entries()) {
        if (!owner || !fresh[j]) continue;
        report('MW0004', resource, [...path, 'match', j], { rule: labelOf(rule, i), match: j, by: owner.label });
      }
    }
    // The rules of a delegate may leave requests to those that follow.
    if (rule.delegate) continue;
    for (const match of matches) earlier.add(match, gatewaysOf(match, resource), labelOf(rule, i));
  }
}

function gatewaysOf(match: HttpMatch, { metadata }: VirtualServiceResource): readonly string[] | undefined {
  return match.gateways?.length ? gatewayNames(match.gateways, metadata.namespace) : undefined;
}

function labelOf(rule: HttpRule, index: number): string {
  return rule.name ? `http[${index}] (${rule.name})` : `http[${index}]`;
}

/**
 * What IST0131 tells of: equal matches, and a longer prefix behind a shorter one where both ask the same of port, headers
 * and parameters.
 */
function isToldAlready(owner: HttpMatch, match: HttpMatch | undefined): boolean {
  if (!match) return false;
  if (canonical(owner) === canonical(match)) return true;
  const [a, b] = [owner.uri?.prefix, match.uri?.prefix];
  if (!a || !b || a === b || !b.startsWith(a) || owner.port !== match.port) return false;
  for (const key of ['headers', 'withoutHeaders', 'queryParams'] as const) {
    const [names, others] = [Object.keys(owner[key] ?? {}), match[key] ?? {}];
    if (names.length !== Object.keys(others).length || names.some((name) => !(name in others))) return false;
  }
  const method = match.method?.exact ?? match.method?.prefix ?? 'GET';
  return method.startsWith(owner.method?.exact ?? owner.method?.prefix ?? 'GET') && sameAuthority(owner, match);
}

function sameAuthority(owner: HttpMatch, match: HttpMatch): boolean {
  return JSON.stringify(owner.authority ?? null) === JSON.stringify(match.authority ?? null);
}

function canonical({ name: _, ...match }: HttpMatch): string {
  return JSON.stringify(match);
}

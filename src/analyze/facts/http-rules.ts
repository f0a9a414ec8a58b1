import type { VirtualServiceResource } from '../../mesh/types.js';
import type { HttpRule, RouteDestination } from '../../model/kinds/virtual-service.js';
import type { AnalysisContext } from '../types.js';

/** An HTTP rule as one VirtualService writes it, at `spec.http[index]`. */
export interface WrittenRule {
  readonly resource: VirtualServiceResource;
  readonly rule: HttpRule;
  readonly index: number;
}

/**
 * The VirtualServices of an input, and those that some analyzer has a question about. A mesh has thousands, and most of them have
 * nothing that anyone asks for, so they are gone through once.
 */
export interface VirtualServiceSurvey {
  readonly rules: readonly WrittenRule[];
  /** HTTP rules with one of these. */
  readonly withFault: readonly WrittenRule[];
  readonly withMirror: readonly WrittenRule[];
  readonly withRedirect: readonly WrittenRule[];
  readonly withRewrite: readonly WrittenRule[];
  readonly withRetriesInTime: readonly WrittenRule[];
  readonly withCors: readonly WrittenRule[];
  /** With more than one HTTP rule that has a match. */
  readonly branching: readonly VirtualServiceResource[];
  /** Some route has weights that don't sum to 100. */
  readonly oddlyWeighted: readonly VirtualServiceResource[];
  /** Some match names gateways. */
  readonly matchingGateways: readonly VirtualServiceResource[];
  /** They name gateways. */
  readonly onGateways: readonly VirtualServiceResource[];
}

/** The HTTP rules of all VirtualServices in one list. */
export function httpRules(context: AnalysisContext): readonly WrittenRule[] {
  return context.fact(virtualServices).rules;
}

type Draft = { -readonly [K in keyof VirtualServiceSurvey]: VirtualServiceSurvey[K][number][] };

/** Goes through all VirtualServices. */
export function virtualServices(context: AnalysisContext): VirtualServiceSurvey {
  const out: Draft = {
    rules: [],
    withFault: [],
    withMirror: [],
    withRedirect: [],
    withRewrite: [],
    withRetriesInTime: [],
    withCors: [],
    branching: [],
    oddlyWeighted: [],
    matchingGateways: [],
    onGateways: [],
  };
  for (const resource of context.store.list('VirtualService')) {
    const { http, tcp, tls, gateways } = resource.body.spec ?? {};
    if (gateways?.length) out.onGateways.push(resource);
    let odd = false;
    let named = false;
    for (const list of [http, tcp, tls]) {
      for (const rule of list ?? []) {
        odd ||= isOdd(rule.route);
        named ||= rule.match?.some((match) => match.gateways?.length) ?? false;
      }
    }
    if (odd) out.oddlyWeighted.push(resource);
    if (named) out.matchingGateways.push(resource);
    if (http) surveyHttp(resource, http, out);
  }
  return out;
}

function surveyHttp(resource: VirtualServiceResource, rules: readonly HttpRule[], out: Draft): void {
  // A default behind the only rule with a match is nothing to look at, and most VirtualServices are like that.
  if (rules[1]?.match?.length) out.branching.push(resource);
  for (let index = 0; index < rules.length; index++) {
    const rule = rules[index];
    if (!rule) continue;
    const written = { resource, rule, index };
    out.rules.push(written);
    if (rule.fault) out.withFault.push(written);
    if (rule.mirror || rule.mirrors) out.withMirror.push(written);
    if (rule.redirect) out.withRedirect.push(written);
    if (rule.rewrite) out.withRewrite.push(written);
    if (rule.retries && rule.timeout !== undefined) out.withRetriesInTime.push(written);
    if (rule.corsPolicy || rule.mirror_percent !== undefined) out.withCors.push(written);
  }
}

/** A sum of nothing is refused elsewhere. */
function isOdd(route: readonly Pick<RouteDestination, 'weight'>[] | undefined): boolean {
  if (!route) return false;
  let total = 0;
  for (const { weight } of route) total += weight ?? 0;
  return total !== 0 && total !== 100;
}

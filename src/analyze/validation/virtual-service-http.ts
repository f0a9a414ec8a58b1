import type { HttpRule } from '../../model/kinds/virtual-service.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkDestination, checkWeightedDestinations } from './destination.js';
import { checkDurations } from './durations.js';
import type { RuleFacts } from './facts.js';
import { checkHeaders } from './headers.js';
import { error, warning } from './violation.js';
import { checkDirectResponse, checkRedirect, checkRewrite, checkSingleAuthority } from './virtual-service-actions.js';
import { checkCors } from './virtual-service-cors.js';
import { checkFault } from './virtual-service-fault.js';
import { checkHttpMatch } from './virtual-service-match.js';
import { checkRetries } from './virtual-service-retries.js';

/** https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute */
export function checkHttpRule(rule: HttpRule, inDelegate: boolean, path: Path, facts: RuleFacts): readonly Violation[] {
  const { corsPolicy, directResponse, fault, headers, match = [], redirect, retries, rewrite, route } = rule;
  const found = [...checkConflicts(rule, inDelegate, path)];
  match.forEach((request, i) => {
    found.push(...checkHttpMatch(request, [...path, 'match', i], facts));
  });
  if (headers) found.push(...checkHeaders(headers, [...path, 'headers']));
  if (corsPolicy) found.push(...checkCors(corsPolicy, [...path, 'corsPolicy'], facts));
  if (fault) found.push(...checkFault(fault, [...path, 'fault']));
  found.push(...checkMirrors(rule, path));
  if (redirect) found.push(...checkRedirect(redirect, [...path, 'redirect']));
  if (directResponse) found.push(...checkDirectResponse(directResponse, [...path, 'directResponse']));
  if (retries) found.push(...checkRetries(retries, [...path, 'retries']));
  if (rewrite) found.push(...checkRewrite(rewrite, [...path, 'rewrite'], facts));
  if (headers)
    found.push(...checkSingleAuthority(rewrite?.authority, headers.request, [...path, 'headers', 'request']));
  if (route) found.push(...checkRoute(route, [...path, 'route']));
  found.push(...checkDurations(rule, DURATIONS, path));
  return found;
}

const DURATIONS = ['timeout'] as const;

function checkRoute(route: NonNullable<HttpRule['route']>, path: Path): readonly Violation[] {
  const found: Violation[] = [];
  found.push(...checkWeightedDestinations(route, path));
  route.forEach(({ headers }, i) => {
    if (headers) found.push(...checkHeaders(headers, [...path, i, 'headers']));
  });
  return found;
}

/** What a rule does with a request: one thing only. */
function checkConflicts(rule: HttpRule, inDelegate: boolean, path: Path): readonly Violation[] {
  if (rule.delegate && !inDelegate) return checkHandsOn(rule, path);
  const found: Violation[] = [];
  if (rule.delegate) {
    const text = `rule ${JSON.stringify(rule.name ?? '')} of a delegate has a delegate itself; only the root may`;
    found.push(error([...path, 'delegate'], text));
  }
  if (rule.redirect) found.push(...excluded(rule, 'redirect', ['route', 'fault', 'rewrite', 'directResponse'], path));
  else if (rule.directResponse) found.push(...excluded(rule, 'directResponse', ['route', 'fault', 'rewrite'], path));
  else if (!rule.route?.length) found.push(error(path, 'http rule has no route, redirect or directResponse'));
  if (rule.mirror && rule.mirrors?.length) {
    found.push(error([...path, 'mirrors'], 'http rule has mirror and mirrors; keep one of them'));
  }
  return found;
}

/** A rule that hands requests to a delegate leaves what is done with them to it. */
function checkHandsOn(rule: HttpRule, path: Path): readonly Violation[] {
  return (['redirect', 'route'] as const)
    .filter((field) => has(rule, field))
    .map((field) => {
      const text = `rule ${JSON.stringify(rule.name ?? '')} has a delegate and ${field}; keep one of them`;
      return error([...path, field], text);
    });
}

type Action = 'route' | 'fault' | 'rewrite' | 'redirect' | 'directResponse';

function excluded(rule: HttpRule, action: Action, others: readonly Action[], path: Path): readonly Violation[] {
  return others
    .filter((other) => has(rule, other))
    .map((other) => error([...path, other], `http rule has ${action} and ${other}; keep one of them`));
}

function has(rule: HttpRule, action: Action): boolean {
  return action === 'route' ? Boolean(rule.route?.length) : rule[action] !== undefined;
}

/** https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMirrorPolicy */
function checkMirrors(rule: HttpRule, path: Path): readonly Violation[] {
  const { mirror, mirrors = [], mirrorPercentage } = rule;
  const deprecated = rule.mirrorPercent === undefined ? 'mirror_percent' : 'mirrorPercent';
  const percent = rule[deprecated];
  const found: Violation[] = [];
  if (percent !== undefined) {
    const place = [...path, deprecated];
    if (percent > 100) found.push(error(place, `mirrorPercent ${percent} is above 100`));
    found.push(warning(place, 'mirrorPercent is deprecated; use mirrorPercentage'));
  }
  if (mirrorPercentage) found.push(...checkShare(mirrorPercentage, [...path, 'mirrorPercentage']));
  mirrors.forEach(({ destination, percentage }, i) => {
    const place = [...path, 'mirrors', i];
    if (destination) {
      found.push(...checkDestination(destination, [...place, 'destination']));
      found.push(...checkShare(percentage, [...place, 'percentage']));
    } else found.push(error(place, 'an entry of mirrors has no destination'));
  });
  if (mirror) found.push(...checkDestination(mirror, [...path, 'mirror']));
  return found;
}

function checkShare(share: { readonly value?: number } | undefined, path: Path): readonly Violation[] {
  const { value = 0 } = share ?? {};
  if (value > 100) return [error([...path, 'value'], `mirrored share ${value} is above 100`)];
  return value < 0 ? [error([...path, 'value'], `mirrored share ${value} is below 0`)] : [];
}

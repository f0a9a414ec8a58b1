import type { HttpRule } from '../../model/kinds/virtual-service.js';
import type { TypedResource } from '../../model/store.js';
import type { RegexEngine } from '../../simulate/types.js';
import type { ResourcePlace } from '../types.js';
import { matchesRequest } from './match.js';
import type { RouteRequest } from './types.js';

type VirtualService = TypedResource<'VirtualService'>;

/** A rule and where it is written. */
export interface FoundRule extends ResourcePlace {
  readonly rule: HttpRule;
  readonly resource: VirtualService;
}

/** The first rule that takes a request, of the VirtualServices with its host; of hosts with wildcards the longest counts. */
export function findRule(
  virtualServices: readonly VirtualService[],
  request: RouteRequest,
  regex: RegexEngine,
): FoundRule | undefined {
  for (const resource of withHost(virtualServices, request.authority)) {
    const found = firstRule(resource, request, regex);
    if (found) return found;
  }
  return undefined;
}

/** What a rule delegates to; undefined where that takes no such request, or is not there. */
export function followDelegate(
  virtualServices: readonly VirtualService[],
  { rule, resource }: FoundRule,
  request: RouteRequest,
  regex: RegexEngine,
): FoundRule | undefined {
  const namespace = rule.delegate?.namespace || resource.metadata.namespace;
  const delegate = virtualServices.find(
    ({ metadata }) => metadata.name === rule.delegate?.name && metadata.namespace === namespace,
  );
  return delegate && firstRule(delegate, request, regex);
}

function firstRule(resource: VirtualService, request: RouteRequest, regex: RegexEngine): FoundRule | undefined {
  const rules = resource.body.spec?.http ?? [];
  const at = rules.findIndex(
    ({ match = [] }) => match.length === 0 || match.some((one) => matchesRequest(one, request, regex)),
  );
  const rule = rules[at];
  return rule && { rule, resource, path: ['spec', 'http', at] };
}

function withHost(virtualServices: readonly VirtualService[], authority: string): readonly VirtualService[] {
  const best = (resource: VirtualService) =>
    Math.max(
      -1,
      ...(resource.body.spec?.hosts ?? []).map((host) => closeness(host.toLowerCase(), authority.toLowerCase())),
    );
  const ranked = virtualServices
    .map((resource) => ({ resource, rank: best(resource) }))
    .filter(({ rank }) => rank >= 0);
  return ranked.sort((a, b) => b.rank - a.rank).map(({ resource }) => resource);
}

/** How well a host of a VirtualService fits: exact before the longest suffix before `*`; -1 if it does not. */
function closeness(host: string, authority: string): number {
  if (host === authority) return Number.MAX_SAFE_INTEGER;
  return host.startsWith('*') && authority.endsWith(host.slice(1)) ? host.length : -1;
}

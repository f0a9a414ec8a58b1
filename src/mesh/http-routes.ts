import type { HttpMatch } from '../model/kinds/virtual-service.js';
import { type ConnectionClient, holds } from './connection-routes.js';
import type { HttpRule, MeshHttpRule, MeshVirtualService, Provenance } from './types.js';

/** One route to emit: a rule with one of its matches, or without any. */
export interface HttpRouteDecision {
  readonly rule: HttpRule;
  readonly match?: HttpMatch;
  /** Rule name joined with that of the match. */
  readonly name?: string;
  readonly origin: Provenance;
}

/**
 * Routes of a VirtualService for a client and a listener port, in order: one a match whose conditions about client and port
 * hold. It ends with the first that catches everything.
 */
export function decideHttpRoutes(
  virtualService: MeshVirtualService,
  client: ConnectionClient,
  port: number,
): readonly HttpRouteDecision[] {
  const out: HttpRouteDecision[] = [];
  for (const entry of virtualService.http) {
    const { rule, origin } = entry;
    if (!rule.match?.length) {
      out.push({ rule, origin, ...(rule.name && { name: rule.name }) });
      return out;
    }
    for (const match of rule.match) {
      if (!fits(match, client, port, virtualService)) continue;
      out.push(decisionOf(entry, match));
      if (catchesAll(match)) return out;
    }
  }
  return out;
}

function decisionOf({ rule, origin }: MeshHttpRule, match: HttpMatch): HttpRouteDecision {
  const name = match.name ? `${rule.name ?? ''}.${match.name}` : rule.name;
  return { rule, match, origin, ...(name && { name }) };
}

/** Conditions on the client don't count in a match that names gateways. */
function fits(match: HttpMatch, client: ConnectionClient, port: number, virtualService: MeshVirtualService): boolean {
  if (!match.gateways?.length) return holds(match, client, port, virtualService);
  const { sourceLabels, sourceNamespace, ...where } = match;
  return holds(where, client, port, virtualService);
}

/** A path that everything has, and no condition on headers or query. */
export function catchesAll(match: HttpMatch): boolean {
  if (hasAny(match.headers) || hasAny(match.queryParams) || hasAny(match.withoutHeaders)) return false;
  if (match.method || match.authority || match.scheme) return false;
  const { uri } = match;
  return !uri || uri.prefix === '/' || uri.regex === '.*' || isEmpty(uri);
}

function hasAny(map: Readonly<Record<string, unknown>> | undefined): boolean {
  return map !== undefined && Object.keys(map).length > 0;
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}

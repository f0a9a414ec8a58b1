import type { Diagnostic } from '../model/diagnostic.js';
import type { RequestAuthenticationBody, RequestAuthenticationSpec } from '../model/kinds/request-authentication.js';
import type { Path, Resource } from '../model/resource.js';
import type { MeshConfig } from './mesh-config.js';
import type { MeshProxy } from './types.js';
import { buildWorkloadPolicies } from './workload-policies.js';

export type RequestAuthenticationResource = Resource<RequestAuthenticationBody>;
/** Key sets by the address or, where a rule names none, the issuer that published them. */
export type FetchedKeys = ReadonlyMap<string, string>;
type JwtRule = NonNullable<RequestAuthenticationSpec['jwtRules']>[number];

/** One issuer whose tokens a workload takes. */
export interface TokenIssuer {
  readonly rule: JwtRule;
  /** Its key set; undefined when only the issuer has it. */
  readonly jwks?: string;
  readonly resource: RequestAuthenticationResource;
  readonly path: Path;
}

/** All issuers for a workload, by name. */
export interface RequestAuthentication {
  /** Same key, same issuers. */
  readonly key: string;
  readonly issuers: readonly TokenIssuer[];
}

export interface RequestAuthenticationIndex {
  /** Issuers for a proxy's inbound traffic. Shared by proxies with the same policies. */
  of(proxy: MeshProxy): RequestAuthentication;
}

/**
 * Collects the issuers of all RequestAuthentications, to be looked up by workload: those of its namespace and those of the
 * root namespace count together, the former first where both name an issuer.
 * https://istio.io/latest/docs/reference/config/security/request_authentication/
 */
export function buildRequestAuthentications(
  resources: readonly RequestAuthenticationResource[],
  config: MeshConfig,
  fetched: FetchedKeys = new Map(),
): RequestAuthenticationIndex {
  const policies = buildWorkloadPolicies(resources, config);
  const known = new Map<string, RequestAuthentication>();
  return {
    of(proxy) {
      const selected = [...policies.own(proxy), ...policies.root(proxy)];
      const key = selected.map(({ metadata: m }) => `${m.namespace}/${m.name}`).join(' ');
      const value = known.get(key) ?? { key, issuers: selected.flatMap((r) => issuersOf(r, fetched)).sort(byIssuer) };
      known.set(key, value);
      return value;
    },
  };
}

/** Issuers without inline keys: theirs are not here, so that their tokens are refused. */
export function keyProblems(
  resources: readonly RequestAuthenticationResource[],
  fetched: FetchedKeys | undefined,
): readonly Diagnostic[] {
  // What was asked for and could not be had has been told of already.
  if (fetched) return [];
  return resources
    .flatMap((r) => issuersOf(r, new Map()))
    .flatMap(({ rule, jwks, resource, path }) => {
      if (jwks !== undefined) return [];
      const args = { issuer: rule.issuer ?? '', uri: rule.jwksUri ?? 'an address that it publishes' };
      return [{ code: 'jwks-not-fetched', severity: 'info' as const, args, resource, path }];
    });
}

function issuersOf(resource: RequestAuthenticationResource, fetched: FetchedKeys): readonly TokenIssuer[] {
  return (resource.body.spec?.jwtRules ?? []).map((rule, i) => {
    const jwks = rule.jwks || fetched.get(rule.jwksUri || (rule.issuer ?? ''));
    return { rule, ...(jwks && { jwks }), resource, path: ['spec', 'jwtRules', i] };
  });
}

function byIssuer(a: TokenIssuer, b: TokenIssuer): number {
  const [left, right] = [a.rule.issuer ?? '', b.rule.issuer ?? ''];
  return left < right ? -1 : left > right ? 1 : 0;
}

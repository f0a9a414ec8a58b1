import type { RequestAuthenticationBody, RequestAuthenticationSpec } from '../model/kinds/request-authentication.js';
import type { Path, Resource } from '../model/resource.js';
import type { MeshConfig } from './mesh-config.js';
import type { MeshProxy } from './types.js';
import { buildWorkloadPolicies } from './workload-policies.js';

export type RequestAuthenticationResource = Resource<RequestAuthenticationBody>;
type JwtRule = NonNullable<RequestAuthenticationSpec['jwtRules']>[number];

/** One issuer whose tokens a workload takes. */
export interface TokenIssuer {
  readonly rule: JwtRule;
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
): RequestAuthenticationIndex {
  const policies = buildWorkloadPolicies(resources, config);
  const known = new Map<string, RequestAuthentication>();
  return {
    of(proxy) {
      const selected = [...policies.own(proxy), ...policies.root(proxy)];
      const key = selected.map(({ metadata: m }) => `${m.namespace}/${m.name}`).join(' ');
      const value = known.get(key) ?? { key, issuers: selected.flatMap(issuersOf).sort(byIssuer) };
      known.set(key, value);
      return value;
    },
  };
}

function issuersOf(resource: RequestAuthenticationResource): readonly TokenIssuer[] {
  return (resource.body.spec?.jwtRules ?? []).map((rule, i) => ({ rule, resource, path: ['spec', 'jwtRules', i] }));
}

function byIssuer(a: TokenIssuer, b: TokenIssuer): number {
  const [left, right] = [a.rule.issuer ?? '', b.rule.issuer ?? ''];
  return left < right ? -1 : left > right ? 1 : 0;
}

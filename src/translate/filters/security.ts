import type { Extension } from '../../xds/types.js';
import { cached, report, type Translation } from '../translation.js';
import { customAuthorization } from './ext-authz.js';
import { jwtAuthn } from './jwt-authn.js';
import { type FilterLevel, rbacFilter } from './rbac.js';

/** Filters that decide who may reach a workload, in the groups between which filters of others have their place. */
export interface SecurityFilters {
  /** Ask external authorizers. */
  readonly custom: readonly Extension[];
  /** Check tokens. */
  readonly tokens: readonly Extension[];
  /** Audit, deny, allow. */
  readonly rules: readonly Extension[];
}

/** The same for requests and for connections that are not read as HTTP. */
export interface WorkloadSecurity {
  readonly http: SecurityFilters;
  readonly network: SecurityFilters;
}

/**
 * Filters for the inbound traffic of a sidecar, and for what a router takes. Made once for all proxies with the same
 * policies. https://istio.io/latest/docs/concepts/security/#implicit-enablement
 */
export function workloadSecurity(t: Translation): WorkloadSecurity {
  const authorization = t.mesh.authorization.of(t.proxy);
  const authentication = t.mesh.requestAuthentications.of(t.proxy);
  const router = t.proxy.type === 'router';
  const filters = (level: FilterLevel): SecurityFilters => ({
    custom: authorization.custom.flatMap((custom) => customAuthorization(t.shared, level, custom)),
    tokens: level === 'http' ? some(jwtAuthn(t.shared, authentication, router)) : [],
    rules: [
      ...some(rbacFilter(t.shared, level, 'LOG', authorization.audit)),
      ...some(rbacFilter(t.shared, level, 'DENY', authorization.deny)),
      ...some(rbacFilter(t.shared, level, 'ALLOW', authorization.allow)),
    ],
  });
  report(t.shared, authorization.diagnostics);
  const key = JSON.stringify([router, authorization.key, authentication.key]);
  return cached(t.shared, 'workload-security', key, () => ({ http: filters('http'), network: filters('network') }));
}

/** The filters of connections that are not read as HTTP, in their order. */
export function networkSecurity({ security }: { readonly security: WorkloadSecurity }): readonly Extension[] {
  return [...security.network.custom, ...security.network.rules];
}

function some(filter: Extension | undefined): readonly Extension[] {
  return filter ? [filter] : [];
}

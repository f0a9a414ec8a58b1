import type { Path, Resource } from '../../model/resource.js';
import { describeResource, formatPath } from '../../model/resource.js';
import type { Store } from '../../model/store.js';
import type { CoverageItem, CoveredKind } from './types.js';

/** All that tests can touch, in the order of the input. */
export function coverageItems(store: Store): readonly CoverageItem[] {
  return [...routeItems(store), ...policyItems(store), ...subsetItems(store)];
}

function routeItems(store: Store): readonly CoverageItem[] {
  return store.list('VirtualService').flatMap((resource) => {
    const { http = [], tls = [], tcp = [] } = resource.body.spec ?? {};
    return [
      // A rule that delegates has no routes of its own.
      ...http.flatMap(({ name, delegate }, i) => (delegate ? [] : [item('route', resource, ['http', i], name)])),
      ...tls.map((_, i) => item('route', resource, ['tls', i])),
      ...tcp.map((_, i) => item('route', resource, ['tcp', i])),
    ];
  });
}

/** A policy without rules counts as one: ALLOW without rules denies everything. */
function policyItems(store: Store): readonly CoverageItem[] {
  const authorization = store.list('AuthorizationPolicy').flatMap((resource) => {
    const rules = resource.body.spec?.rules ?? [];
    return rules.length === 0
      ? [item('policy', resource, [])]
      : rules.map((_, i) => item('policy', resource, ['rules', i]));
  });
  const authentication = store
    .list('RequestAuthentication')
    .flatMap((resource) =>
      (resource.body.spec?.jwtRules ?? []).map((_, i) => item('policy', resource, ['jwtRules', i])),
    );
  return [...authorization, ...authentication];
}

function subsetItems(store: Store): readonly CoverageItem[] {
  return store
    .list('DestinationRule')
    .flatMap((resource) =>
      (resource.body.spec?.subsets ?? []).map(({ name }, i) => item('subset', resource, ['subsets', i], name)),
    );
}

function item(kind: CoveredKind, resource: Resource, within: Path, name?: string): CoverageItem {
  const label = [describeResource(resource), formatPath(within), name].filter(Boolean).join(' ');
  return { kind, resource, path: ['spec', ...within], label };
}

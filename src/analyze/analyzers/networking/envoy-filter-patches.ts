import { isObject } from '../../../model/decode.js';
import type { EnvoyFilterSpec } from '../../../model/kinds/envoy-filter.js';
import type { Analyzer } from '../../types.js';

type Patch = NonNullable<EnvoyFilterSpec['configPatches']>[number];
type Code = 'IST0151' | 'IST0152' | 'IST0153' | 'IST0154' | 'IST0155';

const REPLACEABLE: ReadonlySet<string | undefined> = new Set(['NETWORK_FILTER', 'HTTP_FILTER', 'VIRTUAL_HOST']);
const ROUTES: ReadonlySet<string | undefined> = new Set(['ROUTE_CONFIGURATION', 'HTTP_ROUTE']);

/**
 * Operations that do nothing on what they are applied to, and those that depend on the order of EnvoyFilters without one.
 * One finding a code and resource.
 * https://istio.io/latest/docs/reference/config/networking/envoy-filter/#EnvoyFilter-Patch-Operation
 */
export const patchOperations: Analyzer = {
  name: 'envoyfilter.EnvoyPatchAnalyzer',
  description: 'Looks at operations of EnvoyFilters and the order that they depend on',
  inputs: ['EnvoyFilter'],
  analyze(context, report) {
    // Names of filters that a patch before was limited to a proxy version for; also of EnvoyFilters before.
    const versioned = new Set<string>();
    for (const resource of context.store.list('EnvoyFilter')) {
      const { configPatches = [], priority = 0 } = resource.body.spec ?? {};
      const found = new Map<Code, number[]>();
      for (const [i, patch] of configPatches.entries()) {
        // What stands behind a patch that does nothing is not looked at.
        if (!patch.patch) break;
        const name = filterName(patch);
        const code = judge(patch, priority, versioned.has(name));
        if (code) found.set(code, [...(found.get(code) ?? []), i]);
        if (patch.match?.proxy?.proxyVersion) versioned.add(name);
      }
      for (const [code, indices] of found) {
        const path = ['spec', 'configPatches', indices[0] ?? 0, 'patch', 'operation'];
        report(code, resource, path, { patches: indices.join(', ') });
      }
    }
  },
};

function judge({ applyTo, patch }: Patch, priority: number, versioned: boolean): Code | undefined {
  const relative = priority === 0 ? (versioned ? 'IST0155' : 'IST0151') : undefined;
  switch (patch?.operation) {
    case 'ADD':
      return ROUTES.has(applyTo) ? 'IST0153' : undefined;
    case 'REMOVE':
      return ROUTES.has(applyTo) ? 'IST0154' : relative;
    case 'REPLACE':
      return REPLACEABLE.has(applyTo) ? relative : 'IST0152';
    case 'INSERT_BEFORE':
    case 'INSERT_AFTER':
      return relative;
    default:
      return undefined;
  }
}

/**
 * Name of the filter that a patch brings, or that it looks for where what it brings has no name; '' for a patch without value. A
 * name that is brought and one that is looked for are not taken for the same.
 */
function filterName({ patch, match }: Patch): string {
  const { value } = patch ?? {};
  if (!isObject(value) || Object.keys(value).length === 0) return '';
  const { name } = value;
  return typeof name === 'string' ? `value ${name}` : (match?.listener?.filterChain?.filter?.name ?? '');
}

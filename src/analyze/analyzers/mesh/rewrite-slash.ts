import type { HttpMatch } from '../../../model/kinds/virtual-service.js';
import { virtualServices } from '../../facts/http-rules.js';
import type { Analyzer } from '../../types.js';

/**
 * A prefix that is replaced by one that ends differently: what is left of the path is put behind it as it is.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/route/v3/route_components.proto#envoy-v3-api-field-config-route-v3-routeaction-prefix-rewrite
 */
export const rewriteSlash: Analyzer = {
  name: 'meshwright.RewriteSlash',
  description: 'Rewrites of a prefix that give paths with a double slash, or none where one belongs',
  inputs: ['VirtualService'],
  analyze(context, report) {
    for (const { resource, rule, index } of context.fact(virtualServices).withRewrite) {
      const { match, rewrite } = rule;
      const uri = rewrite?.uri;
      if (!uri?.startsWith('/')) continue;
      const prefixes = (match ?? []).flatMap(({ uri: path }) => (path?.prefix ? [path.prefix] : []));
      const doubled = uri.endsWith('/') ? prefixes.find((prefix) => isOpen(prefix, match)) : undefined;
      const glued = uri.endsWith('/') ? undefined : prefixes.find((prefix) => prefix.endsWith('/'));
      const at = ['spec', 'http', index, 'rewrite', 'uri'];
      const prefix = doubled ?? glued;
      if (prefix === undefined) continue;
      report('MW0011', resource, at, {
        prefix,
        uri,
        example: `${prefix}${doubled ? '/' : ''}x`,
        gives: `${uri}${doubled ? '/' : ''}x`,
      });
    }
  },
};

/** A prefix without a slash at its end, and none with one before it that would take the longer paths. */
function isOpen(prefix: string, match: readonly HttpMatch[] | undefined): boolean {
  if (prefix.endsWith('/')) return false;
  const place = (wanted: string) => (match ?? []).findIndex(({ uri }) => uri?.prefix === wanted);
  const closed = place(`${prefix}/`);
  return closed < 0 || closed > place(prefix);
}

import type { Diagnostic } from '../model/diagnostic.js';
import type { Destination, HttpMatch, StringMatch } from '../model/kinds/virtual-service.js';
import { resolveGateway } from './gateway-names.js';
import { resolveDestinationHost } from './hosts.js';
import type { HttpRule, MeshHttpRule, VirtualServiceResource } from './types.js';

type StringMatches = Readonly<Record<string, StringMatch>>;

/**
 * HTTP rules of a VirtualService with each rule that delegates replaced by the delegate's rules, merged one by one.
 * `find` gets `namespace/name` of a delegate, `visible` says whether the root's namespace sees it; a rule whose delegate is
 * missing or not visible vanishes. https://istio.io/latest/docs/reference/config/networking/virtual-service/#Delegate
 */
export function mergeDelegates(
  root: VirtualServiceResource,
  find: (key: string) => VirtualServiceResource | undefined,
  visible: (delegate: VirtualServiceResource) => boolean,
  diagnostics: Diagnostic[],
): readonly MeshHttpRule[] {
  return (root.body.spec?.http ?? []).flatMap((rule, i): readonly MeshHttpRule[] => {
    const path = ['spec', 'http', i];
    const outer = withResolvedHosts(rule, root.metadata.namespace);
    if (!rule.delegate) return [{ rule: outer, origin: { resource: root, path } }];
    const key = `${rule.delegate.namespace || root.metadata.namespace}/${rule.delegate.name ?? ''}`;
    const delegate = find(key);
    if (!delegate || !visible(delegate)) {
      const code = delegate ? 'delegate-not-exported' : 'delegate-missing';
      const args = { delegate: key, namespace: root.metadata.namespace };
      diagnostics.push({ code, severity: 'warning', args, resource: root, path: [...path, 'delegate'] });
      return [];
    }
    return (delegate.body.spec?.http ?? []).flatMap((own, j) => {
      const merged = mergeRule(outer, withResolvedHosts(own, delegate.metadata.namespace));
      const origin = { resource: delegate, path: ['spec', 'http', j] };
      if (merged) return [{ rule: merged, origin }];
      diagnostics.push({
        code: 'delegate-conflict',
        severity: 'warning',
        args: { root: root.metadata.name },
        ...origin,
      });
      return [];
    });
  });
}

/** Short names of destinations and gateways resolved in the namespace of the resource that wrote them, before rules are mixed. */
function withResolvedHosts(rule: HttpRule, namespace: string): HttpRule {
  const resolved = (destination: Destination): Destination =>
    destination.host === undefined
      ? destination
      : { ...destination, host: resolveDestinationHost(destination.host, namespace) };
  const inside = <T extends { readonly destination?: Destination }>(entry: T): T =>
    entry.destination ? { ...entry, destination: resolved(entry.destination) } : entry;
  const placed = (match: HttpMatch): HttpMatch =>
    match.gateways ? { ...match, gateways: match.gateways.map((name) => resolveGateway(name, namespace)) } : match;
  return {
    ...rule,
    ...(rule.match && { match: rule.match.map(placed) }),
    ...(rule.route && { route: rule.route.map(inside) }),
    ...(rule.mirror && { mirror: resolved(rule.mirror) }),
    ...(rule.mirrors && { mirrors: rule.mirrors.map(inside) }),
  };
}

/** The delegate's rule inside the root's, or undefined if some match of the delegate fits none of the root's. */
function mergeRule(root: HttpRule, own: HttpRule): HttpRule | undefined {
  const match = mergeMatches(root.match ?? [], own.match ?? []);
  if (!match) return undefined;
  const { delegate, match: _rootMatch, name: _rootName, ...base } = root;
  const { match: _ownMatch, name: _ownName, ...overrides } = own;
  const name = joinNames(root.name, own.name);
  return { ...base, ...overrides, ...(match.length > 0 && { match }), ...(name && { name }) };
}

function joinNames(root: string | undefined, own: string | undefined): string | undefined {
  return root && own ? `${root}-${own}` : root || own;
}

function mergeMatches(root: readonly HttpMatch[], own: readonly HttpMatch[]): readonly HttpMatch[] | undefined {
  if (root.length === 0) return own;
  if (own.length === 0) return root;
  const out: HttpMatch[] = [];
  for (const inner of own) {
    const merged = root.filter((outer) => !conflicts(outer, inner)).map((outer) => mergeMatch(outer, inner));
    if (merged.length === 0) return undefined;
    out.push(...merged);
  }
  return out;
}

function conflicts(root: HttpMatch, own: HttpMatch): boolean {
  if ((root.ignoreUriCase ?? false) !== (own.ignoreUriCase ?? false)) return true;
  for (const key of ['uri', 'scheme', 'method', 'authority'] as const) {
    if (stringsConflict(root[key], own[key])) return true;
  }
  if (mapsConflict(root.headers, own.headers) || mapsConflict(root.withoutHeaders, own.withoutHeaders)) return true;
  if (mapsConflict(root.queryParams, own.queryParams)) return true;
  if (root.port && own.port && root.port !== own.port) return true;
  if (root.sourceNamespace && root.sourceNamespace !== own.sourceNamespace) return true;
  if (root.gateways?.length && own.gateways?.some((name) => !root.gateways?.includes(name))) return true;
  const labels = own.sourceLabels ?? {};
  return Object.entries(root.sourceLabels ?? {}).some(([k, v]) => labels[k] !== undefined && labels[k] !== v);
}

function mapsConflict(root: StringMatches | undefined, own: StringMatches | undefined): boolean {
  return Object.entries(root ?? {}).some(([key, match]) => stringsConflict(match, own?.[key]));
}

/** Only exact in exact and anything in a prefix can be told to fit; a regex or a presence on the root's side never does. */
function stringsConflict(root: StringMatch | undefined, own: StringMatch | undefined): boolean {
  if (!root || !own) return false;
  if (root.regex !== undefined || own.regex !== undefined) return true;
  if (root.prefix !== undefined) {
    const value = own.prefix ?? own.exact;
    return value === undefined || !value.startsWith(root.prefix);
  }
  return root.exact === undefined || own.exact === undefined || own.exact !== root.exact;
}

function mergeMatch(root: HttpMatch, own: HttpMatch): HttpMatch {
  const { name: rootName, ...outer } = root;
  const { name: ownName, ...inner } = own;
  const name = joinNames(rootName, ownName);
  const merged: HttpMatch = { ...outer, ...inner, ...(name && { name }) };
  const union = (key: 'headers' | 'withoutHeaders' | 'queryParams') =>
    outer[key] && inner[key] ? { [key]: { ...outer[key], ...inner[key] } } : {};
  return {
    ...merged,
    ...union('headers'),
    ...union('withoutHeaders'),
    ...union('queryParams'),
    ...(outer.sourceLabels && inner.sourceLabels && { sourceLabels: { ...outer.sourceLabels, ...inner.sourceLabels } }),
  };
}

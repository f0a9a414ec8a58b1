import type { MeshProxy } from '../mesh/types.js';
import { UserError } from '../model/errors.js';
import { suggest } from '../model/suggest.js';

/**
 * The proxies that `[TYPE/]NAME[.NAMESPACE]` arguments name, in the order of the arguments; all without any argument.
 * A name without namespace means `namespace` if it is there, else the only proxy of that name.
 * @throws UserError (usage) for a name that no proxy has, with the nearest one
 */
export function chooseProxies(
  proxies: readonly MeshProxy[],
  names: readonly string[],
  namespace: string | undefined,
): readonly MeshProxy[] {
  if (names.length === 0) return proxies;
  return [...new Set(names.map((name) => chooseProxy(proxies, name, namespace)))];
}

/** One proxy by name; see chooseProxies. */
export function chooseProxy(proxies: readonly MeshProxy[], name: string, namespace: string | undefined): MeshProxy {
  const wanted = name.replace(/^(pod|po|pods)\//, '').replace(/^deploy\//, 'deployment/');
  const qualified = proxies.find((p) => `${p.name}.${p.namespace}` === wanted);
  if (qualified) return qualified;
  const named = proxies.filter((p) => p.name === wanted);
  const inNamespace = named.find((p) => p.namespace === namespace) ?? (named.length === 1 ? named[0] : undefined);
  if (inNamespace) return inNamespace;
  if (named.length > 1) {
    const choices = named.map((p) => `${p.name}.${p.namespace}`).join(', ');
    throw new UserError('usage', `proxy ${name} is ambiguous`, `name its namespace: ${choices}`);
  }
  throw new UserError('usage', `no proxy ${name} in the input`, hint(proxies, wanted));
}

function hint(proxies: readonly MeshProxy[], wanted: string): string {
  if (proxies.length === 0) {
    return 'there is no proxy at all: a proxy is a Pod with a container istio-proxy, or a workload that injection applies to';
  }
  const full = proxies.map((p) => `${p.name}.${p.namespace}`);
  const near =
    suggest(wanted, full) ??
    suggest(
      wanted,
      proxies.map((p) => p.name),
    );
  const some = full.slice(0, 5).join(', ');
  return near ? `did you mean ${near}?` : `proxies are ${some}${full.length > 5 ? `, ... (${full.length})` : ''}`;
}

import type { Scope } from '../../mesh/types.js';
import type { Translation } from '../translation.js';

const LABEL_KEYS = new WeakMap<Scope, readonly string[]>();

/**
 * Names everything about the proxy that its routes depend on: proxies with the same variant share route configurations.
 * Of the labels only those count that a match or a DestinationRule's selector in scope asks for.
 */
export function clientVariant(t: Translation): string {
  const { proxy, scope } = t;
  let keys = LABEL_KEYS.get(scope);
  if (!keys) {
    keys = [...new Set([...sourceLabelKeys(scope), ...t.mesh.destinationRules.selectorKeys(scope.namespace)])].sort();
    LABEL_KEYS.set(scope, keys);
  }
  const families = `${proxy.ipv4 ? 4 : ''}${proxy.ipv6 ? 6 : ''}${proxy.dnsCapture ? 'd' : ''}`;
  return JSON.stringify([
    scope.key,
    families,
    proxy.settings.proxyHeaders ?? null,
    ...keys.map((key) => proxy.labels[key] ?? null),
  ]);
}

function sourceLabelKeys(scope: Scope): readonly string[] {
  const keys: string[] = [];
  for (const { virtualServices } of scope.egress) {
    for (const { http } of virtualServices) {
      for (const { rule } of http) {
        for (const match of rule.match ?? []) keys.push(...Object.keys(match.sourceLabels ?? {}));
      }
    }
  }
  return keys;
}

import { isObject, type JsonObject } from '../model/decode.js';
import { textOf } from '../model/text.js';
import type { MeshConfig } from './mesh-config.js';

/** Providers that are there without being configured. */
const BUILT_IN: readonly JsonObject[] = [
  { name: 'prometheus', prometheus: {} },
  { name: 'stackdriver', stackdriver: {} },
  { name: 'envoy', envoyFileAccessLog: { path: '/dev/stdout' } },
];

/**
 * The providers of MeshConfig by name in lower case. One takes the place of another of the very same name, built in or not; of
 * names that differ in case only the first is found.
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ExtensionProvider
 */
export function extensionProviders(config: Pick<MeshConfig, 'extensionProviders'>): ReadonlyMap<string, JsonObject> {
  const own = (config.extensionProviders ?? []).flatMap((value) => (isObject(value) ? [value] : []));
  const exact = new Map([...BUILT_IN, ...own].map((value) => [textOf(value['name'] ?? ''), value]));
  const found = new Map<string, JsonObject>();
  for (const [name, value] of exact) {
    const folded = name.toLowerCase();
    if (!found.has(folded)) found.set(folded, value);
  }
  return found;
}

import { isObject } from '../../model/decode.js';
import type { Tree } from '../types.js';

/**
 * Lays one tree over another: objects merge, lists and other values are replaced, and null takes a value away, as in Helm.
 * Entries of `components.*Gateways` merge by their name.
 * https://helm.sh/docs/chart_template_guide/values_files/
 */
export function overlay(base: Tree, over: Tree): Tree {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    if (key === '__proto__') continue;
    if (value === null) {
      delete merged[key];
      continue;
    }
    const below = merged[key];
    if (isObject(value)) merged[key] = overlay(isObject(below) ? below : {}, value);
    else if (NAMED.has(key) && Array.isArray(value) && Array.isArray(below)) merged[key] = overlayNamed(below, value);
    else merged[key] = value;
  }
  return merged;
}

const NAMED = new Set(['ingressGateways', 'egressGateways']);

function overlayNamed(base: readonly unknown[], over: readonly unknown[]): readonly unknown[] {
  const merged = [...base];
  for (const entry of over) {
    const name = isObject(entry) ? entry['name'] : undefined;
    const i = merged.findIndex((m) => isObject(m) && name !== undefined && m['name'] === name);
    const below = merged[i];
    if (i >= 0 && isObject(entry) && isObject(below)) merged[i] = overlay(below, entry);
    else merged.push(entry);
  }
  return merged;
}

import { isObject } from '../../model/decode.js';
import type { Tree } from '../types.js';

/**
 * Lays one tree over another: objects merge, lists and other values are replaced, and null takes a value away, as in Helm.
 * https://helm.sh/docs/chart_template_guide/values_files/
 */
export function overlay(base: Tree, over: Tree): Tree {
  return merge(base, over, false);
}

/**
 * Lays what was written over what was written before. A null stays, for what it takes away may lie further below.
 * https://istio.io/latest/docs/setup/install/istioctl/#configure-the-feature-settings-using-the-istiooperator-api
 */
export function lay(base: Tree, over: Tree): Tree {
  return merge(base, over, true);
}

function merge(base: Tree, over: Tree, nulls: boolean): Tree {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    if (key === '__proto__') continue;
    const below = merged[key];
    if (value === null && !nulls) delete merged[key];
    else merged[key] = isObject(value) ? merge(isObject(below) ? below : {}, value, nulls) : value;
  }
  return merged;
}

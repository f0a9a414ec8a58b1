import { isObject } from '../../model/decode.js';
import type { Tree } from '../types.js';

/** The value at a path; undefined where it leads nowhere. */
export function at(tree: unknown, ...path: readonly string[]): unknown {
  let value = tree;
  for (const key of path) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value;
}

export function treeAt(tree: unknown, ...path: readonly string[]): Tree {
  const value = at(tree, ...path);
  return isObject(value) ? value : {};
}

export function listAt(tree: unknown, ...path: readonly string[]): readonly unknown[] {
  const value = at(tree, ...path);
  return Array.isArray(value) ? value : [];
}

/** A string, or a number or boolean spelled as one; '' for anything else. */
export function textAt(tree: unknown, ...path: readonly string[]): string {
  const value = at(tree, ...path);
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

export function numberAt(tree: unknown, ...path: readonly string[]): number | undefined {
  const value = at(tree, ...path);
  return typeof value === 'number' ? value : undefined;
}

export function isTrue(tree: unknown, ...path: readonly string[]): boolean {
  return at(tree, ...path) === true;
}

/** Strings of a map, numbers and booleans spelled as text. */
export function textsAt(tree: unknown, ...path: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    Object.keys(treeAt(tree, ...path)).map((key) => [key, textAt(tree, ...path, key)] as const),
  );
}

/** The object at a path unless it is empty or absent, as a field of that name. */
export function fieldUnlessEmpty(name: string, value: unknown): Tree {
  if (Array.isArray(value)) return value.length > 0 ? { [name]: value } : {};
  if (isObject(value)) return Object.keys(value).length > 0 ? { [name]: value } : {};
  return value === undefined || value === null || value === '' ? {} : { [name]: value };
}

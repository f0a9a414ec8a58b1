import { isObject } from '../model/decode.js';
import type { Tree } from './types.js';

/*
 * Looking into plain JSON that was checked against its shape, or may hold anything (values of an installation).
 */

/** What stands at a path; undefined where a step is missing. Only own keys count. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const key of path) {
    if (!isObject(current) || !Object.hasOwn(current, key)) return undefined;
    current = current[key];
  }
  return current;
}

const EMPTY: Tree = {};

export function treeAt(value: unknown, ...path: readonly string[]): Tree {
  const found = at(value, ...path);
  return isObject(found) ? found : EMPTY;
}

export function treesAt(value: unknown, ...path: readonly string[]): readonly Tree[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found.filter(isObject) : [];
}

/** A text; '' where there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
}

export const isTrueAt = (value: unknown, ...path: readonly string[]): boolean => at(value, ...path) === true;

/** Texts by name, as labels and annotations are. */
export function textsAt(value: unknown, ...path: readonly string[]): Readonly<Record<string, string>> {
  const tree = treeAt(value, ...path);
  const known = texts.get(tree);
  if (known) return known;
  const entries = Object.entries(tree).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const found = Object.fromEntries(entries);
  texts.set(tree, found);
  return found;
}

/** Annotations are asked for again and again; trees never change. */
const texts = new WeakMap<Tree, Readonly<Record<string, string>>>();

/** The same value with another one at a path, whose steps are objects. */
export function withAt(value: unknown, path: readonly string[], replacement: unknown): Tree {
  const [key, ...rest] = path;
  const tree = isObject(value) ? value : EMPTY;
  if (key === undefined) return tree;
  return { ...tree, [key]: rest.length === 0 ? replacement : withAt(tree[key], rest, replacement) };
}

/** Without a key. */
export function without(tree: Tree, key: string): Tree {
  if (!Object.hasOwn(tree, key)) return tree;
  const { [key]: _, ...rest } = tree;
  return rest;
}

/** Containers that run besides the proxy's own. */
export const containersOf = (pod: unknown): readonly Tree[] => treesAt(pod, 'spec', 'containers');
export const initContainersOf = (pod: unknown): readonly Tree[] => treesAt(pod, 'spec', 'initContainers');
export const annotationsOf = (pod: unknown): Readonly<Record<string, string>> =>
  textsAt(pod, 'metadata', 'annotations');
export const labelsOf = (pod: unknown): Readonly<Record<string, string>> => textsAt(pod, 'metadata', 'labels');
export const nameOf = (item: Tree): string => textAt(item, 'name');

export const PROXY = 'istio-proxy';
export const INIT = 'istio-init';
export const VALIDATION = 'istio-validation';

/** The proxy's container, wherever it runs. */
export function findProxy(pod: unknown): Tree | undefined {
  const isProxy = (container: Tree) => nameOf(container) === PROXY;
  return containersOf(pod).find(isProxy) ?? initContainersOf(pod).find(isProxy);
}

/** The pod with its proxy's container replaced. */
export function replaceProxy(pod: Tree, change: (proxy: Tree) => Tree): Tree {
  for (const list of ['containers', 'initContainers']) {
    const containers = treesAt(pod, 'spec', list);
    if (!containers.some((container) => nameOf(container) === PROXY)) continue;
    return withAt(
      pod,
      ['spec', list],
      containers.map((c) => (nameOf(c) === PROXY ? change(c) : c)),
    );
  }
  return pod;
}

/** The proxy with one more environment variable. */
export function addProxyEnv(pod: Tree, name: string, value: string): Tree {
  return replaceProxy(pod, (proxy) => ({ ...proxy, env: [...treesAt(proxy, 'env'), { name, value }] }));
}

import { isObject } from '../model/decode.js';
import { textOf } from '../model/text.js';
import { nameOf, textsAt, treeAt, treesAt } from './tree.js';
import type { Tree } from './types.js';

/** A pod taken apart: each part by its place, as `containers.istio-proxy.env.TRUST_DOMAIN`. */
export type Parts = ReadonlyMap<string, unknown>;

/** Lists whose items are parts of their own, and what tells the items apart. */
const KEYS: Readonly<Record<string, string>> = {
  env: 'name',
  volumeMounts: 'mountPath',
  ports: 'containerPort',
  volumes: 'name',
  imagePullSecrets: 'name',
};

/** Takes a pod apart, finely enough that one setting is the cause of one part. */
export function partsOf(pod: Tree): Parts {
  const out = new Map<string, unknown>();
  for (const kind of ['labels', 'annotations']) {
    for (const [key, value] of Object.entries(textsAt(pod, 'metadata', kind))) out.set(`${kind}.${key}`, value);
  }
  for (const [key, value] of Object.entries(treeAt(pod, 'spec'))) {
    if (key === 'containers' || key === 'initContainers') {
      for (const container of treesAt(pod, 'spec', key)) addContainer(out, `${key}.${nameOf(container)}`, container);
    } else addField(out, key, key, value);
  }
  return out;
}

function addContainer(out: Map<string, unknown>, place: string, container: Tree): void {
  for (const [key, value] of Object.entries(container)) {
    if (key === 'name') continue;
    if (key === 'args' && Array.isArray(value))
      for (const [flag, text] of flagsOf(value)) out.set(`${place}.args ${flag}`, text);
    else addField(out, `${place}.${key}`, key, value);
  }
}

function addField(out: Map<string, unknown>, place: string, key: string, value: unknown): void {
  const itemKey = KEYS[key];
  if (itemKey === undefined || !Array.isArray(value)) {
    if (!isObject(value) || Object.keys(value).length > 0) out.set(place, value);
    return;
  }
  for (const item of value.filter(isObject)) out.set(`${place}.${textOf(item[itemKey])}`, withoutKey(item, itemKey));
}

/** What an item says besides its key: a variable's value, a mount's volume. */
function withoutKey(item: Tree, key: string): unknown {
  const { [key]: _, ...rest } = item;
  const values = Object.values(rest);
  return values.length === 1 ? values[0] : rest;
}

/** Arguments by their flags: `-p 15001`, `--domain x`, `--level=x`; words before any flag go by themselves. */
function flagsOf(args: readonly unknown[]): readonly (readonly [string, string])[] {
  const out: [string, string][] = [];
  let open: [string, string] | undefined;
  for (const arg of args.map(String)) {
    if (arg.startsWith('-')) {
      const equals = arg.indexOf('=');
      open = equals < 0 ? [arg, ''] : [arg.slice(0, equals), arg.slice(equals + 1)];
      out.push(open);
      if (equals >= 0) open = undefined;
    } else if (open) {
      open[1] = arg;
      open = undefined;
    } else out.push([arg, '']);
  }
  return out;
}

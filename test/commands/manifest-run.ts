import type { KubeObject } from '../../src/install/types.js';
import { textAt, textsAt, treeAt } from '../../src/install/values/tree.js';
import { isObject } from '../../src/model/decode.js';
import { parseDocument } from '../../src/sources/yaml-values.js';
import { runCommand } from './command-run.js';

/** What the profile `ambient` of Istio sets. */
export const AMBIENT = {
  components: {
    cni: { enabled: true },
    ztunnel: { enabled: true },
    ingressGateways: [{ name: 'istio-ingressgateway', enabled: false }],
  },
  values: { profile: 'ambient' },
};

/** Runs `manifest generate`, with a spec on stdin if one is given. @throws what it says when it fails. */
export async function manifestOf(words: readonly string[], stdin = ''): Promise<KubeObject[]> {
  const { exit, out, err } = await runCommand(['manifest', 'generate', ...words], stdin);
  if (exit !== 0) throw new Error(err);
  return documents(out);
}

/** The objects that some settings give. */
export function generate(...sets: readonly string[]): Promise<KubeObject[]> {
  return manifestOf(sets.flatMap((set) => ['--set', set]));
}

/** The objects that the spec of an IstioOperator gives, written as JSON. */
export function generateSpec(spec: unknown, ...sets: readonly string[]): Promise<KubeObject[]> {
  const file = JSON.stringify({ apiVersion: 'install.istio.io/v1alpha1', kind: 'IstioOperator', spec });
  return manifestOf(['-f', '-', ...sets.flatMap((set) => ['--set', set])], file);
}

function documents(text: string): KubeObject[] {
  return text
    .split(/^---$/m)
    .filter((part) => part.trim() !== '')
    .map((part) => asObject(parseDocument(part)));
}

function asObject(value: unknown): KubeObject {
  if (!isObject(value)) throw new Error('a document is no object');
  const namespace = textAt(value, 'metadata', 'namespace');
  const metadata = {
    ...treeAt(value, 'metadata'),
    name: textAt(value, 'metadata', 'name'),
    ...(namespace && { namespace }),
    labels: textsAt(value, 'metadata', 'labels'),
    annotations: textsAt(value, 'metadata', 'annotations'),
  };
  return { ...value, apiVersion: textAt(value, 'apiVersion'), kind: textAt(value, 'kind'), metadata };
}

export function object(objects: readonly KubeObject[], kind: string, name: string): KubeObject | undefined {
  return objects.find((o) => o.kind === kind && o.metadata.name === name);
}

/** @throws Error when it is not there. */
export function one(objects: readonly KubeObject[], kind: string, name: string): KubeObject {
  const found = object(objects, kind, name);
  if (!found) throw new Error(`there is no ${kind} ${name} among ${names(objects).join(', ')}`);
  return found;
}

export const names = (objects: readonly KubeObject[]): string[] =>
  objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);

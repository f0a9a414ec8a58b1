import { isObject } from '../../model/decode.js';
import { UserError } from '../../model/errors.js';
import { suggest } from '../../model/suggest.js';
import type { SchemaNode } from '../../schema/node.js';
import { load as loadProfiles } from '../generated/profiles.js';
import { load as loadValues } from '../generated/values.js';
import type { Component, ComponentName, InstallPlan, Tree } from '../types.js';
import { COMPONENTS } from '../types.js';
import { coerce, schemaAt } from './coerce.js';
import { overlay } from './merge.js';
import { assign, parseSet } from './set.js';
import { at, isTrue, textAt, textsAt, treeAt } from './tree.js';

/** What a user asked for. */
export interface InstallInput {
  /** Specs of IstioOperator files, laid over each other in order. */
  readonly specs: readonly Tree[];
  /** Texts of `--set`. */
  readonly sets: readonly string[];
  readonly profile?: string;
  readonly revision?: string;
  readonly hub?: string;
  readonly tag?: string;
  readonly namespace?: string;
  /** Schema of IstioOperator, by which values are read. */
  readonly schema: SchemaNode;
}

const NOT_YET = ['ambient', 'remote', 'openshift', 'openshift-ambient', 'preview', 'stable'];

/** Names of the profiles, `default` first. */
export function profileNames(): readonly string[] {
  const names = Object.keys(loadProfiles());
  return ['default', ...names.filter((name) => name !== 'default')];
}

/**
 * A profile as a whole: the default one with it laid over.
 * @throws UserError (usage) for a name that is none.
 */
export function profileSpec(name: string): Tree {
  const profiles = loadProfiles();
  const known = Object.keys(profiles).join(', ');
  if (NOT_YET.includes(name))
    throw new UserError('usage', `profile ${name} is not supported yet`, `profiles: ${known}`);
  if (!Object.hasOwn(profiles, name)) {
    const near = suggest(name, Object.keys(profiles));
    throw new UserError('usage', `there is no profile ${name}`, near ? `did you mean ${near}?` : `profiles: ${known}`);
  }
  const base = treeAt(profiles, 'default');
  return name === 'default' ? base : overlay(base, treeAt(profiles, name));
}

/** The spec that profile, files, `--set` and flags give together, each over the one before. */
export function mergeSpec(input: InstallInput): Tree {
  const written = input.specs.reduce<Tree>((below, spec) => overlay(below, spec), {});
  const assignments = input.sets.flatMap(parseSet);
  const set = assignments.findLast(({ path }) => path.length === 1 && path[0] === 'profile')?.value;
  const profile =
    input.profile ?? (typeof set === 'string' ? set : undefined) ?? (textAt(written, 'profile') || 'default');
  let spec = overlay(profileSpec(profile), written);
  for (const assignment of assignments) {
    const node = schemaAt(input.schema, ['spec', ...assignment.path]);
    spec = assign(spec, assignment.path, coerce(assignment, node), assignment.written);
  }
  const { revision, hub, tag, namespace } = input;
  return {
    ...spec,
    profile,
    ...(revision !== undefined && { revision }),
    ...(hub !== undefined && { hub }),
    ...(tag !== undefined && { tag }),
    ...(namespace !== undefined && { namespace }),
  };
}

/** The plan of a merged spec: which components, where, and the values of all of them. */
export function buildPlan(spec: Tree): InstallPlan {
  const userValues = valuesOf(spec);
  const namespace = textAt(spec, 'namespace') || textAt(userValues, 'global', 'istioNamespace') || 'istio-system';
  const revision = textAt(spec, 'revision') || textAt(userValues, 'revision');
  const hub = textAt(userValues, 'global', 'hub') || textAt(spec, 'hub');
  const tag = textAt(userValues, 'global', 'tag') || textAt(spec, 'tag');
  const basis = [loadValues()['defaults'], { gateways: loadValues()['gateways'] }, compatibility(spec), userValues];
  const merged = basis.reduce<Tree>((below, tree) => overlay(below, isObject(tree) ? tree : {}), {});
  return {
    profile: textAt(spec, 'profile'),
    namespace,
    revision: revision === 'default' ? '' : revision,
    hub,
    tag,
    components: componentsOf(spec, namespace),
    values: overlay(merged, { revision, global: { istioNamespace: namespace, hub, tag } }),
    userValues,
    spec,
  };
}

/** `meshConfig` of the spec is another way to write `values.meshConfig`; `unvalidatedValues` are values nobody checks. */
function valuesOf(spec: Tree): Tree {
  const values = overlay(treeAt(spec, 'values'), treeAt(spec, 'unvalidatedValues'));
  return at(spec, 'meshConfig') === undefined ? values : overlay(values, { meshConfig: treeAt(spec, 'meshConfig') });
}

/**
 * Values under which this version behaves as an older one: those of that version and of all between.
 * @throws UserError (usage) for a version that is none.
 */
function compatibility(spec: Tree): Tree {
  const version = textAt(spec, 'compatibilityVersion') || textAt(spec, 'values', 'compatibilityVersion');
  if (version === '') return {};
  const known = treeAt(loadValues(), 'compatibility');
  if (!Object.hasOwn(known, version)) {
    throw new UserError(
      'usage',
      `compatibilityVersion ${version} is not known`,
      `versions: ${Object.keys(known).join(', ')}`,
    );
  }
  const minor = (text: string) => Number(text.split('.')[1]);
  return Object.keys(known)
    .filter((name) => minor(name) >= minor(version))
    .reduce<Tree>((below, name) => overlay(below, treeAt(known, name)), {});
}

function componentsOf(spec: Tree, namespace: string): readonly Component[] {
  return COMPONENTS.flatMap((kind): Component[] => {
    const written = at(spec, 'components', kind);
    if (Array.isArray(written)) return written.flatMap((entry) => component(kind, entry, namespace));
    // Values may switch the node agent on as well, for it is useless to one half alone.
    const byValues = kind === 'cni' && isTrue(spec, 'values', 'cni', 'enabled');
    return component(kind, byValues ? { ...treeAt(written), enabled: true } : written, namespace);
  });
}

function component(kind: ComponentName, entry: unknown, namespace: string): Component[] {
  if (!isTrue(entry, 'enabled')) return [];
  const name = textAt(entry, 'name') || DEFAULT_NAME[kind];
  return [
    {
      kind,
      name,
      namespace: textAt(entry, 'namespace') || namespace,
      label: textsAt(entry, 'label'),
      k8s: treeAt(entry, 'k8s'),
    },
  ];
}

const DEFAULT_NAME: Readonly<Record<ComponentName, string>> = {
  base: 'base',
  pilot: 'pilot',
  cni: 'cni',
  ingressGateways: 'istio-ingressgateway',
  egressGateways: 'istio-egressgateway',
};

/** Namespaces that objects of a plan stand in. */
export function namespacesOf(plan: InstallPlan): readonly string[] {
  return [...new Set([plan.namespace, ...plan.components.map((c) => c.namespace)])];
}

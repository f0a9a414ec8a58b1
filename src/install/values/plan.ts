import { UserError } from '../../model/errors.js';
import { suggest } from '../../model/suggest.js';
import type { SchemaNode } from '../../schema/node.js';
import { load as loadProfiles } from '../generated/profiles.js';
import type { InstallPlan, Tree } from '../types.js';
import { coerce, schemaAt } from './coerce.js';
import { componentsOf, valuesOfComponents } from './components.js';
import { lay, overlay } from './merge.js';
import { presetValues } from './presets.js';
import { assign, parseSet } from './set.js';
import { at, textAt, treeAt } from './tree.js';

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

/** Profiles of Istio whose installation nobody has tried on a cluster with this tool: their values and components can be set, one by one. */
const NOT_YET = ['ambient', 'openshift', 'openshift-ambient', 'remote'];

/** Names of the profiles, `default` first. */
export function profileNames(): readonly string[] {
  const names = Object.keys(loadProfiles());
  return ['default', ...names.filter((name) => name !== 'default')];
}

/**
 * A profile as a whole: the default one with it laid over.
 * @throws UserError (usage) for a name that is none, and for a profile that is not supported yet.
 */
export function profileSpec(name: string): Tree {
  const profiles = loadProfiles();
  const known = Object.keys(profiles).join(', ');
  if (NOT_YET.includes(name)) {
    throw new UserError('usage', `profile ${name} is not supported yet`, `profiles: ${known}`);
  }
  if (!Object.hasOwn(profiles, name)) {
    const near = suggest(name, Object.keys(profiles));
    throw new UserError('usage', `there is no profile ${name}`, near ? `did you mean ${near}?` : `profiles: ${known}`);
  }
  const base = treeAt(profiles, 'default');
  return name === 'default' ? base : lay(base, treeAt(profiles, name));
}

/** The spec that profile, files, `--set` and flags give together, each over the one before. */
export function mergeSpec(input: InstallInput): Tree {
  let user = input.specs.reduce<Tree>(lay, {});
  for (const assignment of input.sets.flatMap(parseSet)) {
    const node = schemaAt(input.schema, ['spec', ...assignment.path]);
    user = assign(user, assignment.path, coerce(assignment, node), assignment.written);
  }
  const profile = input.profile ?? (textAt(user, 'profile') || 'default');
  const { revision, hub, tag, namespace } = input;
  return {
    ...lay(profileSpec(profile), user),
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
  const revision = textAt(userValues, 'revision') || textAt(spec, 'revision');
  const hub = textAt(userValues, 'global', 'hub') || textAt(spec, 'hub');
  const tag = textAt(userValues, 'global', 'tag') || textAt(spec, 'tag');
  const components = componentsOf(spec, namespace);
  const layers = [valuesOfComponents(spec, components), userValues];
  const merged = layers.reduce<Tree>(overlay, presetValues(spec, userValues));
  return {
    profile: textAt(spec, 'profile'),
    namespace,
    revision: revision === 'default' ? '' : revision,
    hub,
    tag,
    components,
    values: overlay(merged, { revision, global: { istioNamespace: namespace, hub, tag } }),
    userValues,
    spec,
  };
}

/** `meshConfig` of the spec is another way to write `values.meshConfig`; `unvalidatedValues` are values nobody checks. */
function valuesOf(spec: Tree): Tree {
  const values = lay(treeAt(spec, 'values'), treeAt(spec, 'unvalidatedValues'));
  return at(spec, 'meshConfig') === undefined ? values : lay({ meshConfig: treeAt(spec, 'meshConfig') }, values);
}

/** Namespaces that objects of a plan stand in. */
export function namespacesOf(plan: InstallPlan): readonly string[] {
  return [...new Set([plan.namespace, ...plan.components.map((c) => c.namespace)])];
}

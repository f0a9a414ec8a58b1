import type { EnvoyPatch } from '../mesh/envoy-filters.js';
import type { Mesh, MeshProxy, Provenance } from '../mesh/types.js';
import { translateProxy } from '../translate/index.js';
import { buildSharedState, type SharedState } from '../translate/translation.js';
import { checkTranslated, type Finding } from '../xds/check/index.js';

/** So many patches are tried one by one. */
const TRIED = 30;

/** Finds the YAML that caused a finding. */
export type Blame = (proxy: MeshProxy, finding: Finding, shared: SharedState) => Provenance | undefined;

/**
 * Blames the maker of the innermost object around a finding. On a proxy with EnvoyFilters, which change what others made, it is the
 * patch without which the finding isn't there; if it is there without all of them, the maker in a translation without.
 */
export function buildBlame(mesh: Mesh): Blame {
  const known = new Map<string, Provenance | undefined>();
  return (proxy, finding, shared) => {
    const patches = mesh.envoyFilters.isEmpty ? [] : mesh.envoyFilters.find(proxy);
    if (patches.length === 0) return makerOf(finding, shared);
    const key = `${patches.map(nameOf).join()} ${finding.code} ${finding.resource.type} ${finding.resource.name}`;
    if (!known.has(key)) known.set(key, patchAtFault(mesh, proxy, finding, patches));
    return known.get(key) ?? makerOf(finding, shared);
  };
}

function nameOf({ from }: EnvoyPatch): string {
  const { namespace, name } = from.resource.metadata;
  return `${namespace}/${name}/${from.path.join('.')}`;
}

function patchAtFault(
  mesh: Mesh,
  proxy: MeshProxy,
  finding: Finding,
  patches: readonly EnvoyPatch[],
): Provenance | undefined {
  const plain = findAgain(mesh, proxy, finding, []);
  if (plain) return plain.maker;
  for (const patch of patches.slice(0, TRIED)) {
    const others = patches.filter((other) => other !== patch);
    if (!findAgain(mesh, proxy, finding, others)) return patch.from;
  }
  // No single one: each of several does it.
  return patches.at(-1)?.from;
}

/** The same finding with other patches. */
function findAgain(
  mesh: Mesh,
  proxy: MeshProxy,
  finding: Finding,
  patches: readonly EnvoyPatch[],
): { readonly maker: Provenance | undefined } | undefined {
  const envoyFilters = { isEmpty: patches.length === 0, find: () => patches };
  const shared = buildSharedState();
  const found = checkTranslated(translateProxy({ ...mesh, envoyFilters }, proxy, shared)).find(
    ({ code, resource }) =>
      code === finding.code && resource.type === finding.resource.type && resource.name === finding.resource.name,
  );
  return found && { maker: makerOf(found, shared) };
}

/** The innermost object around the finding whose maker is known. */
function makerOf({ objects }: Finding, { provenance }: SharedState): Provenance | undefined {
  for (const object of [...objects].reverse()) {
    const from = provenance.get(object)?.at(-1);
    if (from) return from;
  }
  return undefined;
}

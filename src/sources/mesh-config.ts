import type { DecodeProblem } from '../model/decode.js';
import { UserError } from '../model/errors.js';
import { formatPath } from '../model/resource.js';
import type { Store } from '../model/store.js';
import { readText } from './files.js';
import { parseDocument, YamlError } from './yaml-values.js';

/**
 * The value of a MeshConfig text.
 * @throws UserError naming where the text came from when it is no YAML.
 */
export function parseMeshConfig(text: string, name: string): unknown {
  try {
    return parseDocument(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new UserError('data', `${name}:${error.line}:${error.column}: not readable as YAML: ${error.message}`);
  }
}

/** Wrong values in a MeshConfig are an error: what would be computed from the rest is not the user's mesh. */
export function rejectMeshConfigProblems(problems: readonly DecodeProblem[], name: string): void {
  const lines = problems.map((p) => `${name}: ${formatPath(p.path)}: ${p.expected} was expected, found ${p.found}`);
  if (lines.length > 0) throw new UserError('data', lines.join('\n'));
}

/** Where a MeshConfig is looked for. */
export interface MeshConfigPlace {
  /** A file, instead of the ConfigMap. */
  readonly file?: string;
  /** Namespace of the control plane; istio-system by default. */
  readonly istioNamespace?: string;
  readonly revision?: string;
}

/** A MeshConfig as a value, and how messages call where it was found. */
export interface FoundMeshConfig {
  readonly value: unknown;
  readonly name: string;
}

/**
 * The MeshConfig of a file, or of key `mesh` in ConfigMap `istio` (`istio-REVISION`); undefined where there is none.
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/
 */
export async function findMeshConfig(store: Store, place: MeshConfigPlace): Promise<FoundMeshConfig | undefined> {
  if (place.file !== undefined) {
    return { value: parseMeshConfig(await readText(place.file), place.file), name: place.file };
  }
  const { revision, istioNamespace = 'istio-system' } = place;
  const wanted = revision && revision !== 'default' ? `istio-${revision}` : 'istio';
  const configMap = store
    .list('ConfigMap')
    .find((c) => c.metadata.name === wanted && c.metadata.namespace === istioNamespace);
  const text = configMap?.body.data?.['mesh'];
  if (!configMap || text === undefined) return undefined;
  const name = `${configMap.origin.source.name}: ConfigMap ${wanted}.${istioNamespace} data.mesh`;
  return { value: parseMeshConfig(text, name), name };
}

/** Reads the YAML of an annotation; text that is no YAML counts as absent. */
export function parseAnnotation(text: string): unknown {
  try {
    return parseDocument(text);
  } catch (error) {
    if (error instanceof YamlError) return text;
    throw error;
  }
}

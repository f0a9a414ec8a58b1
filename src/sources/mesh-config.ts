import type { DecodeProblem } from '../model/decode.js';
import { UserError } from '../model/errors.js';
import type { Resource } from '../model/resource.js';
import { formatPath } from '../model/resource.js';
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

/** Name of the ConfigMap that holds the mesh configuration of a revision. */
export function meshConfigMapName(revision: string | undefined): string {
  return revision && revision !== 'default' ? `istio-${revision}` : 'istio';
}

/** How messages call the `mesh` key of a ConfigMap. */
export function meshConfigName(configMap: Resource): string {
  const { namespace, name } = configMap.metadata;
  return `${configMap.origin.source.name}: ConfigMap ${name}.${namespace} data.mesh`;
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

import type { Violation } from '../analyze/types.js';
import { checkMeshConfig } from '../analyze/validation/mesh-config.js';
import { checkMeshNetworks } from '../analyze/validation/mesh-networks.js';
import { decodeMeshConfig, type MeshConfig } from '../mesh/mesh-config.js';
import type { DecodeProblem } from '../model/decode.js';
import { UserError } from '../model/errors.js';
import { formatPath, type Origin, type Resource } from '../model/resource.js';
import type { Store } from '../model/store.js';
import { readText } from '../sources/files.js';
import { parseMeshConfig } from '../sources/mesh-config.js';
import type { AnalyzeOptions } from './analyze-options.js';

/** The configuration of the control plane, decoded and as it was written. */
export interface Configs {
  readonly config: MeshConfig;
  readonly rawConfig?: unknown;
  readonly configResource?: Resource;
  readonly rawNetworks?: unknown;
  readonly networksResource?: Resource;
  /** What is wrong with it. */
  readonly notes: readonly string[];
}

interface Found {
  readonly value: unknown;
  readonly resource: Resource;
}

/**
 * Reads MeshConfig (a file, or key `mesh` of the control plane's ConfigMap) and MeshNetworks (key `meshNetworks`). One that istiod
 * would refuse has no effect: as in istioctl, the analysis goes on with the defaults.
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/
 */
export async function readConfigs(store: Store, options: AnalyzeOptions): Promise<Configs> {
  const notes: string[] = [];
  const found = await findConfig(store, options, notes);
  const networks = fromConfigMap(store, options, 'meshNetworks', notes);
  const { config, problems } = decodeMeshConfig(found?.value);
  const refused = found ? [...problems.map(describeProblem), ...errorsOf(checkMeshConfig(found.value, config))] : [];
  const refusedNetworks = networks ? errorsOf(checkMeshNetworks(networks.value)) : [];
  if (found) notes.push(...refused.map((text) => describeRefusal(found, text)));
  if (networks) notes.push(...refusedNetworks.map((text) => describeRefusal(networks, text)));
  const isTaken = found !== undefined && refused.length === 0;
  return {
    config: isTaken || !found ? config : decodeMeshConfig(undefined).config,
    ...(isTaken && { rawConfig: found.value, configResource: found.resource }),
    ...(networks &&
      refusedNetworks.length === 0 && { rawNetworks: networks.value, networksResource: networks.resource }),
    notes,
  };
}

function describeProblem({ path, expected, found }: DecodeProblem): string {
  return `${formatPath(path)}: ${expected} was expected, found ${found}`;
}

function errorsOf(violations: readonly Violation[]): readonly string[] {
  return violations.flatMap(({ severity, path, text }) =>
    severity === 'error' ? [`${formatPath(path)}: ${text}`] : [],
  );
}

function describeRefusal({ resource }: Found, text: string): string {
  return `${resource.origin.source.name}: ${resource.kind} ${text}; istiod refuses it, and the defaults are taken`;
}

async function findConfig(store: Store, options: AnalyzeOptions, notes: string[]): Promise<Found | undefined> {
  const { meshConfigFile: file } = options;
  if (file === undefined) return fromConfigMap(store, options, 'mesh', notes);
  try {
    const text = await readText(file);
    const origin: Origin = { source: { name: file, text }, start: 0, end: text.length, line: 1 };
    return { value: parseMeshConfig(text, file), resource: configResource('MeshConfig', 'meshconfig', origin) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    notes.push(`${error.message}; the defaults are taken`);
    return undefined;
  }
}

const KIND = { mesh: 'MeshConfig', meshNetworks: 'MeshNetworks' } as const;

function fromConfigMap(
  store: Store,
  { revision, cluster }: AnalyzeOptions,
  key: keyof typeof KIND,
  notes: string[],
): Found | undefined {
  const name = revision === 'default' ? 'istio' : `istio-${revision}`;
  const configMap = store
    .list('ConfigMap')
    .find((c) => c.metadata.name === name && c.metadata.namespace === cluster.istioNamespace);
  const text = configMap?.body.data?.[key];
  if (!configMap || text === undefined) return undefined;
  const origin = { ...configMap.origin, within: [...(configMap.origin.within ?? []), 'data', key] };
  const place = `${origin.source.name}: ConfigMap ${name}.${cluster.istioNamespace} data.${key}`;
  try {
    return {
      value: parseMeshConfig(text, place),
      resource: configResource(KIND[key], KIND[key].toLowerCase(), origin),
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    notes.push(error.message);
    return undefined;
  }
}

/** The name by which istioctl's findings call a configuration that is no object of its own. */
function configResource(kind: string, name: string, origin: Origin): Resource {
  return {
    apiVersion: '',
    kind,
    metadata: { name, namespace: 'istio-system', labels: {}, annotations: {}, ownerReferences: [] },
    body: undefined,
    origin,
  };
}

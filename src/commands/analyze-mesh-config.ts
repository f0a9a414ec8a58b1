import { decodeMeshConfig, type MeshConfig } from '../mesh/mesh-config.js';
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
  /** What is wrong with it. The analysis goes on with what makes sense. */
  readonly notes: readonly string[];
}

interface Found {
  readonly value: unknown;
  readonly resource: Resource;
}

/**
 * Reads MeshConfig (a file, or key `mesh` of the control plane's ConfigMap) and MeshNetworks (key `meshNetworks`).
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/
 */
export async function readConfigs(store: Store, options: AnalyzeOptions): Promise<Configs> {
  const notes: string[] = [];
  const found = await findConfig(store, options, notes);
  const networks = fromConfigMap(store, options, 'meshNetworks', notes);
  const { config, problems } = decodeMeshConfig(found?.value);
  for (const p of problems) {
    const place = found?.resource.origin.source.name ?? 'MeshConfig';
    notes.push(`${place}: MeshConfig ${formatPath(p.path)}: ${p.expected} was expected, found ${p.found}`);
  }
  return {
    config,
    ...(found && { rawConfig: found.value, configResource: found.resource }),
    ...(networks && { rawNetworks: networks.value, networksResource: networks.resource }),
    notes,
  };
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

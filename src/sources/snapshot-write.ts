import type { KubeClient } from '../kube/client.js';
import { isObject } from '../model/decode.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { UserError } from '../model/errors.js';
import { KINDS, NOT_TRANSLATED } from '../model/kinds/index.js';
import { textOf } from '../model/text.js';
import { readCluster } from './cluster.js';
import { swapIn } from './write-file.js';

/** An object as it is written down. */
export type SnapshotObject = Readonly<Record<string, unknown>>;

export interface SnapshotContent {
  /** By kind, then in the order in which the API server lists them. */
  readonly objects: readonly SnapshotObject[];
  /** What the user may not see. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Everything that commands read of a cluster, as `--snapshot` takes it: without values of Secrets (their certificates, which are
 * public, stay), of ConfigMaps outside the control plane's namespace, and of variables of applications. With `namespace`, of
 * namespaced objects only those of that one and of the control plane's.
 * @throws UserError when the cluster can't be read.
 */
export async function takeSnapshot(
  client: KubeClient,
  { istioNamespace, namespace }: { readonly istioNamespace: string; readonly namespace?: string },
): Promise<SnapshotContent> {
  const objects: SnapshotObject[] = [];
  const wanted = namespace === undefined ? undefined : new Set([namespace, istioNamespace]);
  const { diagnostics } = await readCluster(client, { istioNamespace, forAnalysis: true }, (object) => {
    const place = namespaceOf(object);
    if (wanted === undefined || place === undefined || wanted.has(place)) objects.push(redact(object));
  });
  const order = new Map([...Object.values(KINDS), ...NOT_TRANSLATED].map((k, i) => [`${k.group}/${k.kind}`, i]));
  const rank = ({ apiVersion, kind }: SnapshotObject) =>
    order.get(`${textOf(apiVersion).replace(/\/?[^/]*$/, '')}/${textOf(kind)}`) ?? order.size;
  const hidden = diagnostics.filter(({ code }) => code !== 'kind-not-translated');
  return { objects: objects.sort((a, b) => rank(a) - rank(b)), diagnostics: hidden };
}

function namespaceOf({ metadata }: SnapshotObject): string | undefined {
  const namespace = isObject(metadata) ? metadata['namespace'] : undefined;
  return typeof namespace === 'string' && namespace !== '' ? namespace : undefined;
}

/** Bookkeeping of the server that says nothing to anybody else. */
const BOOKKEEPING: ReadonlySet<string> = new Set(['uid', 'resourceVersion', 'generation', 'selfLink']);
/** Containers of Istio: their variables say how the mesh is set up. */
const OWN_CONTAINERS: ReadonlySet<string> = new Set(['istio-proxy', 'istio-init', 'istio-validation', 'discovery']);

/** An object without bookkeeping, and without what containers are told in variables, which may be passwords. */
export function redact({ apiVersion, kind, metadata, ...rest }: SnapshotObject): SnapshotObject {
  const kept = Object.entries(isObject(metadata) ? metadata : {}).filter(([key]) => !BOOKKEEPING.has(key));
  const spec = isObject(rest['spec']) ? { spec: withoutVariables(rest['spec']) } : {};
  return { apiVersion, kind, metadata: Object.fromEntries(kept), ...rest, ...spec };
}

/** The spec of a pod, or of what has one in a template. */
function withoutVariables(spec: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(spec).map(([key, value]) => {
      if ((key === 'containers' || key === 'initContainers') && Array.isArray(value)) return [key, value.map(silence)];
      if ((key !== 'template' && key !== 'jobTemplate') || !isObject(value)) return [key, value];
      const { spec: inner } = value;
      return [key, isObject(inner) ? { ...value, spec: withoutVariables(inner) } : value];
    }),
  );
}

function silence(container: unknown): unknown {
  if (!isObject(container) || !Array.isArray(container['env'])) return container;
  if (OWN_CONTAINERS.has(textOf(container['name']))) return container;
  const env = container['env'].map((one: unknown) =>
    isObject(one) && typeof one['value'] === 'string' && one['value'] !== '' ? { ...one, value: 'redacted' } : one,
  );
  return { ...container, env };
}

/**
 * Writes a file that only its owner may read, at once: whoever reads it sees the old one or the new one.
 * @throws UserError `failed` when it can't be written.
 */
export async function writePrivateFile(path: string, chunks: Iterable<string>): Promise<void> {
  try {
    await swapIn(path, chunks, 0o600);
  } catch (error) {
    throw new UserError('failed', `${path}: not written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

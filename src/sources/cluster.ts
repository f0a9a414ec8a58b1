import type { KubeClient } from '../kube/client.js';
import type { ServedKind } from '../kube/discovery.js';
import { firstCertificate } from '../model/certificate.js';
import { isObject } from '../model/decode.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { KINDS, type KindName, NOT_TRANSLATED, ONLY_ANALYZED } from '../model/kinds/index.js';
import { CERTIFICATE_KEYS } from '../model/kinds/secret.js';
import type { Origin, Resource } from '../model/resource.js';
import { type Loaded, type LoadProblem, loadObject, notTranslated } from './load.js';
import { loadSnapshot } from './snapshot-file.js';

/** Which cluster to read; see cli/cluster-options.ts for the flags. */
export interface ClusterSource {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly istioNamespace?: string;
  /** Read this file instead; no API server is asked. */
  readonly snapshot?: string;
  /** Read what only an analysis looks at as well (`ONLY_ANALYZED`), and keep values as they are written. */
  readonly forAnalysis?: boolean;
  /** Read these kinds alone, and keep values as they are written. A snapshot gives all that it has. */
  readonly kinds?: readonly KindName[];
}

const REQUESTS_AT_ONCE = 4;

/** Objects of a cluster have no text: a position in them is the word `cluster`, and the resource's name says which. */
const ORIGIN: Origin = { source: { name: 'cluster', text: '' }, start: 0, end: 0, line: 1 };

/**
 * Reads everything that configures a mesh from a cluster, of all namespaces. Kinds that the server doesn't have are
 * skipped; kinds that the user may not list give one diagnostic each (`cluster-kind-forbidden`, or `cluster-kind-partial`
 * where the chosen namespace and the control plane's could still be read). Of Secrets only type and keys are taken, and
 * of ConfigMaps outside the control plane's namespace only their metadata.
 * `stdin` is read for the snapshot `-`.
 * @throws UserError `failed` when the cluster can't be asked, `data` when the snapshot can't be read.
 */
export async function loadCluster(source: ClusterSource, stdin?: () => Promise<string>): Promise<Loaded> {
  const keepRaw = keepsRaw(source);
  if (source.snapshot) return loadSnapshot(source.snapshot, { keepRaw, ...(stdin && { stdin }) });
  const { connect } = await import('../kube/client.js');
  const client = await connect(source);
  try {
    return await readCluster(client, source);
  } finally {
    client.close();
  }
}

/**
 * The same over a connection that is open. `onObject` is handed every object as it is taken: complete, without what is secret.
 * @throws UserError `failed` when the cluster can't be asked.
 */
export async function readCluster(
  client: KubeClient,
  source: Pick<ClusterSource, 'istioNamespace' | 'forAnalysis' | 'kinds'>,
  onObject?: (object: Readonly<Record<string, unknown>>) => void,
): Promise<Loaded> {
  const [{ discover }, { mapPool }] = await Promise.all([import('../kube/discovery.js'), import('../kube/pool.js')]);
  const served = await discover(client, wantedKinds(source));
  const reading: Reading = {
    istioNamespace: source.istioNamespace || 'istio-system',
    keepRaw: keepsRaw(source),
    ...(onObject && { onObject }),
  };
  const parts = await mapPool(served, REQUESTS_AT_ONCE, (kind) => loadKind(client, kind, reading));
  const resources = parts.flatMap((part) => part.resources);
  return {
    resources,
    problems: parts.flatMap((part) => part.problems),
    diagnostics: [...parts.flatMap((part) => part.diagnostics), ...notTranslated(resources)],
  };
}

function keepsRaw({ forAnalysis, kinds }: Pick<ClusterSource, 'forAnalysis' | 'kinds'>): boolean {
  return forAnalysis === true || kinds !== undefined;
}

function wantedKinds({ forAnalysis, kinds }: Pick<ClusterSource, 'forAnalysis' | 'kinds'>) {
  if (kinds) return kinds.map((kind) => KINDS[kind]);
  const skipped: readonly string[] = forAnalysis ? [] : ONLY_ANALYZED;
  return [...Object.values(KINDS).filter((k) => !skipped.includes(k.kind)), ...NOT_TRANSLATED];
}

interface Reading {
  readonly istioNamespace: string;
  readonly keepRaw: boolean;
  readonly onObject?: (object: Readonly<Record<string, unknown>>) => void;
}

interface Part {
  readonly resources: Resource[];
  readonly problems: LoadProblem[];
  readonly diagnostics: Diagnostic[];
}

async function loadKind(client: KubeClient, kind: ServedKind, reading: Reading): Promise<Part> {
  const { ApiError } = await import('../kube/errors.js');
  const part: Part = { resources: [], problems: [], diagnostics: [] };
  try {
    await loadCollection(client, kind, `${kind.base}/${kind.entry.plural}`, reading, part);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // Its definition was deleted while the cluster was read.
    if (error.status === 404) return part;
    if (error.status !== 403) throw error;
    const namespaces = kind.entry.namespaced ? await loadReadable(client, kind, reading, part) : [];
    part.diagnostics.push(forbidden(client, kind, namespaces));
  }
  return part;
}

/** Who may not list a kind everywhere may still list it at home: the chosen namespace and the control plane's are tried. */
async function loadReadable(
  client: KubeClient,
  kind: ServedKind,
  reading: Reading,
  part: Part,
): Promise<readonly string[]> {
  const { ApiError } = await import('../kube/errors.js');
  const read: string[] = [];
  for (const namespace of new Set([client.namespace, reading.istioNamespace])) {
    const path = `${kind.base}/namespaces/${encodeURIComponent(namespace)}/${kind.entry.plural}`;
    try {
      await loadCollection(client, kind, path, reading, part);
      read.push(namespace);
    } catch (error) {
      if (!(error instanceof ApiError) || (error.status !== 403 && error.status !== 404)) throw error;
    }
  }
  return read;
}

async function loadCollection(
  client: KubeClient,
  kind: ServedKind,
  path: string,
  { istioNamespace, keepRaw, onObject }: Reading,
  part: Part,
): Promise<void> {
  const { listPages } = await import('../kube/list.js');
  // Helm keeps whole releases in Secrets, and nothing here reads them.
  const selector = kind.entry.kind === 'Secret' ? { fieldSelector: 'type!=helm.sh/release.v1' } : {};
  for await (const page of listPages(client, path, { noun: kind.entry.plural, ...selector })) {
    for (const item of page) {
      const object = trim(item, kind, istioNamespace);
      onObject?.(object);
      loadObject(object, ORIGIN, part, { keepRaw });
    }
  }
}

/** Completes an item of a list and drops what is large or secret before anything keeps it. */
function trim(item: Record<string, unknown>, kind: ServedKind, istioNamespace: string): Record<string, unknown> {
  const metadata = trimMetadata(isObject(item['metadata']) ? item['metadata'] : {});
  const whole = { ...item, metadata, apiVersion: kind.apiVersion, kind: kind.entry.kind };
  if (kind.entry.kind === 'Secret') return { ...whole, data: keysOf(item['data']), stringData: undefined };
  if (kind.entry.kind === 'CustomResourceDefinition') return { ...whole, spec: withoutSchemas(item['spec']) };
  const elsewhere = kind.entry.kind === 'ConfigMap' && metadata['namespace'] !== istioNamespace;
  return elsewhere ? { ...whole, data: undefined, binaryData: undefined } : whole;
}

/** Of a definition, its names and versions: the schemas are most of it, and nothing here reads them. */
function withoutSchemas(spec: unknown): unknown {
  if (!isObject(spec) || !Array.isArray(spec['versions'])) return spec;
  const versions = spec['versions'].filter(isObject).map(({ schema: _, ...version }) => version);
  return { ...spec, versions };
}

function trimMetadata(metadata: Record<string, unknown>): Record<string, unknown> {
  const { managedFields: _, annotations, ...rest } = metadata;
  if (!isObject(annotations)) return rest;
  // A copy of the object as it was applied: of a Secret that is its values.
  const { 'kubectl.kubernetes.io/last-applied-configuration': _copy, ...kept } = annotations;
  return { ...rest, annotations: kept };
}

/** Keys of a Secret, with the certificates among them, which are public. */
function keysOf(data: unknown): Record<string, string> {
  return isObject(data)
    ? Object.fromEntries(Object.entries(data).map(([key, value]) => [key, publicPart(key, value)]))
    : {};
}

const CERTIFICATES: ReadonlySet<string> = new Set(CERTIFICATE_KEYS.map(([certificate]) => certificate));

function publicPart(key: string, value: unknown): string {
  if (typeof value !== 'string' || !CERTIFICATES.has(key)) return '';
  const certificate = firstCertificate(Buffer.from(value, 'base64').toString('latin1'));
  return certificate === undefined ? '' : Buffer.from(certificate, 'latin1').toString('base64');
}

function forbidden(client: KubeClient, kind: ServedKind, namespaces: readonly string[]): Diagnostic {
  const { group, plural } = kind.entry;
  const args = { kind: group ? `${plural}.${group}` : plural, user: client.asker.user };
  return namespaces.length > 0
    ? { code: 'cluster-kind-partial', severity: 'warning', args: { ...args, namespaces: namespaces.join(', ') } }
    : { code: 'cluster-kind-forbidden', severity: 'warning', args };
}

import { type DecodeProblem, isObject } from '../model/decode.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { CLOSED_GROUPS, findKind, NOT_TRANSLATED } from '../model/kinds/index.js';
import type { Origin, Path, Resource, SourceText } from '../model/resource.js';
import { decodeResource } from '../model/resource-decode.js';
import { groupOf } from '../model/store.js';
import { suggest } from '../model/suggest.js';
import { testsField } from '../model/test-document.js';
import { textOf } from '../model/text.js';
import { splitDocuments } from './documents.js';
import { hasContent, isRepeatedKey, parseDocument, parseWhole, YamlError } from './yaml-values.js';

/** A document or object that could not be taken: what to say, and where. Line and column are 1-based. */
export interface LoadProblem {
  readonly origin: Origin;
  readonly path: Path;
  readonly message: string;
  readonly hint?: string;
  readonly position?: { readonly line: number; readonly column: number };
  /** `kind name.namespace` where it is known. */
  readonly resource?: string;
  /** A slip that a tolerant reader passes over: the document is read as far as it goes. */
  readonly isTolerable?: true;
}

export interface Loaded {
  readonly resources: readonly Resource[];
  readonly problems: readonly LoadProblem[];
  readonly diagnostics: readonly Diagnostic[];
}

interface Sink {
  readonly resources: Resource[];
  readonly problems: LoadProblem[];
}

export interface LoadOptions {
  /** Namespace of namespaced objects that name none. */
  readonly namespace?: string;
  /** Keep the values as they were written beside what is decoded of them. */
  readonly keepRaw?: boolean;
  /** Take the last of several equal keys, as the YAML reader of Go does where nobody asks it to be strict. */
  readonly lastKey?: boolean;
}

/** Reads every document of the sources into resources; what can't be read is a problem, and the rest goes on. */
export function loadTexts(sources: readonly SourceText[], options: LoadOptions = {}): Loaded {
  const sink: Sink = { resources: [], problems: [] };
  for (const source of sources) {
    for (const range of splitDocuments(source)) loadDocument({ source, ...range }, sink, options);
  }
  return { ...sink, diagnostics: notTranslated(sink.resources) };
}

function loadDocument(origin: Origin, sink: Sink, options: LoadOptions): void {
  const text = origin.source.text.slice(origin.start, origin.end);
  if (!hasContent(text)) return;
  try {
    loadObject(parseDocument(text), origin, sink, options);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const position = { line: origin.line + error.line - 1, column: error.column };
    if (options.lastKey && isRepeatedKey(error)) {
      sink.problems.push({
        origin,
        path: [],
        message: `${error.message}; the last counts`,
        position,
        isTolerable: true,
      });
      loadRepeated(text, origin, sink, options);
    } else sink.problems.push({ origin, path: [], message: `not readable as YAML: ${error.message}`, position });
  }
}

function loadRepeated(text: string, origin: Origin, sink: Sink, options: LoadOptions): void {
  try {
    loadObject(parseWhole(text, { lastKey: true }), origin, sink, options);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const position = { line: origin.line + error.line - 1, column: error.column };
    sink.problems.push({ origin, path: [], message: `not readable as YAML: ${error.message}`, position });
  }
}

/** Kinds of which nobody needs more than what is decoded, though a cluster has most of them. Values of a Secret stay within its decoder. */
const WITHOUT_RAW: ReadonlySet<string> = new Set(['Secret', 'Pod', 'EndpointSlice', 'ReplicaSet']);

/** Takes one object that is already a value (of a List, a document, or an API answer). */
export function loadObject(value: unknown, origin: Origin, sink: Sink, options: LoadOptions): void {
  if (value === undefined || value === null) return;
  if (!isObject(value)) {
    sink.problems.push({ origin, path: [], message: 'a Kubernetes object was expected, with apiVersion and kind' });
    return;
  }
  const { apiVersion, kind } = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    if (testsField(value) !== undefined) return;
    const missing = typeof kind !== 'string' ? 'kind' : 'apiVersion';
    const message = `${missing} is missing: this is no Kubernetes object`;
    // What names one of them is a kind of somebody else to istioctl.
    const isTolerable = typeof (apiVersion ?? kind) === 'string' && (apiVersion === undefined || kind === undefined);
    sink.problems.push({ origin, path: [missing], message, ...(isTolerable && { isTolerable }) });
    return;
  }
  if (Array.isArray(value['items']) && kind.endsWith('List')) {
    loadItems(value['items'], { apiVersion, kind }, origin, sink, options);
    return;
  }
  const known = findKind(groupOf(apiVersion), kind);
  if (!known) {
    reportUnknownKind(apiVersion, kind, value, origin, sink);
    return;
  }
  const named = nameOf(value);
  const withNamespace = options.namespace && known.namespaced ? inNamespace(value, options.namespace) : value;
  const { resource, problems } = decodeResource(withNamespace, known, origin);
  for (const problem of problems) sink.problems.push(decodeProblem(problem, origin, `${kind} ${named}`));
  const keepRaw = options.keepRaw && !WITHOUT_RAW.has(kind);
  if (resource) sink.resources.push(keepRaw ? { ...resource, raw: value } : resource);
}

function loadItems(
  items: readonly unknown[],
  list: { readonly apiVersion: string; readonly kind: string },
  origin: Origin,
  sink: Sink,
  options: LoadOptions,
): void {
  // Items of a typed list (ServiceList) may leave apiVersion and kind to the list, as the API server does.
  const itemKind = list.kind === 'List' ? undefined : list.kind.slice(0, -'List'.length);
  items.forEach((item, i) => {
    const filled =
      itemKind && isObject(item) && item['kind'] === undefined
        ? { ...item, apiVersion: list.apiVersion, kind: itemKind }
        : item;
    loadObject(filled, { ...origin, within: [...(origin.within ?? []), 'items', i] }, sink, options);
  });
}

function inNamespace(value: Record<string, unknown>, namespace: string): Record<string, unknown> {
  const metadata = value['metadata'];
  if (!isObject(metadata) || metadata['namespace']) return value;
  return { ...value, metadata: { ...metadata, namespace } };
}

function nameOf(value: Record<string, unknown>): string {
  const metadata = isObject(value['metadata']) ? value['metadata'] : {};
  const namespace = metadata['namespace'];
  return `${textOf(metadata['name'] ?? '(no name)')}${namespace ? `.${textOf(namespace)}` : ''}`;
}

function decodeProblem(problem: DecodeProblem, origin: Origin, resource: string): LoadProblem {
  return { origin, path: problem.path, message: `${problem.expected} was expected, found ${problem.found}`, resource };
}

/** Kinds of groups that nothing here knows are skipped: a cluster and a repository are full of them. */
function reportUnknownKind(
  apiVersion: string,
  kind: string,
  value: Record<string, unknown>,
  origin: Origin,
  sink: Sink,
): void {
  const group = groupOf(apiVersion);
  const known = CLOSED_GROUPS[group];
  if (!known) {
    const near = group.endsWith('istio.io') ? suggest(group, Object.keys(CLOSED_GROUPS)) : undefined;
    if (!near || group === 'install.istio.io' || group === 'operator.istio.io') return;
    const hint = `did you mean ${near}?`;
    sink.problems.push({ origin, path: ['apiVersion'], message: `unknown API group ${group}`, hint, resource: kind });
    return;
  }
  if (known.includes(kind)) return;
  const near = suggest(kind, known);
  sink.problems.push({
    origin,
    path: ['kind'],
    message: `unknown kind ${kind} in ${apiVersion}`,
    ...(near && { hint: `did you mean ${near}?` }),
    resource: `${kind} ${nameOf(value)}`,
  });
}

/** One diagnostic a kind that is taken but not computed yet. */
export function notTranslated(resources: readonly Resource[]): Diagnostic[] {
  const waiting = new Set(NOT_TRANSLATED.map((k) => `${k.group}/${k.kind}`));
  const count = new Map<string, { first: Resource; count: number }>();
  for (const r of resources) {
    const key = `${groupOf(r.apiVersion)}/${r.kind}`;
    if (!waiting.has(key)) continue;
    const seen = count.get(key);
    if (seen) seen.count++;
    else count.set(key, { first: r, count: 1 });
  }
  return [...count].map(([key, seen]) => ({
    code: 'kind-not-translated',
    severity: 'warning' as const,
    args: { kind: key.slice(key.indexOf('/') + 1), group: key.slice(0, key.indexOf('/')), count: seen.count },
    resource: seen.first,
    path: [],
  }));
}

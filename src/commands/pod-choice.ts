import { UserError } from '../model/errors.js';
import type { KindName } from '../model/kinds/index.js';
import type { PodSpec } from '../model/kinds/kubernetes.js';
import type { Metadata } from '../model/resource.js';
import type { Store } from '../model/store.js';
import { suggest } from '../model/suggest.js';
import { printable } from '../print/terminal.js';
import type { ClusterView } from './cluster-view.js';

export type WorkloadKind = Extract<KindName, 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet' | 'Job'>;

/** What may stand before the slash, with kubectl's short names. */
const TYPES: Readonly<Record<'Pod' | 'Service' | WorkloadKind, readonly string[]>> = {
  Pod: ['pod', 'pods', 'po'],
  Service: ['service', 'services', 'svc'],
  Deployment: ['deployment', 'deployments', 'deploy'],
  StatefulSet: ['statefulset', 'statefulsets', 'sts'],
  DaemonSet: ['daemonset', 'daemonsets', 'ds'],
  ReplicaSet: ['replicaset', 'replicasets', 'rs'],
  Job: ['job', 'jobs'],
};
type TargetKind = keyof typeof TYPES;

/** `[TYPE/]NAME[.NAMESPACE]`, taken apart. */
export interface PodTarget {
  readonly kind: TargetKind;
  readonly name: string;
  /** Absent where the flags decide. */
  readonly namespace?: string;
}

/** A pod that is there, or one that a workload without pods would make. */
export interface ChosenPod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: PodSpec | undefined;
  /** False for a pod that is only the template of a workload. */
  readonly exists: boolean;
  /** What a mesh calls its proxy. */
  readonly proxyName: string;
}

/** @throws UserError (usage) for a type that is none. */
export function parsePodTarget(target: string): PodTarget {
  const slash = target.indexOf('/');
  const word = slash < 0 ? 'pod' : target.slice(0, slash).toLowerCase();
  const rest = target.slice(slash + 1);
  const found = (Object.keys(TYPES) as TargetKind[]).find((kind) => TYPES[kind].includes(word));
  if (!found || rest === '') {
    const near = suggest(word, Object.values(TYPES).flat());
    const hint = near && rest ? `did you mean ${near}/${rest}?` : 'write [TYPE/]NAME[.NAMESPACE]';
    throw new UserError('usage', `${printable(target)}: no pod or workload can be called that`, hint);
  }
  const dot = rest.lastIndexOf('.');
  if (dot < 0) return { kind: found, name: rest };
  return { kind: found, name: rest.slice(0, dot), namespace: rest.slice(dot + 1) };
}

/** The kinds to read for a target. */
export function kindsOfTarget({ kind }: PodTarget): readonly KindName[] {
  return kind === 'Pod' ? ['Pod'] : ['Pod', kind];
}

/**
 * The pod that a target names: that one, or the first that a workload or service selects; of a workload without pods, its
 * template.
 * @throws UserError (failed) where there is none, with the nearest name.
 */
export function choosePod(
  { store, namespace: fallback }: Pick<ClusterView, 'store' | 'namespace'>,
  target: PodTarget,
): ChosenPod {
  const { kind, name } = target;
  const namespace = target.namespace ?? fallback;
  const here = store.list(kind).filter(({ metadata }) => metadata.namespace === namespace);
  const named = here.find(({ metadata }) => metadata.name === name);
  if (!named) {
    const everywhere = store.list(kind).map(({ metadata }) => metadata);
    throw notFound(kind, name, namespace, everywhere);
  }
  if (kind === 'Pod') return podNamed(store, namespace, name);
  const selector =
    kind === 'Service' ? serviceSelector(store, named.metadata) : workloadSelector(store, kind, named.metadata);
  const pod = selector && firstPod(store, namespace, selector);
  if (pod) return podNamed(store, namespace, pod);
  const template = kind === 'Service' ? undefined : templateOf(store, kind, named.metadata);
  if (!template) throw new UserError('failed', `${kind} ${name} in namespace ${namespace} has no pods`);
  return { name, namespace, ...template, exists: false, proxyName: `${kind.toLowerCase()}/${name}` };
}

function podNamed(store: Store, namespace: string, name: string): ChosenPod {
  const pod = store.list('Pod').find(({ metadata: m }) => m.namespace === namespace && m.name === name);
  const { labels = {}, annotations = {} } = pod?.metadata ?? {};
  return { name, namespace, labels, annotations, spec: pod?.body.spec, exists: true, proxyName: name };
}

type Selector = Readonly<Record<string, string>>;

function serviceSelector(store: Store, { name, namespace }: Metadata): Selector | undefined {
  return store.list('Service').find(({ metadata: m }) => m.name === name && m.namespace === namespace)?.body.spec
    ?.selector;
}

function workloadNamed(store: Store, kind: WorkloadKind, { name, namespace }: Metadata) {
  return store.list(kind).find(({ metadata: m }) => m.name === name && m.namespace === namespace)?.body.spec;
}

function workloadSelector(store: Store, kind: WorkloadKind, metadata: Metadata): Selector | undefined {
  return workloadNamed(store, kind, metadata)?.selector?.matchLabels;
}

function templateOf(store: Store, kind: WorkloadKind, metadata: Metadata) {
  const template = workloadNamed(store, kind, metadata)?.template;
  if (!template) return undefined;
  const { labels = {}, annotations = {} } = template.metadata ?? {};
  return { labels, annotations, spec: template.spec };
}

/** The pods of a workload, by name. */
export function podsOfWorkload(store: Store, kind: WorkloadKind, metadata: Metadata) {
  return podsWith(store, metadata.namespace, workloadSelector(store, kind, metadata) ?? {});
}

function podsWith(store: Store, namespace: string, selector: Selector) {
  const wanted = Object.entries(selector);
  if (wanted.length === 0) return [];
  return store
    .list('Pod')
    .filter(({ metadata: m }) => m.namespace === namespace && wanted.every(([key, value]) => m.labels[key] === value))
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

/** The first pod by name; running ones before others. */
function firstPod(store: Store, namespace: string, selector: Selector): string | undefined {
  const pods = podsWith(store, namespace, selector);
  return (pods.find(({ body }) => body.status?.phase === 'Running') ?? pods[0])?.metadata.name;
}

function notFound(kind: TargetKind, name: string, namespace: string, all: readonly Metadata[]): UserError {
  const here = all.filter((m) => m.namespace === namespace).map((m) => m.name);
  const elsewhere = all.find((m) => m.name === name);
  const near = here.find((other) => other.startsWith(`${name}-`)) ?? suggest(name, here);
  const typed = kind === 'Pod' ? '' : `${kind.toLowerCase()}/`;
  const guess = near ? `${near}.${namespace}` : elsewhere && `${elsewhere.name}.${elsewhere.namespace}`;
  const message = printable(`no ${kind.toLowerCase()} ${name} in namespace ${namespace}`);
  return new UserError('failed', message, guess && printable(`did you mean ${typed}${guess}?`));
}

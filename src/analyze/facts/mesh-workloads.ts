import { isInjected } from '../../mesh/injection.js';
import { selects } from '../../mesh/workloads.js';
import type { ContainerSpec, PodSpec } from '../../model/kinds/kubernetes.js';
import type { Resource } from '../../model/resource.js';
import type { AnalysisContext } from '../types.js';

type Labels = Readonly<Record<string, string>>;

/** A pod of the input, or the template of a workload that has no pods in it. */
export interface Workload {
  readonly resource: Resource;
  readonly namespace: string;
  readonly labels: Labels;
  readonly spec: PodSpec;
  /** What kind of proxy it has; undefined where nothing in the input tells whether injection gives it one. */
  readonly proxy: 'sidecar' | 'router' | 'none' | undefined;
  /** How many pods stand behind it; undefined where that is left to others, as to an autoscaler. */
  readonly replicas: number | undefined;
}

/** The workloads of the input, found by namespace and labels. */
export interface Workloads {
  readonly all: readonly Workload[];
  inNamespace(namespace: string): readonly Workload[];
  /** Workloads that a selector takes; one without labels takes the whole namespace. */
  select(namespace: string, labels: Labels | undefined): readonly Workload[];
}

const TEMPLATES = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob'] as const;
const PROXY = 'istio-proxy';
const GATEWAY_LABEL = 'gateway.networking.k8s.io/gateway-name';

/** Indexes the workloads of an input by label, so that a selector looks at few. */
export function workloads(context: AnalysisContext): Workloads {
  const pods = context.store.list('Pod').filter((pod) => !isOver(pod.body.status?.phase));
  const namespaces = new Map(context.store.list('Namespace').map((n) => [n.metadata.name, n.metadata.labels]));
  const injection = (namespace: string) => namespaces.get(namespace) ?? (context.complete ? {} : undefined);
  const index = buildIndex();
  for (const pod of pods) {
    const { namespace, labels } = pod.metadata;
    const spec = pod.body.spec ?? {};
    index.add({ resource: pod, namespace, labels, spec, proxy: proxyOf(spec) ?? 'none', replicas: 1 });
  }
  for (const template of TEMPLATES.flatMap((kind) => templates(context, kind))) {
    const { namespace, labels } = template;
    if (labels && Object.keys(labels).length > 0 && index.select(namespace, labels).some(isPod)) continue;
    index.add({ ...template, proxy: proxyOf(template.spec) ?? injected(template, injection(namespace)) });
  }
  return index;
}

function isOver(phase: string | undefined): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

function isPod({ resource }: Workload): boolean {
  return resource.kind === 'Pod';
}

type Template = Omit<Workload, 'proxy'> & { readonly annotations: Labels };

function templates(context: AnalysisContext, kind: (typeof TEMPLATES)[number]): readonly Template[] {
  return context.store.list(kind).flatMap((resource): Template[] => {
    if (resource.metadata.ownerReferences.some((owner) => owner.controller)) return [];
    const body = resource.body.spec ?? {};
    const template = 'jobTemplate' in body ? body.jobTemplate?.spec?.template : 'template' in body ? body.template : {};
    if (!template?.spec) return [];
    const { labels = {}, annotations = {} } = template.metadata ?? {};
    const replicas = 'replicas' in body ? body.replicas : undefined;
    return [{ resource, namespace: resource.metadata.namespace, labels, annotations, spec: template.spec, replicas }];
  });
}

function proxyOf(spec: PodSpec): 'sidecar' | 'router' | undefined {
  const container = spec.containers?.find(isProxy) ?? spec.initContainers?.find(isProxy);
  if (!container) return undefined;
  return container.args?.includes('router') ? 'router' : 'sidecar';
}

function isProxy({ name }: ContainerSpec): boolean {
  return name === PROXY;
}

/** Undefined where the namespace's labels decide and are not in the input. */
function injected({ labels, annotations, spec }: Template, namespaceLabels: Labels | undefined): Workload['proxy'] {
  const facts = { podLabels: labels, podAnnotations: annotations, hostNetwork: spec.hostNetwork ?? false };
  if (labels[GATEWAY_LABEL] !== undefined) return undefined;
  const gets = (of: Labels) => isInjected({ ...facts, namespaceLabels: of });
  const answer = gets(namespaceLabels ?? {});
  if (!namespaceLabels && answer !== gets({ 'istio-injection': 'enabled' })) return undefined;
  if (!answer) return 'none';
  return annotations['inject.istio.io/templates']?.split(',').includes('gateway') ? 'router' : 'sidecar';
}

function buildIndex(): Workloads & { add(workload: Workload): void } {
  const all: Workload[] = [];
  const byNamespace = new Map<string, Workload[]>();
  // By label, then by namespace and value. Selectors ask for few of the labels that pods have.
  const byLabel = new Map<string, Map<string, Workload[]>>();
  const indexed = (name: string): Map<string, Workload[]> => {
    let index = byLabel.get(name);
    if (!index) {
      index = new Map();
      for (const workload of all) put(index, workload, name);
      byLabel.set(name, index);
    }
    return index;
  };
  return {
    all,
    add(workload) {
      all.push(workload);
      const list = byNamespace.get(workload.namespace);
      if (list) list.push(workload);
      else byNamespace.set(workload.namespace, [workload]);
      for (const [name, index] of byLabel) put(index, workload, name);
    },
    inNamespace: (namespace) => byNamespace.get(namespace) ?? [],
    select(namespace, labels) {
      let few = byNamespace.get(namespace) ?? [];
      for (const name in labels) {
        const list = indexed(name).get(`${namespace} ${labels[name]}`) ?? [];
        if (list.length < few.length) few = list;
        if (few.length < FEW) break;
      }
      return few.filter((workload) => selects(labels, workload.labels));
    },
  };
}

/** So many are looked at one by one. */
const FEW = 8;

function put(index: Map<string, Workload[]>, workload: Workload, label: string): void {
  const value = workload.labels[label];
  if (value === undefined) return;
  const key = `${workload.namespace} ${value}`;
  const list = index.get(key);
  if (list) list.push(workload);
  else index.set(key, [workload]);
}

/** True when the input has workloads of a namespace, so that a selector which takes none of them takes none at all. */
export function knowsWorkloads(context: AnalysisContext, namespace: string): boolean {
  return context.complete || context.fact(workloads).inNamespace(namespace).length > 0;
}

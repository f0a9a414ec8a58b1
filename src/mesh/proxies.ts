import type { ContainerSpec, PodSpec, PodTemplate } from '../model/kinds/kubernetes.js';
import type { Resource } from '../model/resource.js';
import type { Store } from '../model/store.js';
import { compareText } from './age.js';
import { isInjected } from './injection.js';
import { type MeshConfig, mergeProxySettings, type ProxySettings } from './mesh-config.js';
import type { MeshProxy } from './types.js';
import {
  canonicalName,
  canonicalRevision,
  podIps,
  podLocality,
  selects,
  withTopology,
  workloadName,
} from './workloads.js';

const PROXY_CONTAINER = 'istio-proxy';
const CONFIG_ANNOTATION = 'proxy.istio.io/config';
const UNPRIVILEGED = 'ISTIO_META_UNPRIVILEGED_POD';

/** Kinds whose pod template stands for their pods when the input has none of them. */
const WORKLOAD_KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob'] as const;

/** A proxy before its services are known. */
export type BareProxy = Omit<MeshProxy, 'targets'> & { readonly podSpec: PodSpec };

/** Decodes the text of a proxy.istio.io/config annotation; problems are the decoder's to report. */
export type SettingsReader = (annotation: string, resource: Resource) => ProxySettings;

/** Every pod with a proxy, then every injected workload that has no pods in the input. Sorted by namespace and name. */
export function buildProxies(store: Store, config: MeshConfig, readSettings: SettingsReader): readonly BareProxy[] {
  const nodes = new Map(store.list('Node').map((n) => [n.metadata.name, n]));
  const context = { config, readSettings, nodes };
  const proxies: BareProxy[] = [];
  for (const pod of store.list('Pod')) {
    const spec = pod.body.spec ?? {};
    const container = proxyContainer(spec);
    const phase = pod.body.status?.phase;
    if (!container || phase === 'Succeeded' || phase === 'Failed') continue;
    const { name, namespace, labels, annotations } = pod.metadata;
    const type = container.args?.includes('router') ? 'router' : 'sidecar';
    const facts = { name, namespace, labels, annotations, spec, ips: podIps(pod), type, resource: pod } as const;
    proxies.push(buildProxy(context, { ...facts, workload: workloadName(pod.metadata) }));
  }
  proxies.push(...buildTemplateProxies(store, context));
  return proxies.sort((a, b) => compareText(a.namespace, b.namespace) || compareText(a.name, b.name));
}

function proxyContainer(spec: PodSpec): ContainerSpec | undefined {
  return [...(spec.containers ?? []), ...(spec.initContainers ?? [])].find((c) => c.name === PROXY_CONTAINER);
}

interface Context {
  readonly config: MeshConfig;
  readonly readSettings: SettingsReader;
  readonly nodes: ReadonlyMap<string, Resource<object>>;
}

interface WorkloadFacts {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
  readonly ips: readonly string[];
  readonly type: 'sidecar' | 'router';
  readonly workload: string;
  readonly resource: Resource;
}

function buildProxy(context: Context, facts: WorkloadFacts): BareProxy {
  const { labels, annotations, spec, ips } = facts;
  const nodeName = spec.nodeName ?? '';
  const locality = podLocality(labels, context.nodes.get(nodeName));
  const own = annotations[CONFIG_ANNOTATION];
  const base = context.config.defaultConfig;
  const settings = own ? mergeProxySettings(base, context.readSettings(own, facts.resource)) : base;
  return {
    name: facts.name,
    namespace: facts.namespace,
    type: facts.type,
    ips,
    labels,
    annotations,
    locality,
    nodeName,
    topologyLabels: withTopology(labels, locality, nodeName, labels['topology.istio.io/network'] ?? ''),
    serviceAccount: spec.serviceAccountName ?? spec.serviceAccount ?? 'default',
    workloadName: facts.workload,
    canonicalName: canonicalName(labels, facts.workload),
    canonicalRevision: canonicalRevision(labels),
    settings,
    dnsCapture: settings.proxyMetadata?.['ISTIO_META_DNS_CAPTURE'] === 'true',
    unprivileged: isUnprivileged(spec, settings),
    ipv4: ips.length === 0 || ips.some((ip) => !ip.includes(':')),
    ipv6: ips.some((ip) => ip.includes(':')),
    resource: facts.resource,
    podSpec: spec,
  };
}

/** The installer tells a gateway so, unless it runs as root. */
function isUnprivileged(spec: PodSpec, settings: ProxySettings): boolean {
  const own = proxyContainer(spec)?.env?.find((e) => e.name === UNPRIVILEGED)?.value;
  return (own ?? settings.proxyMetadata?.[UNPRIVILEGED]) === 'true';
}

/** Proxies of workloads without pods in the input, as a repository has them. */
function buildTemplateProxies(store: Store, context: Context): BareProxy[] {
  const namespaces = new Map(store.list('Namespace').map((n) => [n.metadata.name, n.metadata.labels]));
  const pods = store.list('Pod');
  return WORKLOAD_KINDS.flatMap((kind) =>
    store.list(kind).flatMap((workload) => {
      if (workload.metadata.ownerReferences.some((o) => o.controller)) return [];
      const template = templateOf(workload.body.spec ?? {});
      const { namespace, name } = workload.metadata;
      const labels = template?.metadata?.labels ?? {};
      const spec = template?.spec;
      if (!spec || hasPods(pods, namespace, labels)) return [];
      const annotations = template.metadata?.annotations ?? {};
      const container = proxyContainer(spec);
      const injected = isInjected({
        namespaceLabels: namespaces.get(namespace) ?? {},
        podLabels: labels,
        podAnnotations: annotations,
        hostNetwork: spec.hostNetwork ?? false,
      });
      if (!container && !injected) return [];
      const isRouter =
        container?.args?.includes('router') || annotations['inject.istio.io/templates']?.split(',').includes('gateway');
      return [
        buildProxy(context, {
          name: `${kind.toLowerCase()}/${name}`,
          namespace,
          labels: { ...labels, 'security.istio.io/tlsMode': labels['security.istio.io/tlsMode'] ?? 'istio' },
          annotations,
          spec,
          ips: [],
          type: isRouter ? 'router' : 'sidecar',
          workload: name,
          resource: workload,
        }),
      ];
    }),
  );
}

interface WorkloadSpec {
  readonly template?: PodTemplate;
  readonly jobTemplate?: { readonly spec?: { readonly template?: PodTemplate } };
}

function templateOf(spec: WorkloadSpec): PodTemplate | undefined {
  return spec.template ?? spec.jobTemplate?.spec?.template;
}

function hasPods(pods: readonly Resource[], namespace: string, labels: Readonly<Record<string, string>>): boolean {
  return pods.some((p) => p.metadata.namespace === namespace && selects(labels, p.metadata.labels));
}

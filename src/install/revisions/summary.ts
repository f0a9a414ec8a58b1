import type { MutatingWebhookConfigurationBody, PodBody, WorkloadBody } from '../../model/kinds/kubernetes.js';
import type { Resource } from '../../model/resource.js';
import { listTags, REVISION_LABEL, type RevisionTag, TAG_LABEL } from '../tags/tags.js';
import { at } from '../values/tree.js';
import type { ControlPlane, NamespacePods, ProxyPod, Revision } from './types.js';

/** What of a cluster tells of revisions. */
export interface RevisionFacts {
  readonly webhooks: readonly Resource<MutatingWebhookConfigurationBody>[];
  readonly validators: readonly Resource[];
  readonly deployments: readonly Resource<WorkloadBody>[];
  readonly services: readonly Resource[];
  readonly configMaps: readonly Resource[];
  readonly namespaces: readonly Resource[];
  readonly pods: readonly ProxyPod[];
}

/**
 * The revisions of a cluster, by name: those of its control planes and injectors, and those that only pods tell of.
 * https://istio.io/latest/docs/setup/upgrade/canary/
 */
export function summarizeRevisions(facts: RevisionFacts): readonly Revision[] {
  const tags = listTags([...facts.webhooks, ...facts.services], facts.namespaces);
  const byRevision = groupPods(facts.pods);
  const names = new Set([
    ...facts.deployments.filter(isIstiod).map(revisionOf),
    ...facts.webhooks.map(({ metadata }) => metadata.labels[REVISION_LABEL] ?? ''),
    ...byRevision.keys(),
  ]);
  names.delete('');
  return [...names].sort().map((name) => describeRevision(name, facts, tags, byRevision.get(name) ?? []));
}

function groupPods(pods: readonly ProxyPod[]): ReadonlyMap<string, readonly ProxyPod[]> {
  const groups = new Map<string, ProxyPod[]>();
  for (const pod of pods) {
    const group = groups.get(pod.revision);
    if (group) group.push(pod);
    else groups.set(pod.revision, [pod]);
  }
  return groups;
}

function describeRevision(
  name: string,
  facts: RevisionFacts,
  tags: readonly RevisionTag[],
  pods: readonly ProxyPod[],
): Revision {
  const own = tags.filter(({ revision }) => revision === name).map(({ tag }) => tag);
  const controlPlanes = facts.deployments.filter((d) => isIstiod(d) && revisionOf(d) === name).map(controlPlane);
  const versions = [...new Set(controlPlanes.map(({ version }) => version))].filter(Boolean).sort();
  const labelled = [facts.webhooks, facts.validators, facts.services, facts.configMaps].flat();
  return {
    name,
    tags: own,
    versions,
    controlPlanes,
    components: labelled
      .filter((r) => isOfIstiod(r) && revisionOf(r) === name)
      .map(({ kind, metadata }) => ({
        kind,
        name: metadata.name,
        ...(metadata.namespace && { namespace: metadata.namespace }),
      })),
    gateways: pods.filter(({ gateway }) => gateway),
    namespaces: namespacesOf(name, own, facts.namespaces, tags),
    proxies: countByNamespace(
      pods.filter(({ gateway }) => !gateway),
      versions,
    ),
  };
}

function revisionOf({ metadata }: Resource): string {
  return metadata.labels[REVISION_LABEL] ?? '';
}

function isIstiod(deployment: Resource): boolean {
  return deployment.metadata.labels['app'] === 'istiod' && revisionOf(deployment) !== '';
}

/** Objects of control planes say so by one label or another, whoever installed them. */
function isOfIstiod({ metadata: { labels } }: Resource): boolean {
  const { app = '', [TAG_LABEL]: tag, 'operator.istio.io/component': component } = labels;
  return tag !== undefined || component === 'Pilot' || app === 'istiod' || app === 'sidecar-injector';
}

function controlPlane(deployment: Resource<WorkloadBody>): ControlPlane {
  const { spec } = deployment.body;
  const containers = spec?.template?.spec?.containers ?? [];
  const image = (containers.find(({ name }) => name === 'discovery') ?? containers[0])?.image ?? '';
  const ready = at(deployment.raw, 'status', 'readyReplicas');
  const hasStatus = at(deployment.raw, 'status', 'replicas') !== undefined;
  const { name, namespace } = deployment.metadata;
  const known = typeof ready === 'number' ? ready : hasStatus ? 0 : undefined;
  return {
    name,
    namespace,
    image,
    version: imageTag(image),
    replicas: spec?.replicas ?? 1,
    ...(known !== undefined && { ready: known }),
  };
}

/** The tag of an image, without the flavour of Istio's images; '' for one that has none. */
export function imageTag(image: string): string {
  const name = image.split('@')[0] ?? '';
  const colon = name.lastIndexOf(':');
  if (colon < 0 || name.indexOf('/', colon) >= 0) return '';
  return name.slice(colon + 1).replace(/-(distroless|debug)$/, '');
}

/** By label of the revision or a tag of it; those that only ask for injection belong to the default one. */
function namespacesOf(
  name: string,
  own: readonly string[],
  namespaces: readonly Resource[],
  tags: readonly RevisionTag[],
): readonly string[] {
  const defaultOwner = tags.find(({ tag }) => tag === 'default')?.revision ?? 'default';
  const answers = new Set([...own, ...(tags.some(({ tag }) => tag === name) ? [] : [name])]);
  return namespaces
    .filter(({ metadata: { labels } }) => {
      const policy = labels['istio-injection'];
      if (policy !== undefined) return policy === 'enabled' && defaultOwner === name;
      return answers.has(labels[REVISION_LABEL] ?? '');
    })
    .map(({ metadata }) => metadata.name)
    .sort();
}

function countByNamespace(pods: readonly ProxyPod[], versions: readonly string[]): readonly NamespacePods[] {
  const counts = new Map<string, { pods: number; outdated: number }>();
  for (const { namespace, version } of pods) {
    const count = counts.get(namespace) ?? { pods: 0, outdated: 0 };
    count.pods++;
    if (version !== '' && versions.length > 0 && !versions.includes(version)) count.outdated++;
    counts.set(namespace, count);
  }
  return [...counts]
    .map(([namespace, count]) => ({ namespace, ...count }))
    .sort((a, b) => (a.namespace < b.namespace ? -1 : 1));
}

/** What a pod's proxy tells of its revision; undefined for pods without one. `injected` is what its injector noted. */
export function proxyPod(pod: Resource<PodBody>, injected: string): ProxyPod | undefined {
  const { spec } = pod.body;
  const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  const proxy = containers.find(({ name }) => name === 'istio-proxy');
  const revision = injected || pod.metadata.labels[REVISION_LABEL];
  if (!proxy || !revision) return undefined;
  const { name, namespace } = pod.metadata;
  const gateway = proxy.args?.slice(0, 2).join(' ') === 'proxy router';
  return { name, namespace, revision, version: imageTag(proxy.image ?? ''), gateway };
}

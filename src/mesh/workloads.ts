import type { NodeBody, PodBody } from '../model/kinds/kubernetes.js';
import type { Metadata, Resource } from '../model/resource.js';
import { CLUSTER_ID } from './mesh-config.js';

/*
 * Facts about a workload that endpoints and proxies share: its identity, names and locality.
 */
const REGION = 'topology.kubernetes.io/region';
const ZONE = 'topology.kubernetes.io/zone';
const SUBZONE = 'topology.istio.io/subzone';
/** Kubernetes' older names of region and zone. */
const OLD_REGION = 'failure-domain.beta.kubernetes.io/region';
const OLD_ZONE = 'failure-domain.beta.kubernetes.io/zone';
const LOCALITY_LABELS = ['topology.istio.io/locality', 'istio-locality'] as const;
const WORKLOAD_NAME_LABEL = 'service.istio.io/workload-name';
const REGISTRATION_GROUP = 'istio.io/autoRegistrationGroup';

type Labels = Readonly<Record<string, string>>;

/** SPIFFE identity of a service account. https://istio.io/latest/docs/concepts/security/#istio-identity */
export function spiffeId(trustDomain: string, namespace: string, serviceAccount: string): string {
  return `spiffe://${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
}

/** `region/zone/subzone` that a label of the workload says, with dots for slashes; '' if none does. */
export function writtenLocality(labels: Labels): string {
  const key = LOCALITY_LABELS.find((label) => labels[label] !== undefined);
  const written = key === undefined ? '' : (labels[key] ?? '');
  return written.includes('/') ? written : written.replaceAll('.', '/');
}

/** `region/zone/subzone` of a node, missing parts empty; '' if nothing is known. */
export function nodeLocality(node: Resource<NodeBody> | undefined): string {
  if (!node) return '';
  const { labels } = node.metadata;
  return joinLocality(labels[REGION] ?? labels[OLD_REGION], labels[ZONE] ?? labels[OLD_ZONE], labels[SUBZONE]);
}

/** Where the proxy of a pod is: as its label says, or its node, or else its own topology labels. */
export function podLocality(labels: Labels, node: Resource<NodeBody> | undefined): string {
  return writtenLocality(labels) || nodeLocality(node) || joinLocality(labels[REGION], labels[ZONE], labels[SUBZONE]);
}

function joinLocality(region = '', zone = '', subzone = ''): string {
  return region || zone || subzone ? `${region}/${zone}/${subzone}` : '';
}

/** Labels with the topology that locality rules compare added: region, zone, subzone, cluster, network, host name. */
export function withTopology(labels: Labels, locality: string, nodeName: string, network: string): Labels {
  const [region = '', zone = '', subzone = ''] = locality.split('/');
  const out: Record<string, string> = { ...labels };
  if (region) out[REGION] = region;
  if (zone) out[ZONE] = zone;
  if (subzone) out[SUBZONE] = subzone;
  out['topology.istio.io/cluster'] = CLUSTER_ID;
  if (network) out['topology.istio.io/network'] = network;
  if (nodeName) out['kubernetes.io/hostname'] = nodeName;
  return out;
}

/** Name of the workload that a WorkloadEntry stands for: the group it registered with, what its label says, or its own. */
export function entryWorkloadName({ name, labels, annotations }: Metadata): string {
  return annotations[REGISTRATION_GROUP] ?? labels[WORKLOAD_NAME_LABEL] ?? name;
}

/**
 * Name of the workload that made a pod, unless a label says another: its Deployment, Job's CronJob and so on; the pod's
 * own without an owner. https://istio.io/latest/docs/reference/config/labels/
 */
export function workloadName(metadata: Metadata): string {
  const labelled = metadata.labels[WORKLOAD_NAME_LABEL];
  if (labelled !== undefined) return labelled;
  const owner = metadata.ownerReferences.find((o) => o.controller);
  if (!owner) return metadata.name;
  const hash = metadata.labels['pod-template-hash'];
  if (owner.kind === 'ReplicaSet' && hash && owner.name.endsWith(`-${hash}`)) {
    return owner.name.slice(0, -hash.length - 1);
  }
  if (owner.kind === 'Job') return owner.name.replace(/-\d{8,10}$/, '');
  return owner.name;
}

/** Canonical service name. https://istio.io/latest/docs/reference/config/labels/ */
export function canonicalName(labels: Labels, workload: string): string {
  return labels['service.istio.io/canonical-name'] ?? labels['app.kubernetes.io/name'] ?? labels['app'] ?? workload;
}

/** Canonical revision; `latest` where no label tells one. */
export function canonicalRevision(labels: Labels): string {
  return (
    labels['service.istio.io/canonical-revision'] ??
    labels['app.kubernetes.io/version'] ??
    labels['version'] ??
    'latest'
  );
}

/** Whether the workload takes mutual TLS from its sidecar: the label that injection sets. */
export function tlsModeOf(labels: Labels): 'istio' | 'disabled' {
  return labels['security.istio.io/tlsMode'] === 'istio' ? 'istio' : 'disabled';
}

/** IPs of a pod, the primary one first. */
export function podIps(pod: Resource<PodBody>): readonly string[] {
  const status = pod.body.status ?? {};
  const ips = (status.podIPs ?? []).flatMap((entry) => (entry.ip ? [entry.ip] : []));
  if (ips.length > 0) return ips;
  return status.podIP ? [status.podIP] : [];
}

/** True if every pair of `wanted` stands in `labels`; an empty or missing selector takes everything. */
export function selects(wanted: Labels | undefined, labels: Labels): boolean {
  if (!wanted) return true;
  for (const key in wanted) if (labels[key] !== wanted[key]) return false;
  return true;
}

import type { Decoder } from '../decode.js';
import { anything } from '../decode.js';
import { authorizationPolicy } from './authorization-policy.js';
import { destinationRule } from './destination-rule.js';
import { envoyFilter } from './envoy-filter.js';
import { gateway } from './gateway.js';
import { ingress, ingressClass } from './ingress.js';
import * as kubernetes from './kubernetes.js';
import { peerAuthentication } from './peer-authentication.js';
import { proxyConfig } from './proxy-config.js';
import { requestAuthentication } from './request-authentication.js';
import { secret } from './secret.js';
import { serviceEntry } from './service-entry.js';
import { sidecar } from './sidecar.js';
import { telemetry } from './telemetry.js';
import { trafficExtension } from './traffic-extension.js';
import { virtualService } from './virtual-service.js';
import { wasmPlugin } from './wasm-plugin.js';
import { workloadEntry } from './workload-entry.js';
import { workloadGroup } from './workload-group.js';

const NETWORKING = 'networking.istio.io';
const SECURITY = 'security.istio.io';
const EXTENSIONS = 'extensions.istio.io';
const GATEWAY_API = 'gateway.networking.k8s.io';

/** A kind that is read: where the API server serves it and how its body is decoded. */
export interface KindEntry<B> {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  /** Served versions, newest first. */
  readonly versions: readonly string[];
  readonly namespaced: boolean;
  readonly decode: Decoder<B>;
}

function entry<B>(
  group: string,
  kind: string,
  plural: string,
  versions: readonly string[],
  decode: Decoder<B>,
  namespaced = true,
): KindEntry<B> {
  return { group, kind, plural, versions, namespaced, decode };
}

const V1 = ['v1', 'v1beta1', 'v1alpha3'];

/** Every kind that the loader decodes. Others are known by name only (see `KNOWN_ONLY`) or skipped. */
export const KINDS = {
  Namespace: entry('', 'Namespace', 'namespaces', ['v1'], kubernetes.namespace, false),
  Node: entry('', 'Node', 'nodes', ['v1'], kubernetes.node, false),
  Service: entry('', 'Service', 'services', ['v1'], kubernetes.service),
  Pod: entry('', 'Pod', 'pods', ['v1'], kubernetes.pod),
  ConfigMap: entry('', 'ConfigMap', 'configmaps', ['v1'], kubernetes.configMap),
  Secret: entry('', 'Secret', 'secrets', ['v1'], secret),
  EndpointSlice: entry('discovery.k8s.io', 'EndpointSlice', 'endpointslices', ['v1'], kubernetes.endpointSlice),
  Deployment: entry('apps', 'Deployment', 'deployments', ['v1'], kubernetes.workload),
  StatefulSet: entry('apps', 'StatefulSet', 'statefulsets', ['v1'], kubernetes.workload),
  DaemonSet: entry('apps', 'DaemonSet', 'daemonsets', ['v1'], kubernetes.workload),
  ReplicaSet: entry('apps', 'ReplicaSet', 'replicasets', ['v1'], kubernetes.workload),
  Job: entry('batch', 'Job', 'jobs', ['v1'], kubernetes.workload),
  CronJob: entry('batch', 'CronJob', 'cronjobs', ['v1'], kubernetes.cronJob),
  MutatingWebhookConfiguration: entry(
    'admissionregistration.k8s.io',
    'MutatingWebhookConfiguration',
    'mutatingwebhookconfigurations',
    ['v1'],
    kubernetes.mutatingWebhookConfiguration,
    false,
  ),
  ValidatingWebhookConfiguration: entry(
    'admissionregistration.k8s.io',
    'ValidatingWebhookConfiguration',
    'validatingwebhookconfigurations',
    ['v1'],
    kubernetes.validatingWebhookConfiguration,
    false,
  ),
  CustomResourceDefinition: entry(
    'apiextensions.k8s.io',
    'CustomResourceDefinition',
    'customresourcedefinitions',
    ['v1'],
    kubernetes.customResourceDefinition,
    false,
  ),
  Ingress: entry('networking.k8s.io', 'Ingress', 'ingresses', ['v1'], ingress),
  IngressClass: entry('networking.k8s.io', 'IngressClass', 'ingressclasses', ['v1'], ingressClass, false),
  VirtualService: entry(NETWORKING, 'VirtualService', 'virtualservices', V1, virtualService),
  DestinationRule: entry(NETWORKING, 'DestinationRule', 'destinationrules', V1, destinationRule),
  Gateway: entry(NETWORKING, 'Gateway', 'gateways', V1, gateway),
  ServiceEntry: entry(NETWORKING, 'ServiceEntry', 'serviceentries', V1, serviceEntry),
  Sidecar: entry(NETWORKING, 'Sidecar', 'sidecars', V1, sidecar),
  WorkloadEntry: entry(NETWORKING, 'WorkloadEntry', 'workloadentries', V1, workloadEntry),
  WorkloadGroup: entry(NETWORKING, 'WorkloadGroup', 'workloadgroups', V1, workloadGroup),
  EnvoyFilter: entry(NETWORKING, 'EnvoyFilter', 'envoyfilters', ['v1alpha3'], envoyFilter),
  ProxyConfig: entry(NETWORKING, 'ProxyConfig', 'proxyconfigs', ['v1beta1'], proxyConfig),
  PeerAuthentication: entry(
    SECURITY,
    'PeerAuthentication',
    'peerauthentications',
    ['v1', 'v1beta1'],
    peerAuthentication,
  ),
  RequestAuthentication: entry(
    SECURITY,
    'RequestAuthentication',
    'requestauthentications',
    ['v1', 'v1beta1'],
    requestAuthentication,
  ),
  AuthorizationPolicy: entry(
    SECURITY,
    'AuthorizationPolicy',
    'authorizationpolicies',
    ['v1', 'v1beta1'],
    authorizationPolicy,
  ),
  Telemetry: entry('telemetry.istio.io', 'Telemetry', 'telemetries', ['v1', 'v1alpha1'], telemetry),
  WasmPlugin: entry(EXTENSIONS, 'WasmPlugin', 'wasmplugins', ['v1alpha1'], wasmPlugin),
  TrafficExtension: entry(EXTENSIONS, 'TrafficExtension', 'trafficextensions', ['v1alpha1'], trafficExtension),
} as const;

/** Kinds that a mesh may be configured with and that nothing here computes yet: taken, and reported once a kind. */
export const NOT_TRANSLATED: readonly KindEntry<unknown>[] = [
  entry(GATEWAY_API, 'Gateway', 'gateways', ['v1', 'v1beta1'], anything),
  entry(GATEWAY_API, 'HTTPRoute', 'httproutes', ['v1', 'v1beta1'], anything),
  entry(GATEWAY_API, 'GRPCRoute', 'grpcroutes', ['v1'], anything),
  entry(GATEWAY_API, 'TLSRoute', 'tlsroutes', ['v1', 'v1alpha3', 'v1alpha2'], anything),
  entry(GATEWAY_API, 'TCPRoute', 'tcproutes', ['v1alpha2'], anything),
  entry(GATEWAY_API, 'ReferenceGrant', 'referencegrants', ['v1beta1'], anything),
];

/** Kinds that only an analysis looks at; nothing else asks a cluster for them. */
export const ONLY_ANALYZED: readonly KindName[] = ['ValidatingWebhookConfiguration', 'CustomResourceDefinition'];

type Kinds = typeof KINDS;
export type KindName = keyof Kinds;
export type BodyOf<K extends KindName> = Kinds[K] extends KindEntry<infer B> ? B : never;

const BY_GROUP_KIND = new Map<string, KindEntry<unknown>>(
  [...Object.values(KINDS), ...NOT_TRANSLATED].map((kind) => [`${kind.group}/${kind.kind}`, kind]),
);

/** The entry of a group and kind, or undefined for kinds that nothing here reads. */
export function findKind(group: string, kind: string): KindEntry<unknown> | undefined {
  return BY_GROUP_KIND.get(`${group}/${kind}`);
}

/** Groups whose kinds are all known, so that an unknown kind in them is a mistake of the user, with those kinds. */
export const CLOSED_GROUPS: Readonly<Record<string, readonly string[]>> = {
  [NETWORKING]: kindsOf(NETWORKING),
  [SECURITY]: kindsOf(SECURITY),
  'telemetry.istio.io': kindsOf('telemetry.istio.io'),
  [EXTENSIONS]: kindsOf(EXTENSIONS),
  apps: [...kindsOf('apps'), 'ControllerRevision'],
  batch: kindsOf('batch'),
  '': [
    ...kindsOf(''),
    'List',
    'Binding',
    'ComponentStatus',
    'Endpoints',
    'Event',
    'LimitRange',
    'PersistentVolume',
    'PersistentVolumeClaim',
    'PodTemplate',
    'ReplicationController',
    'ResourceQuota',
    'ServiceAccount',
  ],
};

function kindsOf(group: string): string[] {
  return Object.values(KINDS)
    .filter((kind) => kind.group === group)
    .map((kind) => kind.kind);
}

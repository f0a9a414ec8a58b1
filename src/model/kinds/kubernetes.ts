import {
  anything,
  boolean,
  type Decoded,
  enumeration,
  integer,
  intOrString,
  lazy,
  list,
  map,
  object,
  string,
} from '../decode.js';

/** Kubernetes core kinds, as far as a mesh depends on them. https://kubernetes.io/docs/reference/kubernetes-api/ */
const servicePort = object({
  name: string,
  port: integer,
  protocol: string,
  appProtocol: string,
  targetPort: intOrString,
  nodePort: integer,
});
export type ServicePortSpec = Decoded<typeof servicePort>;

export const service = object({
  spec: object({
    type: string,
    clusterIP: string,
    clusterIPs: list(string),
    externalName: string,
    externalIPs: list(string),
    selector: map(string),
    ports: list(servicePort),
    publishNotReadyAddresses: boolean,
    internalTrafficPolicy: string,
    trafficDistribution: string,
    ipFamilies: list(string),
    loadBalancerIP: string,
  }),
  status: object({
    loadBalancer: object({ ingress: list(object({ ip: string, hostname: string })) }),
  }),
});
export type ServiceBody = Decoded<typeof service>;

const objectReference = object({ kind: string, name: string, namespace: string });

export const endpointSlice = object({
  addressType: string,
  endpoints: list(
    object({
      addresses: list(string),
      conditions: object({ ready: boolean, serving: boolean, terminating: boolean }),
      hostname: string,
      nodeName: string,
      zone: string,
      targetRef: objectReference,
    }),
  ),
  ports: list(object({ name: string, port: integer, protocol: string, appProtocol: string })),
});
export type EndpointSliceBody = Decoded<typeof endpointSlice>;

const environment = object({ name: string, value: string });
const securityContext = object({ runAsUser: integer });
const container = object({
  name: string,
  image: string,
  args: list(string),
  command: list(string),
  env: list(environment),
  restartPolicy: string,
  securityContext,
  ports: list(object({ name: string, containerPort: integer, protocol: string })),
});
export type ContainerSpec = Decoded<typeof container>;

export const podSpec = object({
  serviceAccountName: string,
  serviceAccount: string,
  nodeName: string,
  hostNetwork: boolean,
  hostname: string,
  subdomain: string,
  securityContext,
  containers: list(container),
  initContainers: list(container),
});
export type PodSpec = Decoded<typeof podSpec>;

export const pod = object({
  spec: podSpec,
  status: object({
    phase: string,
    podIP: string,
    podIPs: list(object({ ip: string })),
    conditions: list(object({ type: string, status: string })),
  }),
});
export type PodBody = Decoded<typeof pod>;

export const node = object({ spec: object({}), status: object({}) });
export type NodeBody = Decoded<typeof node>;

export const namespace = object({});
export type NamespaceBody = Decoded<typeof namespace>;

export const configMap = object({ data: map(string), binaryData: map(string) });
export type ConfigMapBody = Decoded<typeof configMap>;

export const podTemplate = object({
  metadata: object({ labels: map(string), annotations: map(string) }),
  spec: podSpec,
});
export type PodTemplate = Decoded<typeof podTemplate>;

export const workload = object({
  spec: object({ replicas: integer, selector: object({ matchLabels: map(string) }), template: podTemplate }),
});
export type WorkloadBody = Decoded<typeof workload>;

export const cronJob = object({
  spec: object({ jobTemplate: lazy(() => workload) }),
});
export type CronJobBody = Decoded<typeof cronJob>;

export const labelSelector = object({
  matchLabels: map(string),
  matchExpressions: list(
    object({
      key: string,
      operator: enumeration('In', 'NotIn', 'Exists', 'DoesNotExist'),
      values: list(string),
    }),
  ),
});
export type LabelSelector = Decoded<typeof labelSelector>;

export const mutatingWebhookConfiguration = object({
  webhooks: list(
    object({ name: string, namespaceSelector: labelSelector, objectSelector: labelSelector, clientConfig: anything }),
  ),
});
export type MutatingWebhookConfigurationBody = Decoded<typeof mutatingWebhookConfiguration>;

export const validatingWebhookConfiguration = object({
  webhooks: list(object({ name: string, clientConfig: anything })),
});
export type ValidatingWebhookConfigurationBody = Decoded<typeof validatingWebhookConfiguration>;

/** Of a definition only its names and versions; schemas are large and nothing here reads them. */
export const customResourceDefinition = object({
  spec: object({
    group: string,
    names: object({ kind: string, plural: string }),
    versions: list(object({ name: string, served: boolean, storage: boolean })),
  }),
});
export type CustomResourceDefinitionBody = Decoded<typeof customResourceDefinition>;

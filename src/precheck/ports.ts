import type { PodSpec } from '../model/kinds/kubernetes.js';
import type { Resource } from '../model/resource.js';
import type { Store } from '../model/store.js';
import { calledServices } from './leftovers.js';
import type { ClusterCheck, Found, PrecheckOptions } from './types.js';

/** Port on which istiod serves its webhooks, behind port 443 of its Service. https://istio.io/latest/docs/ops/deployment/application-requirements/ */
const WEBHOOK_PORT = 15017;

/** Webhooks of Istio whose Service is gone, and a Service in the place of istiod's that doesn't lead to its webhooks. */
export const webhookPortCheck: ClusterCheck = {
  name: 'webhook-port',
  section: 'Webhooks and ports',
  needs: ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration', 'Service'],
  controlPlane: true,
  rows({ store }, options) {
    const rows = [...wrongService(store, options), ...deadWebhooks(store, options)];
    if (rows.length > 0) return rows;
    return [
      { status: 'ok', message: `nothing stands in the way of the webhooks (port 443 to ${WEBHOOK_PORT} of istiod)` },
    ];
  },
};

function istiodName(revision: string): string {
  return revision ? `istiod-${revision}` : 'istiod';
}

function wrongService(store: Store, { istioNamespace, revision }: PrecheckOptions): readonly Found[] {
  const name = istiodName(revision);
  const service = store
    .list('Service')
    .find(({ metadata }) => metadata.name === name && metadata.namespace === istioNamespace);
  if (!service) return [];
  const object = `Service ${istioNamespace}/${name}`;
  if (service.metadata.labels['app'] !== 'istiod') {
    const message = `${object} is not of an istiod: an installation would change it`;
    return [
      { status: 'warning', object, message, hint: 'rename it, or choose another --revision or --istio-namespace' },
    ];
  }
  const target = service.body.spec?.ports?.find(({ port }) => port === 443)?.targetPort;
  if (target === undefined || target === WEBHOOK_PORT) return [];
  const message = `port 443 of ${object} leads to ${target}, not to the webhooks at ${WEBHOOK_PORT}`;
  return [{ status: 'warning', object, message }];
}

function deadWebhooks(store: Store, { istioNamespace, revision }: PrecheckOptions): readonly Found[] {
  const services = new Set(store.list('Service').map(({ metadata }) => `${metadata.namespace}/${metadata.name}`));
  const coming = `${istioNamespace}/${istiodName(revision)}`;
  const all: readonly Resource[] = [
    ...store.list('MutatingWebhookConfiguration'),
    ...store.list('ValidatingWebhookConfiguration'),
  ];
  return all.filter(isIstios).flatMap((configuration): Found[] => {
    const object = `${configuration.kind} ${configuration.metadata.name}`;
    const dead = calledServices(configuration.raw).find(({ service }) => service !== coming && !services.has(service));
    if (!dead) return [];
    const effect = dead.strict ? ': what it watches over is refused until then' : '';
    const message = `${object} calls Service ${dead.service}, which does not exist${effect}`;
    return [{ status: 'warning', object, message, hint: 'it is left of an installation that is gone: delete it' }];
  });
}

function isIstios({ metadata: { name, labels } }: Resource): boolean {
  return labels['app'] === 'istiod' || labels['app'] === 'sidecar-injector' || /^istiod?-/.test(name);
}

/** Ports that the sidecar listens on in every pod. https://istio.io/latest/docs/ops/deployment/application-requirements/#ports-used-by-istio */
const SIDECAR_PORTS: ReadonlySet<number> = new Set([15000, 15001, 15004, 15006, 15008, 15020, 15021, 15053, 15090]);
const OWN_CONTAINERS: ReadonlySet<string> = new Set(['istio-proxy', 'istio-init', 'istio-validation', 'discovery']);
const EXCLUDE_INBOUND = 'traffic.sidecar.istio.io/excludeInboundPorts';
const TEMPLATE_KINDS = ['Deployment', 'StatefulSet', 'DaemonSet'] as const;

interface Workload {
  readonly object: string;
  readonly spec: PodSpec;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Applications that want a port of the sidecar for themselves. */
export const sidecarPortsCheck: ClusterCheck = {
  name: 'sidecar-ports',
  section: 'Webhooks and ports',
  needs: TEMPLATE_KINDS,
  controlPlane: false,
  rows({ store }, options) {
    const rows = workloads(store, options).flatMap(({ object, spec }): Found[] => {
      const taken = declaredPorts(spec).filter((port) => SIDECAR_PORTS.has(port));
      if (taken.length === 0) return [];
      const message = `${object} listens on ${taken.join(', ')}, where the sidecar listens`;
      return [
        { status: 'warning', object, message, hint: 'let it listen on another port, or keep it out of the mesh' },
      ];
    });
    return rows.length > 0 ? rows : [{ status: 'ok', message: 'no workload listens on a port of the sidecar' }];
  },
};

/** Workloads whose own ports don't go through the sidecar. */
export const excludedPortsCheck: ClusterCheck = {
  name: 'excluded-ports',
  section: 'Webhooks and ports',
  needs: TEMPLATE_KINDS,
  controlPlane: false,
  rows({ store }, options) {
    const rows = workloads(store, options).flatMap(({ object, spec, annotations }): Found[] => {
      const excluded = new Set(
        (annotations[EXCLUDE_INBOUND] ?? '').split(',').map((text) => Number(text.trim() || Number.NaN)),
      );
      const past = declaredPorts(spec).filter((port) => excluded.has(port));
      if (past.length === 0) return [];
      const message = `${object} excludes its own ${past.length === 1 ? 'port' : 'ports'} ${past.join(', ')} from the sidecar`;
      return [
        {
          status: 'warning',
          object,
          message,
          hint: 'neither mutual TLS nor policies hold for traffic to excluded ports',
        },
      ];
    });
    return rows.length > 0 ? rows : [{ status: 'ok', message: 'no workload excludes its own ports from the sidecar' }];
  },
};

/** Templates of pods outside of the control plane and of Kubernetes itself. */
function workloads(store: Store, { istioNamespace }: PrecheckOptions): readonly Workload[] {
  return TEMPLATE_KINDS.flatMap((kind) =>
    store.list(kind).flatMap(({ metadata, body }): Workload[] => {
      const { template } = body.spec ?? {};
      const hidden = metadata.namespace === istioNamespace || metadata.namespace === 'kube-system';
      if (!template?.spec || hidden || template.spec.hostNetwork) return [];
      const object = `${kind} ${metadata.namespace}/${metadata.name}`;
      // Gateways are Envoys themselves; their ports are meant.
      if (template.metadata?.annotations?.['inject.istio.io/templates'] === 'gateway') return [];
      return [{ object, spec: template.spec, annotations: template.metadata?.annotations ?? {} }];
    }),
  );
}

function declaredPorts({ containers = [] }: PodSpec): readonly number[] {
  return containers
    .filter(({ name = '' }) => !OWN_CONTAINERS.has(name))
    .flatMap(({ ports = [] }) => ports.flatMap(({ containerPort }) => containerPort ?? []));
}

import { istiodName } from '../names.js';
import { sorted } from '../sorted.js';
import type { InstallPlan, Tree } from '../types.js';
import { overlay } from '../values/merge.js';
import { at, fieldUnlessEmpty, isTrue, listAt, textAt, treeAt } from '../values/tree.js';

/** MeshConfig of the control plane: what every mesh needs, and the user's over it. https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/ */
export function meshConfig(plan: InstallPlan): Tree {
  const { values } = plan;
  const variant = textAt(values, 'global', 'proxy', 'variant') || textAt(values, 'global', 'variant');
  const remote = textAt(values, 'global', 'remotePilotAddress') !== '';
  const basis = {
    defaultConfig: {
      // What is elsewhere has one Service here, whatever its revision.
      discoveryAddress: `${remote ? 'istiod' : istiodName(plan.revision)}.${plan.namespace}.svc:15012`,
      ...fieldUnlessEmpty('meshId', textAt(values, 'global', 'meshID')),
      ...(variant && { image: { imageType: variant } }),
      ...fieldUnlessEmpty('tracing', tracing(plan)),
    },
    ...fieldUnlessEmpty('defaultProviders', defaultProviders(values)),
    rootNamespace: plan.namespace,
    trustDomain: 'cluster.local',
    ...fieldUnlessEmpty('caCertificates', listAt(values, 'meshConfig', 'caCertificates')),
  };
  return sorted(overlay(basis, treeAt(values, 'meshConfig')));
}

/** Metrics go to Prometheus, unless telemetry is off or providers are chosen. https://istio.io/latest/docs/tasks/observability/telemetry/ */
function defaultProviders(values: Tree): Tree {
  const telemetry = treeAt(values, 'telemetry');
  const on = (...path: readonly string[]) => at(telemetry, ...path) !== false;
  const chosen = Object.keys(treeAt(values, 'meshConfig', 'defaultProviders')).length > 0;
  if (chosen || !on('enabled') || !on('v2', 'enabled')) return {};
  const stackdriver = isTrue(telemetry, 'v2', 'stackdriver', 'enabled') ? ['stackdriver'] : [];
  const metrics = [...(on('v2', 'prometheus', 'enabled') ? ['prometheus'] : []), ...stackdriver];
  return { ...fieldUnlessEmpty('metrics', metrics), ...fieldUnlessEmpty('accessLogging', stackdriver) };
}

/** The tracer that proxies send spans to, chosen by `global.proxy.tracer`. https://istio.io/latest/docs/tasks/observability/distributed-tracing/ */
function tracing({ values, namespace }: InstallPlan): Tree {
  const tracer = textAt(values, 'global', 'proxy', 'tracer');
  const settings = treeAt(values, 'global', 'tracer', tracer);
  const address = textAt(settings, 'address');
  if (tracer === 'zipkin') return { zipkin: { address: address || `zipkin.${namespace}:9411` } };
  if (tracer === 'datadog') return { datadog: { address: address || '$(HOST_IP):8126' } };
  if (tracer === 'lightstep') return { lightstep: { address, accessToken: textAt(settings, 'accessToken') } };
  if (tracer !== 'stackdriver') return {};
  const most = (field: string) => at(settings, field) || 200;
  return {
    stackdriver: {
      debug: isTrue(settings, 'debug'),
      maxNumberOfAttributes: most('maxNumberOfAttributes'),
      maxNumberOfAnnotations: most('maxNumberOfAnnotations'),
      maxNumberOfMessageEvents: most('maxNumberOfMessageEvents'),
    },
  };
}

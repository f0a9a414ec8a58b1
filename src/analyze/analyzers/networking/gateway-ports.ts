import { selects } from '../../../mesh/workloads.js';
import type { ServiceBody, ServicePortSpec } from '../../../model/kinds/kubernetes.js';
import type { Resource } from '../../../model/resource.js';
import type { GatewayResource } from '../../facts/gateway-names.js';
import { formatSelector, podLabels } from '../../facts/pod-labels.js';
import type { AnalysisContext, Analyzer, Report } from '../../types.js';

type Services = readonly Resource<ServiceBody>[];

/**
 * Gateways whose selector takes no pod, and ports of servers that no Service of the pods leads to.
 * https://istio.io/latest/docs/ops/common-problems/network-issues/
 */
export const gatewayPorts: Analyzer = {
  name: 'gateway.IngressGatewayPortAnalyzer',
  description: 'Looks up pods of Gateways, and their ports in the Services of these pods',
  inputs: ['Gateway', 'Pod', 'Service'],
  analyze(context, report) {
    if (!context.complete) return;
    // Gateways mostly share their selectors.
    const known = new Map<string, ReadonlySet<number> | undefined>();
    for (const resource of context.store.list('Gateway')) {
      const selector = formatSelector(resource.body.spec?.selector);
      if (!known.has(selector)) known.set(selector, offeredPorts(context, resource));
      checkGateway(resource, selector, known.get(selector), report);
    }
  },
};

function checkGateway(
  resource: GatewayResource,
  selector: string,
  offered: ReadonlySet<number> | undefined,
  report: Report,
): void {
  if (!offered) {
    report('IST0101', resource, ['spec', 'selector'], { reftype: 'selector', refval: selector });
    return;
  }
  for (const [i, { port }] of (resource.body.spec?.servers ?? []).entries()) {
    if (!port || offered.has(port.number ?? 0)) continue;
    report('IST0162', resource, ['spec', 'servers', i, 'port', 'number'], { port: port.number ?? 0, selector });
  }
}

/** Ports of the pods of a gateway that Services lead to; undefined when it has no pods. */
function offeredPorts(context: AnalysisContext, { body }: GatewayResource): ReadonlySet<number> | undefined {
  const pods = context.fact(podLabels).select(body.spec?.selector);
  if (pods.length === 0) return undefined;
  const ports = new Set<number>();
  const seen = new Set<string>();
  for (const { metadata } of pods) {
    const labels = formatSelector(metadata.labels);
    if (seen.has(`${metadata.namespace} ${labels}`)) continue;
    seen.add(`${metadata.namespace} ${labels}`);
    for (const { body: service } of context.fact(servicesByNamespace).get(metadata.namespace) ?? []) {
      if (!selects(service.spec?.selector, metadata.labels)) continue;
      for (const port of (service.spec?.ports ?? []).flatMap(portsOf)) ports.add(port);
    }
  }
  return ports;
}

/** Services, also those without a selector: whoever writes their endpoints may mean these pods. */
function servicesByNamespace({ store }: AnalysisContext): ReadonlyMap<string, Services> {
  const services = new Map<string, Resource<ServiceBody>[]>();
  for (const service of store.list('Service')) {
    const list = services.get(service.metadata.namespace);
    if (list) list.push(service);
    else services.set(service.metadata.namespace, [service]);
  }
  return services;
}

/** The port of the Service and that of the pod; named ports of pods count as the port itself. */
function portsOf({ protocol = 'TCP', port = 0, targetPort }: ServicePortSpec): readonly number[] {
  if (protocol !== 'TCP') return [];
  const target = Number(targetPort);
  return Number.isInteger(target) && target > 0 ? [target, port] : [port];
}

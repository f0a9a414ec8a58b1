import type { GatewaySpec } from '../../../model/kinds/gateway.js';
import { fullName, type GatewayResource } from '../../facts/gateway-names.js';
import { listNames, MAX_NAMES } from '../../facts/name-list.js';
import { formatSelector, type PodResource, podLabels } from '../../facts/pod-labels.js';
import type { AnalysisContext, Analyzer, Report } from '../../types.js';

type Server = NonNullable<GatewaySpec['servers']>[number];

/**
 * Gateways that ask the same pods for the same host on the same port and address.
 * https://istio.io/latest/docs/reference/config/networking/gateway/
 */
export const gatewayConflicts: Analyzer = {
  name: 'gateway.ConflictingGatewayAnalyzer',
  description: 'Looks for Gateways with the same pods, port and hosts',
  inputs: ['Gateway', 'Pod'],
  analyze(context, report) {
    const gateways = context.store.list('Gateway');
    const byListener = gatewaysByListener(gateways);
    const related = relatedSelectors(context, gateways);
    for (const resource of gateways) checkGateway(resource, byListener, related, report);
  },
};

function checkGateway(
  resource: GatewayResource,
  byListener: ReadonlyMap<string, readonly GatewayResource[]>,
  related: ReadonlyMap<string, readonly string[]>,
  report: Report,
): void {
  const selector = selectorText(resource);
  for (const [i, server] of (resource.body.spec?.servers ?? []).entries()) {
    const others = new Set<string>();
    for (const text of [selector, ...(related.get(selector) ?? [])]) {
      for (const key of listenersOf(text, server)) {
        for (const other of byListener.get(key) ?? []) {
          if (others.size >= MAX_NAMES) break;
          if (other !== resource) others.add(fullName(other));
        }
      }
    }
    if (others.size === 0) continue;
    report('IST0145', resource, ['spec', 'servers', i, 'hosts'], {
      gateways: listNames([...others]),
      selector,
      port: server.port?.number ?? 0,
      hosts: (server.hosts ?? []).join(','),
    });
  }
}

function gatewaysByListener(gateways: readonly GatewayResource[]): ReadonlyMap<string, readonly GatewayResource[]> {
  const byListener = new Map<string, GatewayResource[]>();
  for (const resource of gateways) {
    const selector = selectorText(resource);
    for (const key of (resource.body.spec?.servers ?? []).flatMap((server) => listenersOf(selector, server))) {
      const list = byListener.get(key);
      if (list) list.push(resource);
      else byListener.set(key, [resource]);
    }
  }
  return byListener;
}

/** What two servers share when they conflict, for each host: pods, port, address and host as they are written. */
function listenersOf(selector: string, { port, bind = '', hosts = [] }: Server): string[] {
  return hosts.map((host) => `${selector}\n${port?.number ?? 0}\n${bind}\n${host}`);
}

function selectorText({ body }: GatewayResource): string {
  return formatSelector(body.spec?.selector);
}

/** Other selectors that one contains or that contain it, where some pod has the labels of both. */
function relatedSelectors(
  context: AnalysisContext,
  gateways: readonly GatewayResource[],
): ReadonlyMap<string, readonly string[]> {
  const selectors = new Map(gateways.map((gateway) => [selectorText(gateway), gateway.body.spec?.selector]));
  const byPod = new Map<PodResource, string[]>();
  for (const [text, labels] of selectors) {
    // Without labels it takes every pod there is; which selectors have one is asked below.
    if (text === '') continue;
    for (const pod of context.fact(podLabels).select(labels)) byPod.set(pod, [...(byPod.get(pod) ?? []), text]);
  }
  const related = new Map<string, Set<string>>();
  const relate = (a: string, b: string) => related.set(a, (related.get(a) ?? new Set()).add(b));
  for (const texts of new Set([...byPod.values()].map((list) => list.join('\n')))) {
    const list = texts.split('\n');
    const all = selectors.has('') ? ['', ...list] : list;
    for (const a of all) for (const b of all) if (a !== b && (a.includes(b) || b.includes(a))) relate(a, b);
  }
  return new Map([...related].map(([text, others]) => [text, [...others]]));
}

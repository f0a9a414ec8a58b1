import type { VirtualServiceResource } from '../../../mesh/types.js';
import { suggest } from '../../../model/suggest.js';
import { fullName } from '../../facts/gateway-names.js';
import { httpRules } from '../../facts/http-rules.js';
import { knownHosts } from '../../facts/known-hosts.js';
import { destinations, pathOf, type WrittenDestination } from '../../facts/mesh-destinations.js';
import { isMirror } from '../../facts/place.js';
import type { AnalysisContext, Analyzer, MessageArgs, Report } from '../../types.js';

/**
 * Destinations whose host or port doesn't exist, those that have to name a port, and subsets that requests from a gateway
 * don't get. What isn't in files may well be in the cluster, so it needs one.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination
 */
export const destinationHosts: Analyzer = {
  name: 'virtualservice.DestinationHostAnalyzer',
  description: 'Looks up hosts and ports that VirtualServices route and mirror to',
  inputs: ['Service', 'ServiceEntry', 'VirtualService'],
  analyze(context, report) {
    if (context.complete) {
      for (const written of context.fact(destinations)) checkDestination(context, written, report);
    }
    for (const resource of context.store.list('VirtualService')) {
      if (resource.body.spec?.gateways?.length) checkGatewayRoutes(context, resource, report);
    }
  },
};

function checkDestination(context: AnalysisContext, written: WrittenDestination, report: Report): void {
  const { resource, destination } = written;
  const { host = '', port } = destination;
  const { namespace } = resource.metadata;
  const known = context.fact(knownHosts).find(host, namespace, resource.body.spec?.exportTo);
  if (known && port && known.ports.includes(port.number ?? 0)) return;
  const path = pathOf(written);
  const place = [...path, 'host'];
  if (!known) {
    const near = nearHost(context, host, namespace);
    report('IST0101', resource, place, { reftype: isMirror(path) ? 'mirror host' : 'host', refval: host, ...near });
    return;
  }
  if (!port) {
    if (known.ports.length > 1) report('IST0112', resource, place, { host, ports: known.ports.join(' ') });
    return;
  }
  const number = port.number ?? 0;
  report('IST0101', resource, [...path, 'port', 'number'], { reftype: 'host:port', refval: `${host}:${number}` });
}

/** Names of Services by namespace, for suggestions. */
function serviceNames(context: AnalysisContext): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const { metadata } of context.store.list('Service')) {
    const list = names.get(metadata.namespace);
    if (list) list.push(metadata.name);
    else names.set(metadata.namespace, [metadata.name]);
  }
  return names;
}

/** More names than this are not searched for a near one: each missing host would look at all. */
const MAX_NAMES = 100;

function nearHost(context: AnalysisContext, host: string, namespace: string): MessageArgs {
  if (host.includes('.')) return {};
  const names = context.fact(serviceNames).get(namespace) ?? [];
  const near = names.length > MAX_NAMES ? undefined : suggest(host, names);
  return near === undefined ? {} : { near };
}

/** VirtualServices that route to a subset of a host which is one of theirs, by that host as it is written. */
function subsetsOfOwnHosts(context: AnalysisContext): ReadonlyMap<string, ReadonlySet<string>> {
  const byHost = new Map<string, Set<string>>();
  for (const { resource, rule } of context.fact(httpRules)) {
    for (const { destination } of rule.route ?? []) {
      const { host = '', subset } = destination ?? {};
      if (!subset || !resource.body.spec?.hosts?.includes(host)) continue;
      const names = byHost.get(host) ?? new Set();
      byHost.set(host, names.add(fullName(resource)));
    }
  }
  return byHost;
}

function checkGatewayRoutes(context: AnalysisContext, resource: VirtualServiceResource, report: Report): void {
  const subsets = context.fact(subsetsOfOwnHosts);
  for (const [i, rule] of (resource.body.spec?.http ?? []).entries()) {
    for (const [j, { destination }] of (rule.route ?? []).entries()) {
      if (destination?.subset) continue;
      const path = ['spec', 'http', i, 'route', j, 'destination'];
      for (const mesh of subsets.get(destination?.host ?? '') ?? []) {
        report('IST0140', resource, path, { mesh, ingress: fullName(resource) });
      }
    }
  }
}

import type { DescribedRoute, RouteMatch, RouteReach, RouteTarget } from '../../mesh/describe/routes.js';
import type { DescribedVirtualService, Standing } from '../../mesh/describe/virtual-services.js';
import type { StringMatch } from '../../model/kinds/virtual-service.js';
import { at, indent, nameOf, type PlaceOf, reference } from './text.js';

const REMARKS: Readonly<Record<RouteReach, string>> = {
  here: '',
  'other-subset': 'not this workload: another subset',
  'unknown-subset': 'no DestinationRule has this subset: requests fail',
  elsewhere: 'leads to another service',
  answered: 'answered by the proxy',
};

const STANDINGS: Readonly<Record<Standing, string>> = {
  'in-force': 'in force',
  behind: 'not heard',
  'not-exported': "not heard: exportTo leaves out the client's namespace",
  'other-host': 'for other hosts, and leads here',
};

/** A VirtualService and its routes, as lines. */
export function formatVirtualService(described: DescribedVirtualService, place: PlaceOf): readonly string[] {
  const { virtualService, standing, behind, routes } = described;
  const { resource, hosts } = virtualService;
  const why = behind ? `: ${nameOf(behind.resource)} decides for this host` : '';
  const whose = standing === 'other-host' ? `, ${hosts.join(', ')}` : '';
  return [
    at(`VirtualService ${nameOf(resource)}: ${STANDINGS[standing]}${why}${whose}`, place(resource)),
    ...indent(formatRoutes(routes, place)),
  ];
}

/** Routes in their order, a line each. */
export function formatRoutes(routes: readonly DescribedRoute[], place: PlaceOf): readonly string[] {
  return routes.map((route, i) => {
    const remark =
      route.hiddenBy === undefined
        ? REMARKS[route.reach]
        : `never reached: route ${route.hiddenBy + 1} takes everything`;
    const name = route.name ? ` ${route.name}` : '';
    const text = `${route.kind} route ${i + 1}${name}: ${formatMatches(route.matches)} -> ${formatAction(route)}`;
    const { resource, path } = route.origin;
    return at(remark ? `${text}; ${remark}` : text, place(resource, path));
  });
}

function formatAction({ targets }: DescribedRoute): string {
  if (targets.length === 0) return 'its own answer';
  return targets.map((target) => formatTarget(target, targets.length > 1)).join(', ');
}

function formatTarget({ host, subset, port, weight }: RouteTarget, several: boolean): string {
  const share = several ? `${weight ?? 0}: ` : '';
  return `${share}${host}${port === undefined ? '' : `:${port}`}${subset ? ` subset ${subset}` : ''}`;
}

function formatMatches(matches: readonly RouteMatch[]): string {
  return matches.length === 0 ? 'everything' : matches.map(formatMatch).join(' or ');
}

function formatMatch(match: RouteMatch): string {
  const texts = ['uri', 'method', 'authority', 'scheme'] as const;
  const parts: readonly (string | false | undefined)[] = [
    ...texts.map((field) => match[field] && `${field} ${formatText(match[field])}`),
    ...Object.entries(match.headers ?? {}).map(([name, value]) => `header ${name} ${formatText(value)}`),
    ...Object.entries(match.withoutHeaders ?? {}).map(([name, value]) => `without header ${name} ${formatText(value)}`),
    ...Object.entries(match.queryParams ?? {}).map(([name, value]) => `query ${name} ${formatText(value)}`),
    match.sniHosts && `SNI ${match.sniHosts.join(', ')}`,
    match.destinationSubnets && `to ${match.destinationSubnets.join(', ')}`,
    match.sourceSubnet && `from ${match.sourceSubnet}`,
    match.port !== undefined && `port ${match.port}`,
    match.sourceNamespace && `from namespace ${match.sourceNamespace}`,
    match.sourceLabels && `from ${formatLabels(match.sourceLabels)}`,
    match.gateways && `through ${match.gateways.join(', ')}`,
  ];
  return parts.filter(Boolean).join(' and ') || 'everything';
}

function formatText({ exact, prefix, regex }: StringMatch): string {
  if (exact !== undefined) return `= ${exact}`;
  if (prefix !== undefined) return `${prefix}*`;
  return regex === undefined ? 'present' : `~ ${regex}`;
}

/** `app=web, version=v1` */
export function formatLabels(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}

/** The same as plain data. */
export function virtualServiceData(described: DescribedVirtualService, place: PlaceOf): object {
  const { virtualService, standing, behind, routes } = described;
  return {
    ...reference(virtualService.resource, place),
    hosts: virtualService.hosts,
    standing,
    ...(behind && { behind: nameOf(behind.resource) }),
    routes: routes.map((route) => routeData(route, place)),
  };
}

/** A route as plain data. */
export function routeData({ origin, hiddenBy, ...route }: DescribedRoute, place: PlaceOf): object {
  const where = place(origin.resource, origin.path);
  return { ...route, ...(hiddenBy !== undefined && { hiddenBy: hiddenBy + 1 }), ...(where && { place: where }) };
}

import type { HttpMatch, TcpMatch, TlsMatch } from '../../model/kinds/virtual-service.js';
import type { Path } from '../../model/resource.js';
import { resolveDestinationHost } from '../hosts.js';
import { catchesAll } from '../http-routes.js';
import type { MeshVirtualService, Provenance } from '../types.js';
import type { DescribedSubset } from './subsets.js';

/** Conditions of a route, of whichever kind: HTTP, TLS and TCP have those in common that they share. */
export type RouteMatch = HttpMatch & TlsMatch & TcpMatch;

/** Where a route sends what it takes. */
export interface RouteTarget {
  readonly host: string;
  readonly subset?: string;
  readonly port?: number;
  readonly weight?: number;
}

/**
 * What a route is to the service or workload described: it leads there; to another subset of the service; to a subset that no
 * DestinationRule has; to another service; or the proxy answers itself.
 */
export type RouteReach = 'here' | 'other-subset' | 'unknown-subset' | 'elsewhere' | 'answered';

export interface DescribedRoute {
  readonly kind: 'http' | 'tls' | 'tcp';
  readonly name?: string;
  /** Alternatives; none take everything. */
  readonly matches: readonly RouteMatch[];
  readonly targets: readonly RouteTarget[];
  readonly reach: RouteReach;
  /** Number of the route before that takes everything, so that this one never gets anything. */
  readonly hiddenBy?: number;
  readonly origin: Provenance;
}

/** The service that routes are looked at for. */
export interface RouteSubject {
  readonly hostname: string;
  readonly subsets: readonly DescribedSubset[];
}

interface WrittenTarget {
  readonly destination?: {
    readonly host?: string;
    readonly subset?: string;
    readonly port?: { readonly number?: number };
  };
  readonly weight?: number;
}

/**
 * The routes of a VirtualService as one service sees them, in their order.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/
 */
export function describeRoutes(virtualService: MeshVirtualService, subject: RouteSubject): readonly DescribedRoute[] {
  const { resource } = virtualService;
  const { tls = [], tcp = [] } = resource.body.spec ?? {};
  const connections = (kind: 'tls' | 'tcp', rules: readonly ConnectionRule[]) =>
    rules.map(({ match = [], route = [] }, i) => {
      const path: Path = ['spec', kind, i];
      const targets = targetsOf(route, virtualService.namespace);
      return { kind, matches: match, targets, reach: reachOf(targets, subject), origin: { resource, path } };
    });
  return [...describeHttp(virtualService, subject), ...connections('tls', tls), ...connections('tcp', tcp)];
}

interface ConnectionRule {
  readonly match?: readonly RouteMatch[];
  readonly route?: readonly WrittenTarget[];
}

function describeHttp(virtualService: MeshVirtualService, subject: RouteSubject): readonly DescribedRoute[] {
  const last = virtualService.http.findIndex(({ rule }) => !rule.match?.length || rule.match.some(takesAnything));
  return virtualService.http.map(({ rule, origin }, i): DescribedRoute => {
    const answered = rule.redirect !== undefined || rule.directResponse !== undefined;
    const targets = targetsOf(rule.route ?? [], virtualService.namespace);
    return {
      kind: 'http',
      ...(rule.name && { name: rule.name }),
      matches: rule.match ?? [],
      targets,
      reach: answered ? 'answered' : reachOf(targets, subject),
      ...(last >= 0 && i > last && { hiddenBy: last }),
      origin,
    };
  });
}

/** Whether a match takes every request of every client. */
function takesAnything(match: HttpMatch): boolean {
  const { gateways = [], port, sourceLabels = {}, sourceNamespace } = match;
  const conditional =
    gateways.length > 0 || port !== undefined || sourceNamespace || Object.keys(sourceLabels).length > 0;
  return !conditional && catchesAll(match);
}

function targetsOf(written: readonly WrittenTarget[], namespace: string): readonly RouteTarget[] {
  return written.map(({ destination = {}, weight }) => ({
    host: resolveDestinationHost(destination.host ?? '', namespace),
    ...(destination.subset && { subset: destination.subset }),
    ...(destination.port?.number !== undefined && { port: destination.port.number }),
    ...(weight !== undefined && { weight }),
  }));
}

function reachOf(targets: readonly RouteTarget[], { hostname, subsets }: RouteSubject): RouteReach {
  const own = targets.filter(({ host, weight }) => host === hostname && (weight !== 0 || targets.length === 1));
  if (own.length === 0) return 'elsewhere';
  if (own.some(({ subset }) => subset === undefined)) return 'here';
  const found = own.flatMap(({ subset }) => subsets.filter(({ name }) => name === subset));
  if (found.some(({ takes }) => takes !== false)) return 'here';
  return found.length > 0 ? 'other-subset' : 'unknown-subset';
}

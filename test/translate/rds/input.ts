import { translateOutboundRoutes } from '../../../src/translate/rds/index.js';
import { buildSharedState } from '../../../src/translate/translation.js';
import type { Route, RouteConfiguration, VirtualHost } from '../../../src/xds/types.js';
import { meshOf, pod, proxyOf } from '../../mesh/input.js';

/** A route configuration of the Pod `client` of namespace `ns` in a mesh of some documents. */
export function routeConfiguration(
  documents: readonly string[],
  name: string,
  config: unknown = {},
): RouteConfiguration {
  const mesh = meshOf([pod('client', '10.0.0.9', 'app: client, tier: front'), ...documents], config);
  const proxy = proxyOf(mesh, 'client');
  const t = { mesh, proxy, scope: mesh.scopeOf(proxy), shared: buildSharedState() };
  const [found] = translateOutboundRoutes(t, [name]);
  if (!found) throw new Error(`no route configuration ${name}`);
  return found;
}

/** Its virtual hosts by name. */
export function virtualHosts(
  documents: readonly string[],
  name: string,
  config: unknown = {},
): ReadonlyMap<string, VirtualHost> {
  return new Map(routeConfiguration(documents, name, config).virtualHosts?.map((host) => [host.name, host]));
}

/** Routes of the host `a` on port 80, for which a VirtualService has these rules. */
export function routesOf(http: string, more: readonly string[] = [], config: unknown = {}): readonly Route[] {
  const documents = [
    `
apiVersion: v1
kind: Service
metadata: {name: a, namespace: ns}
spec: {clusterIP: 10.1.0.1, ports: [{name: http, port: 80}]}`,
    `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: vs, namespace: ns}
spec: {hosts: [a], http: [${http}]}`,
    ...more,
  ];
  return virtualHosts(documents, '80', config).get('a.ns.svc.cluster.local:80')?.routes ?? [];
}

/** The only route of the only rule, with a destination `a` unless the rule has its own. */
export function routeOf(rule: string, more: readonly string[] = [], config: unknown = {}): Route {
  const complete = /route:|redirect:|directResponse:/.test(rule) ? rule : `${rule}, route: [{destination: {host: a}}]`;
  const [route] = routesOf(`{${complete}}`, more, config);
  if (!route) throw new Error('no route');
  return route;
}

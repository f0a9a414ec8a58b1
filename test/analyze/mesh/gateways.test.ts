import { describe, expect, it } from 'vitest';
import { meshAnalyzers } from '../../../src/analyze/analyzers/mesh/index.js';
import { findings } from '../harness.js';

const GATEWAY = (servers: string, rest = 'selector: {istio: ingress}') =>
  `apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: gw, namespace: shop}\nspec: {${rest}, servers: [${servers}]}\n---\n`;
const SERVER = (hosts: string, port = 80, more = '') =>
  `{port: {number: ${port}, name: http-${port}, protocol: HTTP}, hosts: [${hosts}]${more}}`;
const ROUTES = (
  name: string,
  spec: string,
  namespace = 'shop',
  http = '[{route: [{destination: {host: x.example.com}}]}]',
) =>
  `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {${spec}, http: ${http}}\n---\n`;
const ROUTER =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: r, namespace: ingress, labels: {istio: ingress}}\nspec: {containers: [{name: istio-proxy, args: [proxy, router]}]}\n---\n';
const LOOK = (name: string, namespace: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {ports: [{name: http, port: 80}]}\n---\n`;
const SIDECAR = (spec: string) =>
  `apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {name: default, namespace: shop}\nspec: {${spec}}\n---\n`;
const PATCH = (match: string, more = '') =>
  `apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {name: f, namespace: shop}\nspec: {${more}configPatches: [{applyTo: CLUSTER, match: ${match}, patch: {operation: MERGE, value: {}}}]}\n---\n`;
const MATCH = 'spec.configPatches[0].match';

interface Case {
  readonly what: string;
  readonly yaml: string;
  readonly found: readonly string[];
  readonly complete?: boolean;
}

const CASES: readonly Case[] = [
  { what: 'a lone Gateway', yaml: GATEWAY(SERVER('a.example.com')), found: [] },
  {
    what: 'a host that no VirtualService has',
    yaml:
      GATEWAY(SERVER('a.example.com, b.example.com, "*.c.example.com"')) +
      ROUTES('v', 'gateways: [gw], hosts: [a.example.com, x.c.example.com]'),
    found: ['MW0050 Gateway shop/gw spec.servers[0].hosts[1]'],
  },
  {
    what: 'a server that only redirects',
    yaml:
      GATEWAY(SERVER('b.example.com', 80, ', tls: {httpsRedirect: true}')) +
      ROUTES('v', 'gateways: [gw], hosts: [a.example.com]'),
    found: [],
  },
  {
    what: 'a host for VirtualServices of another namespace',
    yaml: GATEWAY(SERVER('other/a.example.com')) + ROUTES('v', 'gateways: [gw], hosts: [a.example.com]'),
    found: ['MW0050 Gateway shop/gw spec.servers[0].hosts[0]'],
  },
  {
    what: 'a VirtualService that the pods of its Gateway do not see',
    yaml:
      ROUTER +
      GATEWAY(SERVER('a.example.com')) +
      ROUTES('v', "gateways: [gw], hosts: [a.example.com], exportTo: ['.']") +
      ROUTES('w', 'gateways: [gw], hosts: [a.example.com], exportTo: [ingress]'),
    found: ['MW0051 VirtualService shop/v spec.exportTo'],
  },
  {
    what: 'a host that an older VirtualService catches whole',
    yaml:
      GATEWAY(SERVER('"*"')) +
      ROUTES(
        'a',
        'gateways: [gw], hosts: [a.example.com, b.example.com]',
        'shop',
        '[{match: [{uri: {prefix: /x}}], redirect: {uri: /y}}]',
      ) +
      ROUTES('b', 'gateways: [gw], hosts: [a.example.com]') +
      ROUTES('c', 'gateways: [gw], hosts: [b.example.com, a.example.com]'),
    found: ['MW0052 VirtualService shop/c spec.hosts[1]'],
  },
  {
    what: 'a port that the Service does not have',
    yaml:
      GATEWAY(`${SERVER('"*"')}, ${SERVER('"*"', 8443)}`) +
      'apiVersion: v1\nkind: Service\nmetadata: {name: r, namespace: ingress}\nspec: {selector: {istio: ingress, app: r}, ports: [{name: http, port: 80}]}\n---\n',
    found: ['MW0053 Gateway shop/gw spec.servers[1].port.number'],
  },
  {
    what: 'a Sidecar that leaves out a host of another namespace',
    yaml:
      LOOK('api', 'pay') +
      LOOK('cart', 'shop') +
      SIDECAR('egress: [{hosts: ["./*"]}]') +
      ROUTES('v', 'hosts: [api.pay.svc.cluster.local]') +
      ROUTES('w', 'hosts: [cart]'),
    found: ['MW0054 Sidecar shop/default spec.egress'],
  },
  {
    what: 'a Sidecar that takes a service without its VirtualService',
    yaml:
      LOOK('api', 'pay') +
      SIDECAR('egress: [{hosts: ["./*", "pay/*"]}]') +
      ROUTES('v', 'hosts: [api.pay.svc.cluster.local]', 'routes') +
      ROUTES('own', 'hosts: [api]', 'pay') +
      ROUTES('hidden', "hosts: [api.pay.svc.cluster.local], exportTo: ['.']", 'routes'),
    found: ['MW0055 Sidecar shop/default spec.egress'],
  },
  {
    what: 'a Sidecar that has it, or is for some workloads only',
    yaml:
      LOOK('api', 'pay') +
      SIDECAR('egress: [{hosts: ["./*", "pay/*"]}]') +
      SIDECAR('workloadSelector: {labels: {app: x}}, egress: [{hosts: ["./*"]}]').replace('default', 'some') +
      ROUTES('v', 'hosts: [api.pay.svc.cluster.local]'),
    found: [],
  },
  {
    what: 'a patch for clusters of a short name',
    yaml: PATCH('{cluster: {service: cart}}'),
    found: [`MW0080 EnvoyFilter shop/f ${MATCH}.cluster.service`],
  },
  {
    what: 'a patch for clusters of no service, or of another port',
    yaml:
      LOOK('cart', 'shop') +
      PATCH('{cluster: {service: card.shop.svc.cluster.local}}') +
      PATCH('{cluster: {service: cart.shop.svc.cluster.local, portNumber: 81}}').replace('name: f', 'name: g'),
    found: [
      `MW0080 EnvoyFilter shop/f ${MATCH}.cluster.service`,
      `MW0080 EnvoyFilter shop/g ${MATCH}.cluster.portNumber`,
    ],
  },
  {
    what: 'a patch for clusters of which nothing is known',
    yaml: PATCH('{cluster: {service: card.shop.svc.cluster.local, subset: v1, portNumber: 81}}'),
    found: [],
  },
  {
    what: 'a patch for gateways on workloads with sidecars',
    yaml:
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop, labels: {app: a}}\nspec: {containers: [{name: istio-proxy}]}\n---\n' +
      PATCH('{context: GATEWAY}', 'workloadSelector: {labels: {app: a}}, '),
    found: [`MW0080 EnvoyFilter shop/f ${MATCH}.context`],
  },
  {
    what: 'a patch beside a filter of a mistyped name',
    yaml: PATCH(
      '{listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manger, subFilter: {name: my.filter}}}}}',
    ),
    found: [`MW0080 EnvoyFilter shop/f ${MATCH}.listener.filterChain.filter.name`],
  },
  {
    what: 'a patch for the routes of no Gateway',
    yaml: GATEWAY(SERVER('a.example.com')) + PATCH('{routeConfiguration: {gateway: shop/wg}}'),
    found: [`MW0080 EnvoyFilter shop/f ${MATCH}.routeConfiguration.gateway`],
  },
  {
    what: 'old spellings',
    yaml: 'apiVersion: networking.istio.io/v1beta1\nkind: DestinationRule\nmetadata: {name: d}\nspec: {host: x.example.com, trafficPolicy: {loadBalancer: {simple: LEAST_CONN, warmupDurationSecs: 1s}}}\n---\n',
    found: [
      'MW0090 DestinationRule default/d spec.trafficPolicy.loadBalancer.simple',
      'MW0090 DestinationRule default/d spec.trafficPolicy.loadBalancer.warmupDurationSecs',
      'MW0091 DestinationRule default/d apiVersion',
    ],
  },
];

describe('findings about gateways, sidecars and patches', () => {
  it.each(CASES)('$what', ({ yaml, found, complete = false }) => {
    expect(findings(meshAnalyzers, yaml, { complete }).sort()).toEqual([...found].sort());
  });
});

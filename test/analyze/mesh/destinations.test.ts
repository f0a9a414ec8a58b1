import { describe, expect, it } from 'vitest';
import { meshAnalyzers } from '../../../src/analyze/analyzers/mesh/index.js';
import { findings } from '../harness.js';

const SERVICE = (name: string, namespace: string, rest = '') => `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ${namespace}}
spec: {selector: {app: ${name}}, ports: [{name: http, port: 80, targetPort: 8080}]${rest}}
---`;
const WORKLOAD = (name: string, namespace: string, version: string, spec = 'replicas: 2') => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}-${version}, namespace: ${namespace}}
spec:
  ${spec}
  template:
    metadata: {labels: {app: ${name}, version: ${version}}}
    spec: {containers: [{name: app, ports: [{containerPort: 8080}]}]}
---`;
const ROUTE = (destination: string, namespace = 'shop', hosts = '[cart]') => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: v, namespace: ${namespace}}
spec: {hosts: ${hosts}, http: [{route: [{destination: ${destination}}]}]}
---`;
const RULE = (spec: string, name = 'd', namespace = 'shop') => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
---`;
const CART = SERVICE('cart', 'shop');
const HOST = 'spec.http[0].route[0].destination';

interface Case {
  readonly what: string;
  readonly yaml: string;
  readonly found: readonly string[];
  readonly complete?: boolean;
}

const CASES: readonly Case[] = [
  { what: 'a lone VirtualService', yaml: ROUTE('{host: nowhere}'), found: [] },
  { what: 'a known destination', yaml: CART + ROUTE('{host: cart, port: {number: 80}}'), found: [] },
  {
    what: 'an unknown destination in a known namespace',
    yaml: CART + ROUTE('{host: card}'),
    found: [`MW0020 VirtualService shop/v ${HOST}.host`],
  },
  {
    what: 'an unknown destination in a cluster, of which IST0101 tells',
    yaml: CART + ROUTE('{host: card}'),
    complete: true,
    found: [],
  },
  {
    what: 'an unknown destination in a namespace of which nothing is known',
    yaml: CART + ROUTE('{host: x.elsewhere.svc.cluster.local}'),
    found: [],
  },
  {
    what: 'the port of the container',
    yaml: CART + ROUTE('{host: cart, port: {number: 8080}}'),
    found: [`MW0021 VirtualService shop/v ${HOST}.port.number`],
  },
  {
    what: 'a service that is not exported',
    yaml:
      CART +
      SERVICE('secret', 'vault').replace(
        'metadata: {',
        "metadata: {annotations: {networking.istio.io/exportTo: '.'}, ",
      ) +
      ROUTE('{host: secret.vault.svc.cluster.local}'),
    found: [`MW0022 VirtualService shop/v ${HOST}.host`],
  },
  {
    what: 'misspelt domains',
    yaml: CART + ROUTE('{host: cart.shop.svc.cluster.locl}', 'shop', '[cart.shop.svc]'),
    found: [`MW0023 VirtualService shop/v ${HOST}.host`, 'MW0023 VirtualService shop/v spec.hosts[0]'].sort(),
  },
  {
    what: 'name.namespace of a known service',
    yaml: CART + ROUTE('{host: cart.shop}', 'web', '[x.example.com]'),
    found: [`MW0023 VirtualService web/v ${HOST}.host`],
  },
  {
    what: 'names that only look alike',
    yaml: CART + ROUTE('{host: cart.shop.svc.clusterset.local}', 'web', '[shop.example.com, api.example]'),
    found: [],
  },
  {
    what: 'a short name of another namespace',
    yaml: CART + RULE('{host: cart}', 'd', 'config'),
    found: ['MW0024 DestinationRule config/d spec.host'],
  },
  {
    what: 'a host for sidecars that no service has',
    yaml: CART + ROUTE('{host: cart}', 'shop', '[cart, card]'),
    found: ['MW0025 VirtualService shop/v spec.hosts[1]'],
  },
  {
    what: 'a DestinationRule for no service',
    yaml: CART + RULE('{host: card}'),
    found: ['MW0037 DestinationRule shop/d spec.host'],
  },
  {
    what: 'a subset that no workload has',
    yaml:
      CART +
      WORKLOAD('cart', 'shop', 'v1') +
      RULE('{host: cart, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}'),
    found: ['MW0030 DestinationRule shop/d spec.subsets[1].labels'],
  },
  {
    what: 'subsets of a service without workloads',
    yaml: CART + RULE('{host: cart, subsets: [{name: v2, labels: {version: v2}}]}'),
    found: [],
  },
  {
    what: 'a subset by the place of its nodes',
    yaml:
      CART +
      WORKLOAD('cart', 'shop', 'v1') +
      RULE('{host: cart, subsets: [{name: west, labels: {topology.kubernetes.io/region: west}}]}'),
    found: [],
  },
  {
    what: 'a subset that no route names',
    yaml:
      CART +
      ROUTE('{host: cart, subset: v1}') +
      RULE('{host: cart, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}'),
    found: ['MW0031 DestinationRule shop/d spec.subsets[1]'],
  },
  {
    what: 'two rules for one host',
    yaml:
      RULE('{host: cart, trafficPolicy: {loadBalancer: {simple: RANDOM}}, subsets: [{name: v1, labels: {a: b}}]}') +
      RULE(
        '{host: cart.shop.svc.cluster.local, trafficPolicy: {loadBalancer: {simple: ROUND_ROBIN}}, subsets: [{name: v1, labels: {c: d}}]}',
        'e',
      ),
    found: ['MW0032 DestinationRule shop/e spec.trafficPolicy', 'MW0033 DestinationRule shop/e spec.subsets[0].name'],
  },
  {
    what: 'a rule that is exported from a third namespace',
    yaml: [
      RULE('{host: cart.shop.svc.cluster.local, exportTo: [web]}', 'd', 'other'),
      RULE("{host: cart.shop.svc.cluster.local, exportTo: ['*']}", 'e', 'other'),
      RULE("{host: cart.shop.svc.cluster.local, exportTo: ['.']}", 'f', 'own'),
      RULE("{host: cart.shop.svc.cluster.local, exportTo: ['*']}", 'g', 'shop'),
      RULE("{host: cart.shop.svc.cluster.local, exportTo: ['*']}", 'h', 'istio-system'),
    ].join(''),
    found: ['MW0034 DestinationRule other/d spec.exportTo', 'MW0035 DestinationRule other/e spec.exportTo'],
  },
  {
    what: 'a rule in a namespace of a cluster that has no proxy',
    yaml: CART + RULE('{host: cart.shop.svc.cluster.local}', 'd', 'config') + RULE('{host: cart}', 'e'),
    complete: true,
    found: ['MW0034 DestinationRule config/d spec.host'],
  },
  {
    what: 'outlier detection for one pod',
    yaml:
      CART +
      WORKLOAD('cart', 'shop', 'v1', 'replicas: 1') +
      RULE('{host: cart, trafficPolicy: {outlierDetection: {consecutive5xxErrors: 3}}}'),
    found: ['MW0036 DestinationRule shop/d spec.trafficPolicy.outlierDetection'],
  },
  {
    what: 'outlier detection for as many pods as an autoscaler wants',
    yaml:
      CART +
      WORKLOAD('cart', 'shop', 'v1', 'paused: false') +
      RULE('{host: cart, trafficPolicy: {outlierDetection: {consecutive5xxErrors: 3}}}'),
    found: [],
  },
];

const PORTS = (ports: string, name = 's') =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {selector: {app: a}, ports: [${ports}]}\n---\n`;
const PODS = (ports: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: a-1, labels: {app: a}}\nspec: {containers: [{name: app, ports: [${ports}]}]}\n---\n`;
const ENTRY = (name: string, namespace: string, rest: string) => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: ${name}, namespace: ${namespace}}
spec: {resolution: DNS, ports: [{number: 443, name: tls, protocol: TLS}], ${rest}}
---`;

const SERVICE_CASES: readonly Case[] = [
  {
    what: 'appProtocol against the name',
    yaml: PORTS(
      '{name: http-a, port: 81, appProtocol: tcp}, {name: http-b, port: 82, appProtocol: http2}, {name: x, port: 83, appProtocol: tcp}, {name: tcp-c, port: 84, appProtocol: redis}',
    ),
    found: ['MW0040 Service default/s spec.ports[0].appProtocol', 'MW0040 Service default/s spec.ports[1].appProtocol'],
  },
  {
    what: 'well-known ports',
    yaml: PORTS(
      '{name: http, port: 443}, {name: https, port: 80}, {name: http-db, port: 5432}, {name: tcp, port: 3306}, {name: http2, port: 80}, {name: tls, port: 443}, {name: web, port: 443}',
    ),
    found: [0, 1, 2].map((i) => `MW0041 Service default/s spec.ports[${i}].name`),
  },
  {
    what: 'two Services for one port',
    yaml:
      PORTS('{name: http, port: 81, targetPort: 8080}', 's') +
      PORTS('{name: tcp, port: 82, targetPort: 8080}', 't') +
      PODS(''),
    found: ['MW0042 Service default/t spec.ports[0]'],
  },
  {
    what: 'one number for TCP and UDP',
    yaml:
      PORTS('{name: tcp, port: 53, targetPort: 53}', 's') +
      PORTS('{name: dns, port: 53, targetPort: 53, protocol: UDP}', 't') +
      PODS(''),
    found: [],
  },
  {
    what: 'a container that is named for something else',
    yaml:
      PORTS('{name: http, port: 81, targetPort: grpc}, {name: grpc-b, port: 82, targetPort: 9091}') +
      PODS('{name: grpc, containerPort: 9090}, {name: web, containerPort: 9091}'),
    found: ['MW0043 Service default/s spec.ports[0]'],
  },
  {
    what: 'ServiceEntries for one host',
    yaml: ENTRY('a', 'one', 'hosts: [api.example.com]') + ENTRY('b', 'two', 'hosts: [x.example.com, api.example.com]'),
    found: ['MW0044 ServiceEntry two/b spec.hosts[1]'],
  },
  {
    what: 'ServiceEntries for one host that nobody sees both',
    yaml:
      ENTRY('a', 'one', "hosts: [api.example.com], exportTo: ['.']") +
      ENTRY('b', 'two', "hosts: [api.example.com], exportTo: ['.']"),
    found: [],
  },
  {
    what: 'a ServiceEntry for a Service',
    yaml: CART + ENTRY('a', 'one', 'hosts: [cart.shop.svc.cluster.local]'),
    found: ['MW0044 ServiceEntry one/a spec.hosts[0]'],
  },
];

describe('findings about destinations and services', () => {
  it.each([...CASES, ...SERVICE_CASES])('$what', ({ yaml, found, complete = false }) => {
    expect(findings(meshAnalyzers, yaml, { complete }).sort()).toEqual([...found].sort());
  });
});

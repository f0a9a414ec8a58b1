import { describe, expect, it } from 'vitest';
import { runCommand } from './command-run.js';

const pod = (name: string, labels: string, args: string) => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: shop, labels: {${labels}, security.istio.io/tlsMode: istio}}
spec: {containers: [{name: istio-proxy, image: proxyv2, args: [proxy, ${args}]}]}
status: {phase: Running, podIP: 10.1.1.${name.length}, podIPs: [{ip: 10.1.1.${name.length}}]}`;

const istio = (kind: string, name: string, spec: string, namespace = 'shop') => `
apiVersion: ${kind === 'PeerAuthentication' || kind === 'AuthorizationPolicy' ? 'security' : 'networking'}.istio.io/v1
kind: ${kind}
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}`;

const MESH = [
  pod('web-v1', 'app: web, version: v1', 'sidecar'),
  pod('edge', 'istio: edge', 'router'),
  `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  clusterIP: 10.0.0.1
  selector: {app: web}
  ports:
  - {name: http, port: 80, targetPort: 8080}
  - {name: other, port: 81, targetPort: 8081, appProtocol: grpc}
  - {name: db, port: 3306, targetPort: 3306}
  - {name: x, port: 9999, targetPort: 9999}`,
  istio(
    'DestinationRule',
    'web',
    '{host: web, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}',
  ),
  istio(
    'VirtualService',
    'a-first',
    `{hosts: [web], http: [
  {name: testers, match: [{headers: {x-user: {exact: t}}, uri: {prefix: /a}}], route: [{destination: {host: web, subset: v2}}]},
  {name: gone, match: [{method: {exact: PUT}}], route: [{destination: {host: web, subset: v9}}]},
  {match: [{port: 80}], redirect: {uri: /new}},
  {name: all, route: [{destination: {host: web}}]},
  {name: late, match: [{uri: {exact: /late}}], route: [{destination: {host: other}}]}]}`,
  ),
  istio(
    'VirtualService',
    'b-second',
    '{hosts: [web.shop.svc.cluster.local], http: [{route: [{destination: {host: web}}]}]}',
  ),
  istio('VirtualService', 'elsewhere', '{hosts: [old.example.com], http: [{route: [{destination: {host: web}}]}]}'),
  istio(
    'VirtualService',
    'private',
    '{hosts: [web.shop.svc.cluster.local], exportTo: ["."], http: [{route: [{destination: {host: web.shop.svc.cluster.local}}]}]}',
    'lab',
  ),
  istio(
    'VirtualService',
    'out',
    '{hosts: [shop.example.com], gateways: [edge, none], http: [{route: [{destination: {host: web}}]}]}',
  ),
  istio(
    'Gateway',
    'edge',
    '{selector: {istio: edge}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}',
  ),
  istio(
    'PeerAuthentication',
    'strict',
    '{selector: {matchLabels: {app: web}}, mtls: {mode: STRICT}, portLevelMtls: {8081: {mode: DISABLE}}}',
  ),
  istio('AuthorizationPolicy', 'viewers', '{selector: {matchLabels: {app: web}}, rules: [{}]}'),
].join('\n---');

interface Data {
  ports: { number: number; why: string; protocol: string; targetPort: number }[];
  subsets: { name: string; takes?: boolean }[];
  virtualServices: { name: string; standing: string; behind?: string; routes: RouteRow[] }[];
  gateways: { name: string; hosts: string[]; virtualService: { name: string }; proxies: string[] }[];
  gatewaysWithoutProxy: { gateway: string; virtualService: string }[];
  workloads: { name: string; mutualTls: { port: number; mode: string }[]; authorizationPolicies: { name: string }[] }[];
}
interface RouteRow {
  name?: string;
  reach: string;
  hiddenBy?: number;
}

const run = (...words: readonly string[]) => runCommand(['describe', ...words, '-f', '-'], MESH);

async function data(...words: readonly string[]): Promise<Data> {
  const { exit, out } = await run(...words, '-o', 'json');
  expect(exit).toBe(0);
  return JSON.parse(out) as Data;
}

describe('describe service', () => {
  it('says why a port has its protocol', async () => {
    const { ports } = await data('service', 'web.shop');
    expect(ports.map(({ number, protocol, why }) => [number, protocol, why])).toEqual([
      [80, 'http', 'name'],
      [81, 'grpc', 'appProtocol'],
      [3306, 'tcp', 'number'],
      [9999, 'auto', 'detected'],
    ]);
  });

  it.each([
    ['testers', 'here', undefined],
    ['gone', 'unknown-subset', undefined],
    [undefined, 'answered', undefined],
    ['all', 'here', undefined],
    ['late', 'elsewhere', 4],
  ])('tells what becomes of route %s', async (name, reach, hiddenBy) => {
    const route = (await data('service', 'web.shop')).virtualServices[0]?.routes.find((r) => r.name === name);
    expect(route).toMatchObject({ reach });
    expect(route?.hiddenBy).toBe(hiddenBy);
  });

  it('tells which VirtualService decides', async () => {
    const { virtualServices } = await data('service', 'web.shop');
    expect(virtualServices.map(({ name, standing, behind }) => [name, standing, behind])).toEqual([
      ['a-first.shop', 'in-force', undefined],
      ['b-second.shop', 'behind', 'a-first.shop'],
      ['elsewhere.shop', 'other-host', undefined],
      ['private.lab', 'not-exported', undefined],
    ]);
    const seen = await data('service', 'web.shop', '--client-namespace', 'lab');
    expect(seen.virtualServices[0]).toMatchObject({ name: 'private.lab', standing: 'in-force' });
  });

  it('finds the Gateways that expose it, and those that nothing serves', async () => {
    const { gateways, gatewaysWithoutProxy } = await data('service', 'web', '-n', 'shop');
    expect(gateways).toMatchObject([
      { name: 'edge.shop', hosts: ['shop.example.com'], virtualService: { name: 'out.shop' }, proxies: ['edge.shop'] },
    ]);
    expect(gatewaysWithoutProxy).toEqual([{ gateway: 'shop/none', virtualService: 'out.shop' }]);
  });

  it('tells how its workloads take requests', async () => {
    const [workload] = (await data('service', 'web.shop')).workloads;
    expect(workload?.mutualTls).toMatchObject([
      { port: 3306, mode: 'STRICT' },
      { port: 8080, mode: 'STRICT' },
      { port: 8081, mode: 'DISABLE' },
      { port: 9999, mode: 'STRICT' },
    ]);
    expect(workload?.authorizationPolicies).toMatchObject([{ name: 'viewers.shop', action: 'ALLOW', rules: 1 }]);
  });

  it('prints places', async () => {
    const { out } = await run('service', 'web.shop');
    expect(out).toMatch(/^Service: web\.shop\.svc\.cluster\.local \(-:\d+\)\n/);
    expect(out).toMatch(/http route 1 testers: uri \/a\* and header x-user = t -> web\S+ subset v2 \(-:\d+\)/);
    expect(out).toMatch(/http route 5 late: .*never reached: route 4 takes everything \(-:\d+\)/);
    expect(out).toMatch(/8081 +DISABLE +PeerAuthentication strict\.shop +-:\d+\n/);
  });

  it('knows no other services', async () => {
    const { exit, err } = await run('service', 'web');
    expect(exit).toBe(1);
    expect(err).toContain('did you mean web.shop?');
  });
});

describe('describe pod', () => {
  it('tells which subsets and routes are not for the pod', async () => {
    const { out } = await run('pod', 'web-v1.shop');
    expect(out).toMatch(/Subset v1 \[version=v1\]: takes this workload/);
    expect(out).toMatch(/Subset v2 \[version=v2\]: not this workload/);
    expect(out).toMatch(/route 1 testers: .*not this workload: another subset/);
  });

  it.each([
    ['ISTIO_MUTUAL', ['8081 is DISABLE']],
    ['DISABLE', ['3306 is STRICT', '8080 is STRICT', '9999 is STRICT']],
  ])('tells where clients that use %s do not get through', async (mode, expected) => {
    const rule = istio('DestinationRule', 'web-tls', `{host: web, trafficPolicy: {tls: {mode: ${mode}}}}`);
    const { out } = await runCommand(['describe', 'pod', 'web-v1.shop', '-f', '-'], `${MESH}\n---${rule}`);
    const conflicts = [...out.matchAll(/has clients use (\w+), but (\d+ is \w+): connections fail/g)];
    expect(conflicts.map(([, asked]) => asked)).toEqual(expected.map(() => mode));
    expect(conflicts.map(([, , what]) => what).sort()).toEqual(expected);
  });

  it('tells what a gateway serves', async () => {
    const { out } = await run('pod', 'edge.shop');
    expect(out).toMatch(/Gateway edge\.shop, port 80 HTTP \(-:\d+\)\n {4}Hosts: \*\n {4}VirtualService out\.shop/);
  });
});

describe('describe workload', () => {
  const lines = (...words: readonly string[]) =>
    runCommand(['describe', 'workload', ...words, '-f', 'test/samples/shop']);

  it('takes the template for the pods that are not there', async () => {
    const { exit, out } = await lines('catalog-v1.shop');
    expect(exit).toBe(0);
    expect(out).toMatch(/^Deployment: catalog-v1\.shop \(test\/samples\/shop\/catalog\.yaml:\d+\)\nPods: none\n/);
    expect(out).toContain('Subset v1 [version=v1]: takes this workload (');
  });

  it.each([
    ['catalog-v1', 1, 'did you mean catalog-v1.shop?'],
    ['catalog-v3.shop', 1, 'did you mean catalog-v1.shop?'],
    ['svc/catalog.shop', 64, 'use describe service'],
  ])('refuses %s', async (name, exit, hint) => {
    const ended = await lines(name);
    expect(ended.exit).toBe(exit);
    expect(ended.err).toContain(hint);
  });
});

import { describe, expect, it } from 'vitest';
import { deepAnalyzer } from '../../src/commands/analyze-deep.js';
import { classifyProxies } from '../../src/commands/analyze-deep-classes.js';
import { translateProxy } from '../../src/translate/index.js';
import { buildSharedState } from '../../src/translate/translation.js';
import { checkSnapshot } from '../../src/xds/check/index.js';
import { analyze, contextOf, findings } from '../analyze/harness.js';
import { generateMesh } from '../bench/gen-mesh.mjs';

const POD = (name: string, version = 'v1') =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop, labels: {app: ${name}, version: ${version}}}\nspec: {containers: [{name: istio-proxy}]}\nstatus: {podIP: 10.0.0.${name.length}}\n---\n`;
const SERVICE = (name: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: shop}\nspec: {clusterIP: 10.1.0.${name.length}, selector: {app: ${name}}, ports: [{name: http, port: 80, targetPort: 80}]}\n---\n`;
const FILTER = (name: string, selector: string, patch: string) =>
  `apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {name: ${name}, namespace: shop}\nspec: {workloadSelector: {labels: ${selector}}, configPatches: [${patch}]}\n---\n`;

const HARMLESS =
  '{applyTo: CLUSTER, match: {context: SIDECAR_OUTBOUND}, patch: {operation: MERGE, value: {connectTimeout: 1s}}}';
const RANDOM_PASSTHROUGH =
  '{applyTo: CLUSTER, match: {cluster: {name: PassthroughCluster}}, patch: {operation: MERGE, value: {lbPolicy: RANDOM}}}';
const inbound = (port: number) =>
  `{applyTo: CLUSTER, match: {cluster: {name: "inbound|${port}||"}}, patch: {operation: MERGE, value: {lbPolicy: RANDOM}}}`;

describe('analyze --deep', () => {
  it('says nothing about a mesh that Envoy takes', () => {
    const text = generateMesh(20);
    expect(findings([deepAnalyzer], text)).toEqual([]);
  });

  it('blames the patch without which Envoy would take a cluster', () => {
    const text = POD('cart') + SERVICE('cart') + FILTER('f', '{app: cart}', `${HARMLESS}, ${RANDOM_PASSTHROUGH}`);
    const found = analyze([deepAnalyzer], text);
    expect(found.map((f) => [f.code, f.resource?.kind, f.path, f.args['name']])).toEqual([
      ['MW0200', 'EnvoyFilter', ['spec', 'configPatches', 1], 'PassthroughCluster'],
    ]);
  });

  it('finds what one proxy of many has of its own', () => {
    const text =
      ['cart', 'orders', 'pay'].map((name) => POD(name) + SERVICE(name)).join('') +
      FILTER('f', '{app: pay}', inbound(80));
    expect(findings([deepAnalyzer], text)).toEqual(['MW0200 EnvoyFilter shop/f spec.configPatches[0]']);
  });

  it('finds in classes of proxies what all proxies have', () => {
    const text = `${generateMesh(40)}---\n${FILTER('f', '{version: v2}', inbound(8080)).replaceAll('shop', 'team-3')}${FILTER(
      'g',
      '{version: v1}',
      RANDOM_PASSTHROUGH,
    ).replaceAll('shop', 'team-4')}`;
    const context = contextOf(text);
    const mesh = context.mesh();
    const shared = buildSharedState();
    const every = new Set<string>();
    for (const proxy of mesh.proxies) {
      for (const { code, effect } of checkSnapshot(translateProxy(mesh, proxy, shared))) {
        if (effect === 'refused') every.add(`${proxy.namespace} ${code}`);
      }
    }
    const found = analyze([deepAnalyzer], text).map((f) => `${f.resource?.metadata.namespace} MW0200`);
    expect([...every].sort()).toEqual(['team-3 original-dst-policy', 'team-4 original-dst-policy']);
    expect(found.sort()).toEqual(['team-3 MW0200', 'team-4 MW0200']);
  });

  it('translates few proxies of many', () => {
    const { store, mesh } = contextOf(generateMesh(100));
    const classes = classifyProxies(mesh(), store);
    expect(classes.length).toBe(20);
    expect(classes.flatMap((c) => c.proxies).length).toBe(mesh().proxies.length);
    expect(classes.flatMap((c) => c.own).length).toBe(100);
  });

  it('tells what translation leaves out', () => {
    const server =
      '{port: {number: 443, name: https, protocol: HTTPS}, tls: {mode: PASSTHROUGH}, hosts: [a.example.com]}';
    const text = `apiVersion: v1
kind: Pod
metadata: {name: r, namespace: shop, labels: {istio: ingress}}
spec: {containers: [{name: istio-proxy, args: [proxy, router]}]}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw, namespace: shop}
spec: {selector: {istio: ingress}, servers: [${server}, ${server}]}
`;
    expect(findings([deepAnalyzer], text)).toContain('MW0201 Gateway shop/gw spec.servers[1]');
  });
});

import { describe, expect, it } from 'vitest';
import { translateProxy } from '../../../src/translate/index.js';
import { buildSharedState } from '../../../src/translate/translation.js';
import { meshOf, proxyOf, service, virtualService } from '../../mesh/input.js';

const ROUTER = `
apiVersion: v1
kind: Pod
metadata: {name: gw, namespace: ns, labels: {app: gw}}
spec: {containers: [{name: istio-proxy, image: proxyv2, args: [proxy, router]}]}
status: {phase: Running, podIP: 10.0.0.1, podIPs: [{ip: 10.0.0.1}], conditions: [{type: Ready, status: "True"}]}`;

/** Which chains of a gateway have an extension for connections; `match` is YAML in flow style. */
function extended(server: string, match: string) {
  const mesh = meshOf([
    ROUTER,
    service('gw', 'name: x, port: 443, targetPort: 8443', '10.1.0.1'),
    service('db', 'name: tcp, port: 90', '10.1.0.2'),
    virtualService('v', '{hosts: ["*"], gateways: [g], tcp: [{route: [{destination: {host: db}}]}]}'),
    `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: g, namespace: ns}
spec: {selector: {app: gw}, servers: [${server}]}`,
    `
apiVersion: extensions.istio.io/v1alpha1
kind: WasmPlugin
metadata: {name: net, namespace: ns}
spec: {url: "oci://x/y:1", type: NETWORK, match: [${match}]}`,
  ]);
  const { listeners } = translateProxy(mesh, proxyOf(mesh, 'gw'), buildSharedState());
  const chains = listeners.flatMap((l) => l.filterChains ?? []);
  return chains.map((c) => (c.filters ?? []).some((f) => f.name.startsWith('extensions.istio.io')));
}

describe('extensions for connections to a gateway', () => {
  const https = (host: string) =>
    `{port: {number: 443, name: ${host}, protocol: HTTPS}, hosts: [${host}.x], tls: {mode: SIMPLE, credentialName: c}}`;
  const tcp = '{port: {number: 443, name: t, protocol: TCP}, hosts: ["*"]}';
  const auto =
    '{port: {number: 443, name: p, protocol: TLS}, hosts: ["db.ns.svc.cluster.local"], tls: {mode: AUTO_PASSTHROUGH}}';
  it.each([
    ['are matched by the port that the SNI names', auto, '{ports: [{number: 90}]}', [true]],
    ['are not matched by the named port where the SNI names one', auto, '{ports: [{number: 443}]}', [false]],
    [
      'run on the first of the chains that end requests',
      `${https('a')}, ${https('b')}`,
      '{mode: CLIENT}',
      [true, false],
    ],
    ['are matched by the bound port for requests', https('a'), '{ports: [{number: 8443}]}', [true]],
    ['are matched by the named port without requests', tcp, '{ports: [{number: 443}]}', [true]],
    ['are not matched by the bound port without requests', tcp, '{ports: [{number: 8443}]}', [false]],
  ])('%s', (_, server, match, expected) => {
    expect(extended(server, match)).toEqual(expected);
  });
});

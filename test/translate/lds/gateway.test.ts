import { describe, expect, test } from 'vitest';
import { gatewayTls } from '../../../src/translate/filters/gateway-tls.js';
import { translateProxy } from '../../../src/translate/index.js';
import { buildSharedState } from '../../../src/translate/translation.js';
import { meshOf, pod, proxyOf, service, virtualService } from '../../mesh/input.js';

const EDGE = pod('edge-0', '10.0.0.1', 'istio: edge').replace('image: proxyv2', 'image: proxyv2, args: [router]');
const APP = service('app', 'name: tcp, port: 9000', '10.1.0.2');

function translated(servers: string, rules: readonly string[] = [], router = EDGE) {
  const gateway = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw, namespace: ns}
spec: {selector: {istio: edge}, servers: [${servers}]}`;
  const mesh = meshOf([router, APP, gateway, ...rules]);
  const shared = buildSharedState();
  return { ...translateProxy(mesh, proxyOf(mesh, 'edge-0'), shared), mesh, shared };
}

const TO_APP = 'route: [{destination: {host: app}}]';
const TLS = '{port: {number: 443, name: tls, protocol: TLS}, hosts: [a.example], tls: {mode: PASSTHROUGH}}';
const SNI = virtualService(
  'sni',
  `{hosts: [a.example], gateways: [gw], tls: [{match: [{sniHosts: [a.example]}], ${TO_APP}}]}`,
);

describe('listeners of a router', () => {
  test('nothing selects it: nothing is listened on', () => {
    const { listeners, routes } = translated(
      TLS,
      [SNI],
      pod('edge-0', '10.0.0.1').replace('proxyv2', 'x, args: [router]'),
    );
    expect([listeners, routes]).toEqual([[], []]);
  });

  test('a port whose servers lead nowhere is left out', () => {
    expect(translated(TLS).listeners).toEqual([]);
    expect(translated(TLS, [SNI]).listeners.map((l) => l.name)).toEqual(['0.0.0.0_443']);
  });

  test('SNI that an earlier rule has is left to it', () => {
    const other = virtualService(
      'zzz',
      `{hosts: [a.example], gateways: [gw], tls: [{match: [{sniHosts: [b.example, a.example]}], ${TO_APP}}]}`,
    );
    const [listener] = translated(TLS, [SNI, other]).listeners;
    expect(listener?.filterChains?.map((c) => c.filterChainMatch?.serverNames)).toEqual([['a.example']]);
  });

  test('rules for everything need no match, but the handshake is looked at', () => {
    const any = virtualService('any', `{hosts: ["*"], gateways: [gw], tls: [{match: [{sniHosts: ["*"]}], ${TO_APP}}]}`);
    const [listener] = translated(TLS, [any]).listeners;
    expect(listener?.filterChains?.map((c) => c.filterChainMatch)).toEqual([undefined]);
    expect(listener?.listenerFilters?.map((f) => f.name)).toEqual(['envoy.filters.listener.tls_inspector']);
  });

  test('a rule for another port or Gateway does not count', () => {
    const tcp = '{port: {number: 9000, name: tcp, protocol: TCP}, hosts: ["*"]}';
    const rule = (match: string) =>
      virtualService('tcp', `{hosts: ["*"], gateways: [gw, mesh], tcp: [{match: [{${match}}], ${TO_APP}}]}`);
    const names = (match: string) => translated(tcp, [rule(match)]).listeners.map((l) => l.name);
    expect(names('port: 9000')).toEqual(['0.0.0.0_9000']);
    expect(names('gateways: [gw]')).toEqual(['0.0.0.0_9000']);
    expect(names('port: 9001')).toEqual([]);
    expect(names('gateways: [mesh]')).toEqual([]);
  });

  test('mutual TLS that is passed on by its name is not for the router to allow', () => {
    const auto = '{port: {number: 15443, name: tls, protocol: TLS}, hosts: ["*.local"], tls: {mode: AUTO_PASSTHROUGH}}';
    const deny = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: nobody, namespace: ns}
spec: {}`;
    const [listener] = translated(auto, [deny]).listeners;
    expect(listener?.filterChains?.[0]?.filters?.map((f) => f.name)).toEqual(['envoy.filters.network.tcp_proxy']);
  });

  test('a server may listen on a socket', () => {
    const socket = '{port: {number: 0, name: http, protocol: HTTP}, hosts: ["*"], bind: "unix:///run/x.sock"}';
    const [listener] = translated(socket).listeners;
    expect(listener?.address).toEqual({ pipe: { path: '/run/x.sock' } });
  });

  test('plain HTTP behind TLS gets a chain, but no routes', () => {
    const plain = '{port: {number: 443, name: http, protocol: HTTP}, hosts: [b.example]}';
    const { listeners, routes } = translated(`${TLS}, ${plain}`, [SNI]);
    expect(listeners[0]?.filterChains).toHaveLength(2);
    expect(routes).toEqual([]);
  });

  test('replicas share listeners and routes', () => {
    const http = '{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}';
    const first = translated(http);
    const again = translateProxy(first.mesh, { ...proxyOf(first.mesh, 'edge-0'), name: 'edge-1' }, first.shared);
    expect(again.listeners[0]).toBe(first.listeners[0]);
    expect(again.routes[0]).toBe(first.routes[0]);
  });
});

describe('TLS that a gateway ends', () => {
  const common = (tls: Parameters<typeof gatewayTls>[0], defaults = {}) =>
    gatewayTls(tls, 'http', defaults).typedConfig?.['commonTlsContext'];

  test('the mesh says what a server does not', () => {
    const defaults = { cipherSuites: ['A'], ecdhCurves: ['P-256'] };
    expect(
      common({ mode: 'SIMPLE', credentialName: 'c', cipherSuites: ['B'], minProtocolVersion: 'TLSV1_3' }, defaults),
    ).toMatchObject({
      tlsParams: { tlsMinimumProtocolVersion: 'TLSv1_3', cipherSuites: ['B'], ecdhCurves: ['P-256'] },
    });
    expect(common({ mode: 'ISTIO_MUTUAL' }, defaults)).not.toHaveProperty('tlsParams');
  });

  test('the oldest version may be that of the mesh', () => {
    expect(common({ mode: 'SIMPLE', credentialName: 'c' }, { minProtocolVersion: 'TLSV1_3' })).toMatchObject({
      tlsParams: { tlsMinimumProtocolVersion: 'TLSv1_3' },
    });
  });

  test.each([
    ['a', 'kubernetes://a'],
    ['kubernetes://ns/a', 'kubernetes://ns/a'],
    ['sds://a', 'kubernetes://sds://a'],
    ['builtin://', 'default'],
  ])('credential %s is asked for as %s', (credentialName, name) => {
    expect(common({ mode: 'SIMPLE', credentialName })).toMatchObject({ tlsCertificateSdsSecretConfigs: [{ name }] });
  });

  test('names of clients count without their certificates', () => {
    expect(common({ mode: 'SIMPLE', credentialName: 'c', subjectAltNames: ['x'] })).toMatchObject({
      validationContext: { matchSubjectAltNames: [{ exact: 'x' }] },
    });
  });

  test('pinned certificates count with Secrets, lists of revoked ones with files', () => {
    const tls = { mode: 'MUTUAL', verifyCertificateSpki: ['s'], caCrl: '/crl' } as const;
    const context = (more: object) => common({ ...tls, ...more });
    expect(context({ credentialName: 'c' })).toMatchObject({
      combinedValidationContext: { defaultValidationContext: { verifyCertificateSpki: ['s'] } },
    });
    expect(context({ caCertificates: '/ca' })).toMatchObject({
      combinedValidationContext: {
        defaultValidationContext: { crl: { filename: '/crl' } },
        validationContextSdsSecretConfig: { name: 'file-root:/ca' },
      },
    });
  });
});

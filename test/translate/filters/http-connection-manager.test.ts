import { describe, expect, it } from 'vitest';
import { httpConnectionManager } from '../../../src/translate/filters/http-connection-manager.js';
import { buildListenerContext } from '../../../src/translate/filters/listener-context.js';
import { buildSharedState } from '../../../src/translate/translation.js';
import { meshOf, pod, proxyOf } from '../../mesh/input.js';

function managerOf(side: 'inbound' | 'gateway', defaultConfig: object) {
  const mesh = meshOf([pod('w', '10.0.0.1')], { defaultConfig });
  const proxy = proxyOf(mesh, 'w');
  const context = buildListenerContext({ mesh, proxy, scope: mesh.scopeOf(proxy), shared: buildSharedState() });
  return httpConnectionManager(context, { side, protocol: 'http', statPrefix: 'x', routes: '80' }).typedConfig;
}

describe('what a client is told of the workload', () => {
  const proxyHeaders = { metadataExchangeHeaders: { mode: 'IN_MESH' } };
  it.each([
    [false, true],
    [true, false],
  ])('outside the mesh through the HTTP proxy of the mesh: %s', (absoluteUrls, skips) => {
    const mesh = meshOf([pod('w', '10.0.0.1')], { defaultConfig: { proxyHeaders } });
    const proxy = proxyOf(mesh, 'w');
    const context = buildListenerContext({ mesh, proxy, scope: mesh.scopeOf(proxy), shared: buildSharedState() });
    const site = { side: 'outbound', protocol: 'http', statPrefix: 'x', routes: '80', absoluteUrls } as const;
    const [exchange] = [httpConnectionManager(context, site).typedConfig?.['httpFilters']].flat();
    expect(JSON.stringify(exchange).includes('skip_external_clusters')).toBe(skips);
  });
});

describe('what is said about a client', () => {
  const proxyHeaders = { setCurrentClientCertDetails: { subject: false, dns: false, chain: true } };
  it.each([
    ['inbound', { proxyHeaders }, { subject: false, chain: true, uri: true }],
    ['gateway', { proxyHeaders }, { subject: true, cert: true, dns: true, uri: true }],
    ['gateway', { gatewayTopology: { forwardClientCertDetails: 'SANITIZE' } }, undefined],
  ] as const)('at the %s under %j', (side, config, expected) => {
    expect(managerOf(side, config)?.['setCurrentClientCertDetails']).toEqual(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { patchClusters } from '../../../src/translate/envoy-filter/clusters.js';
import { patchListeners } from '../../../src/translate/envoy-filter/listeners.js';
import { buildPatchSet } from '../../../src/translate/envoy-filter/patches.js';
import { patchRouteConfiguration } from '../../../src/translate/envoy-filter/routes.js';
import type { Cluster, Listener, RouteConfiguration } from '../../../src/xds/types.js';
import { meshOf, pod, proxyOf } from '../../mesh/input.js';

/** Patches of one EnvoyFilter in namespace `ns`; each is YAML in flow style. */
function patchesOf(...patches: string[]) {
  const mesh = meshOf([
    pod('w', '10.0.0.1'),
    `
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: f, namespace: ns}
spec: {configPatches: [${patches.join(', ')}]}`,
  ]);
  const proxy = proxyOf(mesh, 'w');
  return { patches: buildPatchSet(mesh.envoyFilters.find(proxy)), proxy };
}

const SOCKET =
  '{name: tls, typedConfig: {"@type": t/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext, sni: a}}';

describe('patches of clusters', () => {
  it.each([
    ['takes the place of no socket', 'name: c', `name: c, transportSocket: ${SOCKET}`],
    ['takes the place of another', 'name: c, transportSocket: {name: raw}', `name: c, transportSocket: ${SOCKET}`],
    [
      'is merged into the same',
      'name: c, transportSocket: {name: tls, typedConfig: {"@type": t/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext, maxSessionKeys: 1}}',
      'name: c, transportSocket: {name: tls, typedConfig: {"@type": t/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext, maxSessionKeys: 1, sni: a}}',
    ],
    [
      'is nothing for another type',
      'name: c, transportSocket: {name: tls, typedConfig: {"@type": t/Other}}',
      'name: c, transportSocket: {name: tls, typedConfig: {"@type": t/Other}}',
    ],
  ])('a transport socket %s', (_, before, after) => {
    const { patches, proxy } = patchesOf(
      `{applyTo: CLUSTER, patch: {operation: MERGE, value: {lb_policy: RANDOM, transport_socket: ${SOCKET}}}}`,
    );
    const cluster: Cluster = parse(`{${before}}`);
    expect(patchClusters([cluster], patches, proxy)).toEqual([parse(`{${after}}`)]);
  });
});

describe('patches of clusters one after another', () => {
  it('know a cluster by the name that it has got', () => {
    const { patches, proxy } = patchesOf(
      '{applyTo: CLUSTER, match: {cluster: {name: a}}, patch: {operation: MERGE, value: {name: b}}}',
      '{applyTo: CLUSTER, match: {cluster: {name: b}}, patch: {operation: MERGE, value: {alt_stat_name: s}}}',
    );
    expect(patchClusters([{ name: 'a' }], patches, proxy)).toEqual([{ name: 'b', altStatName: 's' }]);
  });
});

describe('patches of listeners', () => {
  const inbound = (fields: string): Listener =>
    parse(`{name: virtualInbound, trafficDirection: INBOUND, address: {socketAddress: {portValue: 15006}}, ${fields}}`);
  it.each([
    [
      'a listener filter by the port of a chain',
      '{applyTo: LISTENER_FILTER, match: {context: SIDECAR_INBOUND, listener: {portNumber: 8080, listenerFilter: a}}, patch: {operation: REMOVE}}',
      'listenerFilters: [{name: a}]',
      '',
    ],
    [
      'all listener filters, whichever is named',
      '{applyTo: LISTENER_FILTER, match: {listener: {listenerFilter: z}}, patch: {operation: MERGE, value: {name: m, typed_config: {"@type": t/envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector, initial_read_buffer_size: 7}}}}',
      'listenerFilters: [{name: a, typedConfig: {"@type": t/envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector}}, {name: b}]',
      'listenerFilters: [{name: a, typedConfig: {"@type": t/envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector, initialReadBufferSize: 7}}, {name: b}]',
    ],
    [
      'no listener filter where none is named',
      '{applyTo: LISTENER_FILTER, patch: {operation: MERGE, value: {typed_config: {"@type": t/envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector, initial_read_buffer_size: 7}}}}',
      'listenerFilters: [{name: a, typedConfig: {"@type": t/envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector}}]',
      'listenerFilters: [{name: a, typedConfig: {"@type": t/envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector}}]',
    ],
    [
      'nothing more once one could not be merged',
      '{applyTo: LISTENER_FILTER, match: {listener: {listenerFilter: a}}, patch: {operation: MERGE, value: {typed_config: {"@type": t/envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector}}}}, {applyTo: FILTER_CHAIN, patch: {operation: REMOVE}}, {applyTo: LISTENER, patch: {operation: ADD, value: {name: new}}}, {applyTo: LISTENER, match: {context: SIDECAR_INBOUND}, patch: {operation: ADD, value: {name: in}}}',
      'listenerFilters: [{name: a, typedConfig: {"@type": t/Other}}], filterChains: [{filters: [{name: x}]}]',
      'listenerFilters: [{name: a, typedConfig: {"@type": t/Other}}], filterChains: [{filters: [{name: x}]}]',
    ],
    [
      'a filter chain by the port of others',
      '{applyTo: FILTER_CHAIN, match: {context: SIDECAR_INBOUND, listener: {portNumber: 8080}}, patch: {operation: ADD, value: {name: new, filters: [{name: a}]}}}',
      '',
      'filterChains: [{name: new, filters: [{name: a}]}]',
    ],
    [
      'nothing with a chain that has no filters',
      '{applyTo: FILTER_CHAIN, patch: {operation: ADD, value: {name: new}}}',
      '',
      '',
    ],
    [
      'a filter chain by the name that another has given it',
      '{applyTo: FILTER_CHAIN, patch: {operation: MERGE, value: {name: b}}}, {applyTo: FILTER_CHAIN, match: {listener: {filterChain: {name: a}}}, patch: {operation: REMOVE}}',
      'filterChains: [{name: a, filters: [{name: x}]}]',
      'filterChains: [{name: b, filters: [{name: x}]}]',
    ],
    [
      'a filter: its name and configuration',
      '{applyTo: NETWORK_FILTER, patch: {operation: MERGE, value: {name: b, disabled: true, typed_config: {"@type": t/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy, cluster: z}}}}',
      'filterChains: [{filters: [{name: a, typedConfig: {"@type": t/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy, statPrefix: x}}, {name: c, configDiscovery: {}}]}]',
      'filterChains: [{filters: [{name: b, typedConfig: {"@type": t/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy, statPrefix: x, cluster: z}}, {name: c, configDiscovery: {}}]}]',
    ],
  ])('change %s', (_, patch, before, after) => {
    const { patches, proxy } = patchesOf(patch);
    const own = patchListeners([inbound(before)], patches, proxy).filter((l) => l.name !== 'new');
    expect(own).toEqual([inbound(after)]);
  });
});

describe('patches of routes', () => {
  const config = (name: string): RouteConfiguration => ({
    name,
    virtualHosts: [{ name: 'a', domains: ['a'], routes: [] }],
  });

  it('see no domains where another has put a host without', () => {
    const { patches } = patchesOf(
      '{applyTo: VIRTUAL_HOST, patch: {operation: REPLACE, value: {name: b}}}',
      '{applyTo: VIRTUAL_HOST, match: {routeConfiguration: {vhost: {domainName: a}}}, patch: {operation: REMOVE}}',
    );
    expect(patchRouteConfiguration(config('80'), patches, 'SIDECAR_OUTBOUND').virtualHosts).toEqual([{ name: 'b' }]);
  });

  it('take out by name even what they add', () => {
    const { patches } = patchesOf(
      '{applyTo: VIRTUAL_HOST, match: {routeConfiguration: {vhost: {name: a}}}, patch: {operation: REMOVE}}',
      '{applyTo: VIRTUAL_HOST, patch: {operation: ADD, value: {name: a, domains: [b]}}}',
    );
    expect(patchRouteConfiguration(config('80'), patches, 'SIDECAR_OUTBOUND')).toEqual({ name: '80' });
  });

  it.each([
    ['SIDECAR_OUTBOUND', '80', 0],
    ['GATEWAY', 'http.80', 1],
    ['GATEWAY', 'https.443.web.gw.ns', 0],
    ['GATEWAY', 'https.443.other.gw.ns', 1],
  ] as const)('for the name of a port count at a %s for %s', (context, name, left) => {
    const { patches } = patchesOf(
      '{applyTo: VIRTUAL_HOST, match: {routeConfiguration: {portName: web}}, patch: {operation: REMOVE}}',
    );
    expect(patchRouteConfiguration(config(name), patches, context).virtualHosts ?? []).toHaveLength(left);
  });

  it.each([
    ['80', 0],
    ['inbound|80||', 0],
    ['host:80', 1],
  ])('for a port count for %s', (name, left) => {
    const { patches } = patchesOf(
      '{applyTo: VIRTUAL_HOST, match: {routeConfiguration: {portNumber: 80}}, patch: {operation: REMOVE}}',
    );
    expect(patchRouteConfiguration(config(name), patches, 'SIDECAR_OUTBOUND').virtualHosts ?? []).toHaveLength(left);
  });
});

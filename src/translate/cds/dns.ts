import { protoDuration } from '../../mesh/durations.js';
import type { MeshConfig } from '../../mesh/mesh-config.js';
import type { MeshProxy } from '../../mesh/types.js';
import { typeUrl } from '../../xds/json.js';
import type { Cluster, Extension } from '../../xds/types.js';

const RESOLVER: Extension = {
  name: 'envoy.network.dns_resolver.cares',
  typedConfig: {
    '@type': typeUrl('envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig'),
    udpMaxQueries: 100,
  },
};

/**
 * How a cluster resolves the names of its endpoints; `allFamilies` where Envoy races connections to all addresses.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/intro/arch_overview/upstream/service_discovery#strict-dns
 */
export function dnsFields(config: MeshConfig, proxy: MeshProxy, allFamilies: boolean): Partial<Cluster> {
  return {
    dnsLookupFamily: allFamilies ? 'ALL' : proxy.ipv4 ? 'V4_ONLY' : 'V6_ONLY',
    dnsRefreshRate: protoDuration(config.dnsRefreshRate),
    dnsJitter: '0.100s',
    respectDnsTtl: true,
    typedDnsResolverConfig: RESOLVER,
  };
}

import { indexProviderHosts, type ProviderHosts } from '../mesh/provider-hosts.js';
import { cached, type Translation } from './translation.js';

/** Namespaces of all services' hosts, in which extension providers find theirs; made once a mesh. */
export function providerHosts(t: Translation): ProviderHosts {
  return cached(t.shared, 'provider-hosts', '', () => indexProviderHosts(t.mesh.services));
}

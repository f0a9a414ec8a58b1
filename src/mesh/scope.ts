import { mergeByHostname } from './cluster-services.js';
import type { MeshConfig } from './mesh-config.js';
import { withDestinations } from './scope-destinations.js';
import type { EgressListener, MeshService, MeshVirtualService, Scope } from './types.js';
import { selectVirtualServices } from './virtual-services.js';
import { visibleFrom } from './visibility.js';

/** What scopes are made from. */
export interface ScopeFacts {
  readonly config: MeshConfig;
  readonly services: readonly MeshService[];
  readonly virtualServices: readonly MeshVirtualService[];
}

/** The scope of proxies without a Sidecar: all that is exported to their namespace, through one catch-all listener. */
export function buildDefaultScope(facts: ScopeFacts, namespace: string): Scope {
  const services = selectServices(facts.services, namespace);
  const egress: EgressListener = {
    captureMode: 'iptables',
    services,
    virtualServices: selectVirtualServices(facts.virtualServices, namespace, 'mesh'),
  };
  const all = withDestinations(services, [egress], facts.services, namespace);
  const byHost = new Map<string, MeshService>();
  for (const s of all) if (!byHost.has(s.hostname)) byHost.set(s.hostname, s);
  return {
    key: namespace,
    namespace,
    egress: [egress],
    clusterServices: mergeByHostname(all),
    service: (hostname) => byHost.get(hostname),
    outboundPolicy: facts.config.outboundTrafficPolicy?.mode === 'REGISTRY_ONLY' ? 'registry-only' : 'allow-any',
  };
}

/**
 * Services that a namespace sees, in processing order. Of one hostname in several namespaces only one namespace counts:
 * the own one, else that of the first in order.
 */
export function selectServices(services: readonly MeshService[], namespace: string): readonly MeshService[] {
  const visible = services.filter((s) => visibleFrom(s.visibility, namespace));
  const chosen = new Map<string, string>();
  for (const s of visible) {
    if (s.namespace === namespace || !chosen.has(s.hostname)) chosen.set(s.hostname, s.namespace);
  }
  return visible.filter((s) => chosen.get(s.hostname) === s.namespace);
}

import type { MeshConfig } from './mesh-config.js';
import { collectServices, selectServices, visibleServices } from './scope-services.js';
import type { EgressListener, MeshService, MeshVirtualService, Scope } from './types.js';
import { selectVirtualServices } from './virtual-services.js';

/** What scopes are made from. */
export interface ScopeFacts {
  readonly config: MeshConfig;
  readonly services: readonly MeshService[];
  readonly virtualServices: readonly MeshVirtualService[];
}

/** The scope of proxies without a Sidecar: all that is exported to their namespace, through one catch-all listener. */
export function buildDefaultScope(facts: ScopeFacts, namespace: string): Scope {
  const egress: EgressListener = {
    captureMode: 'iptables',
    services: selectServices(visibleServices(facts.services, namespace), namespace),
    virtualServices: selectVirtualServices(facts.virtualServices, namespace, 'mesh'),
  };
  return openScope(facts, namespace, egress);
}

/**
 * The scope of routers: whatever is exported to their namespace. Of one hostname in several namespaces a Kubernetes Service
 * counts, else the first; the own namespace is nothing special.
 * https://istio.io/latest/docs/reference/config/networking/sidecar/
 */
export function buildRouterScope(facts: ScopeFacts, namespace: string): Scope {
  const egress: EgressListener = {
    captureMode: 'iptables',
    services: visibleServices(facts.services, namespace),
    virtualServices: [],
  };
  return { ...openScope(facts, namespace, egress), key: `router ${namespace}` };
}

/** A scope with one listener that takes what it takes. */
function openScope(facts: ScopeFacts, namespace: string, egress: EgressListener): Scope {
  return {
    key: namespace,
    namespace,
    egress: [egress],
    ...knownServices([egress], facts, namespace),
    outboundPolicy: outboundPolicy(facts.config.outboundTrafficPolicy),
  };
}

/**
 * What a policy says, or the mesh's default without one. A mode left out is REGISTRY_ONLY, the first value.
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-OutboundTrafficPolicy-Mode
 */
export function outboundPolicy(policy: { readonly mode?: string } | undefined): Scope['outboundPolicy'] {
  return !policy || policy.mode === 'ALLOW_ANY' ? 'allow-any' : 'registry-only';
}

/** What a scope knows through its listeners: aliases have no clusters of their own. */
export function knownServices(
  egress: readonly EgressListener[],
  facts: ScopeFacts,
  namespace: string,
): Pick<Scope, 'clusterServices' | 'service'> {
  const services = collectServices(egress, facts.services, namespace);
  return {
    clusterServices: [...services.values()].filter((service) => service.resolution !== 'alias'),
    service: (hostname) => services.get(hostname),
  };
}

import { protoDuration } from '../model/duration.js';
import type { ConnectionRoute } from './connection-routes.js';
import type { MeshDestinationRule } from './types.js';

/** How connections of a route are held and spread. Durations in protobuf spelling. */
export interface ConnectionPolicy {
  readonly idleTimeout?: string;
  readonly maxDuration?: string;
  readonly hashBySourceIp: boolean;
  /** Where the proxy asks another one to connect to. */
  readonly tunnel?: { readonly host: string; readonly port: number; readonly post: boolean };
}

/**
 * What the DestinationRule of a route's first target says about the connections themselves: its top level, and for a
 * single target with a subset that subset's load balancing and tunnel. Settings for ports have no part in this.
 * https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy-TunnelSettings
 */
export function connectionPolicy(rule: MeshDestinationRule | undefined, route: ConnectionRoute): ConnectionPolicy {
  const [first, ...others] = route.targets;
  const top = rule?.trafficPolicy;
  const subset = others.length === 0 && first?.subset !== undefined ? first.subset : undefined;
  const own = rule?.subsets.find((s) => s.name === subset)?.trafficPolicy;
  const loadBalancer = own?.loadBalancer ?? top?.loadBalancer;
  const tunnel = subset === undefined ? top?.tunnel : own?.tunnel;
  const { idleTimeout, maxConnectionDuration } = top?.connectionPool?.tcp ?? {};
  return {
    ...(idleTimeout !== undefined && { idleTimeout: protoDuration(idleTimeout) }),
    ...(maxConnectionDuration !== undefined && { maxDuration: protoDuration(maxConnectionDuration) }),
    hashBySourceIp: loadBalancer?.consistentHash?.useSourceIp === true,
    ...(tunnel && {
      tunnel: {
        host: tunnel.targetHost ?? '',
        port: tunnel.targetPort ?? 0,
        post: tunnel.protocol?.toUpperCase() === 'POST',
      },
    }),
  };
}

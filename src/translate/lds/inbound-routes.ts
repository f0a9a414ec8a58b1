import type { ServiceTarget } from '../../mesh/types.js';
import { present } from '../../xds/json.js';
import type { RouteAction, RouteConfiguration } from '../../xds/types.js';
import { inboundClusterName } from '../names.js';

/** The cluster of ports that no service has. */
export const INBOUND_PASSTHROUGH = 'InboundPassthroughCluster';

const UNLIMITED = { maxStreamDuration: '0s', grpcTimeoutHeaderMax: '0s' };
const RETRY_BEFORE_REQUEST = { numRetries: 2, retryOn: 'reset-before-request' };

/** The one route of a workload's HTTP port, written into its listener; without a target that of all other ports. */
export function inboundRoutes(target: ServiceTarget | undefined): RouteConfiguration {
  const cluster = target ? inboundClusterName(target.targetPort) : INBOUND_PASSTHROUGH;
  const port = target?.port.number ?? 0;
  const protocol = target?.port.protocol;
  const retries = protocol !== 'grpc' && protocol !== 'grpc-web';
  return {
    name: cluster,
    virtualHosts: [
      {
        name: `inbound|http|${port}`,
        domains: ['*'],
        routes: [
          {
            name: 'default',
            match: { prefix: '/' },
            route: present<RouteAction>({
              cluster,
              timeout: '0s',
              maxStreamDuration: UNLIMITED,
              retryPolicy: retries ? RETRY_BEFORE_REQUEST : undefined,
            }),
            decorator: { operation: `${target?.service.hostname ?? ''}:${port}/*` },
          },
        ],
      },
    ],
    validateClusters: false,
  };
}

import type { ServedPort } from '../../mesh/inbound-ports.js';
import { present } from '../../xds/json.js';
import type { RouteAction, RouteConfiguration } from '../../xds/types.js';

/** The cluster of ports that no service has. */
export const INBOUND_PASSTHROUGH = 'InboundPassthroughCluster';

const UNLIMITED = { maxStreamDuration: '0s', grpcTimeoutHeaderMax: '0s' };
const RETRY_BEFORE_REQUEST = { numRetries: 2, retryOn: 'reset-before-request' };

/** The one route of a workload's HTTP port, written into its listener; without a served port that of all others. */
export function inboundRoutes(cluster: string, served: ServedPort | undefined): RouteConfiguration {
  const port = served?.service.number ?? 0;
  const protocol = served?.service.protocol;
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
            decorator: { operation: `${served?.hostname ?? ''}:${port}/*` },
          },
        ],
      },
    ],
    validateClusters: false,
  };
}

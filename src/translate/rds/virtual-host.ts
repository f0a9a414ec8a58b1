import { hashPolicyOf } from '../../mesh/hash-policy.js';
import type { MeshService } from '../../mesh/types.js';
import type { Route, VirtualHost } from '../../xds/types.js';
import type { Translation } from '../translation.js';
import { spellHash } from './action.js';
import { MATCH_ALL } from './match.js';
import { retryPolicy } from './retry.js';

/** A virtual host of outbound traffic. */
export function virtualHost(name: string, domains: readonly string[], routes: readonly Route[]): VirtualHost {
  return { name, domains, routes, includeRequestAttemptCount: true };
}

/** The route of a service that no VirtualService speaks for. */
export function defaultRoute(t: Translation, service: MeshService, port: number): Route {
  const { mesh, proxy, scope } = t;
  const hash = hashPolicyOf(mesh.destinationRule(proxy, scope, service.hostname), undefined, port);
  const retries = retryPolicy(undefined, mesh.config.defaultHttpRetryPolicy, false);
  return {
    name: 'default',
    match: MATCH_ALL,
    route: {
      cluster: `outbound|${port}||${service.hostname}`,
      timeout: '0s',
      maxGrpcTimeout: '0s',
      ...(retries && { retryPolicy: retries }),
      ...(hash && { hashPolicy: [spellHash(hash)] }),
    },
    decorator: { operation: `${service.hostname}:${port}/*` },
  };
}

/** Where requests for hosts go that nothing is known of: on their way, to an egress proxy, or nowhere. */
export function otherHosts(t: Translation): VirtualHost {
  const { egressProxy: proxy, outboundPolicy } = t.scope;
  if (outboundPolicy === 'registry-only') return BLOCK_ALL;
  return proxy ? allowAny(`outbound|${proxy.port}|${proxy.subset}|${proxy.hostname}`) : ALLOW_ANY;
}

function allowAny(cluster: string): VirtualHost {
  const route = { cluster, timeout: '0s', maxGrpcTimeout: '0s' };
  return virtualHost('allow_any', ['*'], [{ name: 'allow_any', match: MATCH_ALL, route }]);
}

const ALLOW_ANY = allowAny('PassthroughCluster');

const BLOCK_ALL = virtualHost(
  'block_all',
  ['*'],
  [{ name: 'block_all', match: MATCH_ALL, directResponse: { status: 502 } }],
);

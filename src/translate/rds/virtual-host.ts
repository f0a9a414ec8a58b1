import { hashPolicyOf } from '../../mesh/hash-policy.js';
import { decideProxyHeaders } from '../../mesh/proxy-headers.js';
import type { MeshService } from '../../mesh/types.js';
import type { Route, RouteAction, VirtualHost } from '../../xds/types.js';
import { outboundClusterName } from '../names.js';
import type { Translation } from '../translation.js';
import { spellHash } from './action.js';
import { forwardedHost } from './forwarded-host.js';
import { MATCH_ALL } from './match.js';
import { retryPolicy } from './retry.js';

/** A virtual host of outbound traffic. Upstreams are told how often a request was tried, unless the proxy is told not to. */
export function virtualHost(
  t: Translation,
  name: string,
  domains: readonly string[],
  routes: readonly Route[],
): VirtualHost {
  const counts = decideProxyHeaders(t.proxy).attemptCount?.disabled !== true;
  return { name, domains, ...(routes.length > 0 && { routes }), ...(counts && { includeRequestAttemptCount: true }) };
}

/** The route of a service that no VirtualService speaks for. */
export function defaultRoute(t: Translation, service: MeshService, port: number): Route {
  const { mesh, proxy, scope } = t;
  const hash = hashPolicyOf(mesh.destinationRule(proxy, scope, service.hostname), undefined, port);
  const hashPolicy = spellHash(hash);
  const retries = retryPolicy(undefined, mesh.config.defaultHttpRetryPolicy, false);
  return {
    name: 'default',
    match: MATCH_ALL,
    route: {
      cluster: outboundClusterName(port, service.hostname),
      timeout: '0s',
      maxGrpcTimeout: '0s',
      ...(retries && { retryPolicy: retries }),
      ...(hashPolicy.length > 0 && { hashPolicy }),
    },
    decorator: { operation: `${service.hostname}:${port}/*` },
  };
}

/** Where requests for hosts go that nothing is known of: on their way, to an egress proxy, or nowhere. */
export function otherHosts(t: Translation): VirtualHost {
  const { egressProxy: proxy, outboundPolicy } = t.scope;
  if (outboundPolicy === 'registry-only') {
    return virtualHost(
      t,
      'block_all',
      ['*'],
      [{ name: 'block_all', match: MATCH_ALL, directResponse: { status: 502 } }],
    );
  }
  const route: RouteAction = {
    cluster: proxy ? outboundClusterName(proxy.port, proxy.hostname, proxy.subset) : 'PassthroughCluster',
    timeout: '0s',
    maxGrpcTimeout: '0s',
    ...forwardedHost(t),
  };
  return virtualHost(t, 'allow_any', ['*'], [{ name: 'allow_any', match: MATCH_ALL, route }]);
}

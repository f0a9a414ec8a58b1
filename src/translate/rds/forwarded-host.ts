import { decideProxyHeaders } from '../../mesh/proxy-headers.js';
import type { RouteAction } from '../../xds/types.js';
import type { Translation } from '../translation.js';

/** Upstreams get the host that was asked for, if the proxy is told to say so. */
export function forwardedHost(t: Translation): Pick<RouteAction, 'appendXForwardedHost'> {
  return decideProxyHeaders(t.proxy).xForwardedHost?.enabled ? { appendXForwardedHost: true } : {};
}

import type { HttpRule } from '../../model/kinds/virtual-service.js';
import { present } from '../../xds/json.js';
import type { RedirectAction, Route } from '../../xds/types.js';

/** What Envoy calls the codes; the first is what it does when told nothing. */
const CODES: Readonly<Record<number, string | undefined>> = {
  0: undefined,
  301: undefined,
  302: 'FOUND',
  303: 'SEE_OTHER',
  307: 'TEMPORARY_REDIRECT',
  308: 'PERMANENT_REDIRECT',
};

/**
 * Redirect of requests that came to `listenerPort`, over TLS or not; undefined for codes that Envoy doesn't know, which
 * leaves the route without any action.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRedirect
 */
export function redirectAction(
  redirect: NonNullable<HttpRule['redirect']>,
  listenerPort: number,
  tls: boolean,
): RedirectAction | undefined {
  const code = redirect.redirectCode ?? 0;
  if (!(code in CODES)) return undefined;
  return present<RedirectAction>({
    pathRedirect: redirect.uri ?? '',
    hostRedirect: redirect.authority || undefined,
    schemeRedirect: redirect.scheme || undefined,
    portRedirect: redirectPort(redirect, listenerPort, tls),
    responseCode: CODES[code],
  });
}

/** The port that the scheme has anyway is left out. */
function redirectPort(
  redirect: NonNullable<HttpRule['redirect']>,
  listenerPort: number,
  tls: boolean,
): number | undefined {
  const port = redirect.port ?? (redirect.derivePort === 'FROM_REQUEST_PORT' ? listenerPort : undefined);
  if (port === undefined || port === 0) return undefined;
  const scheme = redirect.scheme || (tls ? 'https' : 'http');
  return (port === 80 && scheme === 'http') || (port === 443 && scheme === 'https') ? undefined : port;
}

/** https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPDirectResponse */
export function directResponse(
  response: NonNullable<HttpRule['directResponse']>,
): NonNullable<Route['directResponse']> {
  const { body, status } = response;
  return {
    ...(status !== undefined && { status }),
    ...(body?.string !== undefined && { body: { inlineString: body.string } }),
    ...(body?.bytes !== undefined && { body: { inlineBytes: body.bytes } }),
  };
}

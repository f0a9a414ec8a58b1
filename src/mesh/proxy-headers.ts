import { boolean, type Decoded, type DecodeProblem, object, string } from '../model/decode.js';
import type { MeshProxy } from './types.js';

const switched = object({ disabled: boolean });
const enabled = object({ enabled: boolean });

const proxyHeaders = object({
  forwardedClientCert: string,
  setCurrentClientCertDetails: object({
    subject: boolean,
    cert: boolean,
    chain: boolean,
    dns: boolean,
    uri: boolean,
  }),
  requestId: switched,
  server: object({ disabled: boolean, value: string }),
  attemptCount: switched,
  envoyDebugHeaders: switched,
  metadataExchangeHeaders: object({ mode: string }),
  xForwardedHost: enabled,
  xForwardedPort: enabled,
  preserveHttp1HeaderCase: boolean,
});
export type ProxyHeaders = Decoded<typeof proxyHeaders>;

const NONE: ProxyHeaders = {};

/**
 * What a proxy's settings say about the headers that it adds; what can't be read of them counts as unset.
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig-ProxyHeaders
 */
export function decideProxyHeaders(proxy: MeshProxy): ProxyHeaders {
  const written = proxy.settings.proxyHeaders;
  if (written === undefined) return NONE;
  return proxyHeaders(written, { path: [], problems: [] as DecodeProblem[] }) ?? NONE;
}

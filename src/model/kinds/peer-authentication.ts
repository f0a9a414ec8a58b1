import { type Decoded, enumeration, map, object, string } from '../decode.js';

const mode = enumeration('UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT');

/** Spec of PeerAuthentication (security.istio.io). https://istio.io/latest/docs/reference/config/ */
export const peerAuthentication = object({
  spec: object({
    mtls: object({ mode: mode }),
    portLevelMtls: map(object({ mode: mode })),
    selector: object({ matchLabels: map(string) }),
  }),
});
export type PeerAuthenticationBody = Decoded<typeof peerAuthentication>;
export type PeerAuthenticationSpec = NonNullable<PeerAuthenticationBody['spec']>;

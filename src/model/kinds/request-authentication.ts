import { boolean, type Decoded, durationText, list, map, object, string } from '../decode.js';

const targetRef = object({ group: string, kind: string, name: string, namespace: string });

/** Spec of RequestAuthentication (security.istio.io). https://istio.io/latest/docs/reference/config/ */
export const requestAuthentication = object({
  spec: object({
    jwtRules: list(
      object({
        audiences: list(string),
        forwardOriginalToken: boolean,
        fromCookies: list(string),
        fromHeaders: list(object({ name: string, prefix: string })),
        fromParams: list(string),
        issuer: string,
        jwks: string,
        jwks_uri: string,
        jwksUri: string,
        outputClaimToHeaders: list(object({ claim: string, header: string })),
        outputPayloadToHeader: string,
        spaceDelimitedClaims: list(string),
        timeout: durationText,
      }),
    ),
    selector: object({ matchLabels: map(string) }),
    targetRef: targetRef,
    targetRefs: list(targetRef),
  }),
});
export type RequestAuthenticationBody = Decoded<typeof requestAuthentication>;
export type RequestAuthenticationSpec = NonNullable<RequestAuthenticationBody['spec']>;

import type { RequestAuthentication, TokenIssuer } from '../../mesh/request-authentication.js';
import { type JsonMessage, present, typeUrl } from '../../xds/json.js';
import type { Extension } from '../../xds/types.js';
import { madeBy, type SharedState } from '../translation.js';

/** Claims that are lists of words in one text. https://datatracker.ietf.org/doc/html/rfc8693#section-4.2 */
const LISTS_OF_WORDS = ['permission', 'scope'];

/**
 * A key set that nothing was ever signed with: what istiod gives to proxies as long as it could not get an issuer's keys, so
 * that they refuse every token of that issuer. The text is compared as it stands.
 */
const NO_KEYS = `{
  "keys": [
    {
      "kty": "RSA",
      "e": "AQAB",
      "n": "0xObjM0UvS_oaazjpEYlAbwctEJ4L8pH3OuTb7qth7gUwqet-EzQB4dgFdvSdMgrLnSncQGRjpEYz3F3viIbH-3EN3TxSlPNviHxeOdyiBVfumN8dMxbLvVJUpfNOnvmMxJcl-8NNjAwcOjk4otSALaYgYYyOPyvKtgVdrQr-FoubWX4yrjxW-MJ2-7OBeepUUNOsVwGV23YX03sVkkyvY3otRflkBcY3_HKpBxJl9wk2GyOShN4_PNUF9-vwfnvOXMbCDX-w4PTef4geeb_GiT40YCKHTKMSPVanGRn5GExIWmki-mmqh94-mPTJyBR74ShspL3BxPZitDL574T1w"
    }
  ]
}`;

/**
 * Checks the tokens of requests: one has to be right if there is any.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/http/http_filters/jwt_authn_filter
 */
export function jwtAuthn(
  shared: SharedState,
  { issuers }: RequestAuthentication,
  router: boolean,
): Extension | undefined {
  if (issuers.length === 0) return undefined;
  const providers = issuers.map((issuer, i) => [providerName(i), provider(shared, issuer, router)] as const);
  return {
    name: 'envoy.filters.http.jwt_authn',
    typedConfig: {
      '@type': typeUrl('envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication'),
      providers: Object.fromEntries(providers),
      rules: [{ match: { prefix: '/' }, requires: requirement(issuers.length) }],
      bypassCorsPreflight: true,
    },
  };
}

function providerName(index: number): string {
  return `origins-${index}`;
}

function provider(shared: SharedState, { rule, jwks, resource, path }: TokenIssuer, router: boolean): JsonMessage {
  const message = present<JsonMessage>({
    issuer: rule.issuer || undefined,
    audiences: rule.audiences?.length ? rule.audiences : undefined,
    localJwks: { inlineString: jwks ?? NO_KEYS },
    forward: rule.forwardOriginalToken || undefined,
    forwardPayloadHeader: rule.outputPayloadToHeader || undefined,
    payloadInMetadata: 'payload',
    normalizePayloadInMetadata: {
      spaceDelimitedClaims: [...new Set([...LISTS_OF_WORDS, ...(rule.spaceDelimitedClaims ?? [])])].sort(),
    },
    claimToHeaders: nonEmpty(
      rule.outputClaimToHeaders?.map(({ header = '', claim = '' }) => ({ headerName: header, claimName: claim })),
    ),
    fromHeaders: nonEmpty(
      rule.fromHeaders?.map(({ name = '', prefix }) => ({ name, ...(prefix && { valuePrefix: prefix }) })),
    ),
    fromParams: nonEmpty(rule.fromParams),
    fromCookies: nonEmpty(rule.fromCookies),
    // Routes may go by claims, which are known only now.
    clearRouteCache: router || undefined,
  });
  return madeBy(shared, message, { resource, path });
}

function nonEmpty<T>(list: readonly T[] | undefined): readonly T[] | undefined {
  return list?.length ? list : undefined;
}

/** A token of any issuer, or no token at all: then none of the issuers may find one that is wrong. */
function requirement(count: number): JsonMessage {
  const providers = Array.from({ length: count }, (_, i) => ({ providerName: providerName(i) }));
  const orMissing = (p: JsonMessage) => ({ requiresAny: { requirements: [p, { allowMissing: {} }] } });
  const [first] = providers;
  if (count === 1 && first) return orMissing(first);
  const noneWrong = { requiresAll: { requirements: providers.map(orMissing) } };
  return { requiresAny: { requirements: [...providers, noneWrong] } };
}

import type { RequestAuthenticationSpec } from '../../model/kinds/request-authentication.js';
import type { Path } from '../../model/resource.js';
import { hostOfUrl } from '../facts/go-url.js';
import type { Violation } from '../types.js';
import { checkDuration } from './durations.js';
import type { Rules } from './index.js';
import { checkKeySet } from './json-web-keys.js';
import { checkAttachment } from './target-refs.js';
import { error } from './violation.js';

type JwtRule = NonNullable<RequestAuthenticationSpec['jwtRules']>[number];

/** https://istio.io/latest/docs/reference/config/security/request_authentication/ */
export const requestAuthenticationRules: Rules<'RequestAuthentication'> = ({ body: { spec = {} } }) => [
  ...checkAttachment(spec),
  ...(spec.jwtRules ?? []).flatMap((rule, i) => checkJwtRule(rule, ['spec', 'jwtRules', i])),
];

function checkJwtRule(rule: JwtRule, path: Path): readonly Violation[] {
  const jwksUri = rule.jwksUri ?? rule.jwks_uri;
  return [
    ...(rule.issuer || jwksUri ? [] : [error(path, 'a JWT rule needs an issuer or a jwksUri')]),
    ...checkTexts(rule.audiences, [...path, 'audiences'], 'an audience is empty'),
    ...(jwksUri ? checkJwksUri(jwksUri, [...path, 'jwksUri']) : []),
    ...(rule.jwks ? checkKeySet(rule.jwks, [...path, 'jwks']) : []),
    ...(rule.fromHeaders ?? []).flatMap(({ name }, i) =>
      name ? [] : [error([...path, 'fromHeaders', i], 'a header in fromHeaders has no name')],
    ),
    ...checkTexts(rule.fromParams, [...path, 'fromParams'], 'a parameter in fromParams is empty'),
    ...checkTexts(rule.fromCookies, [...path, 'fromCookies'], 'a cookie in fromCookies is empty'),
    ...checkClaims(rule.outputClaimToHeaders ?? [], [...path, 'outputClaimToHeaders']),
    ...checkDuration(rule.timeout, [...path, 'timeout']),
  ];
}

function checkTexts(texts: readonly string[] = [], path: Path, problem: string): readonly Violation[] {
  return texts.flatMap((text, i) => (text === '' ? [error([...path, i], problem)] : []));
}

/** Istio fetches keys by plain HTTP or HTTPS only. */
function checkJwksUri(text: string, path: Path): readonly Violation[] {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1]?.toLowerCase() ?? '';
  if (scheme !== 'http' && scheme !== 'https') {
    return [error(path, `jwksUri has scheme ${JSON.stringify(scheme)}; take https or http`)];
  }
  return hostOfUrl(text) === undefined ? [error(path, 'jwksUri is no URL')] : [];
}

function checkClaims(
  claims: readonly { readonly header?: string; readonly claim?: string }[],
  path: Path,
): readonly Violation[] {
  return claims.flatMap(({ header, claim }, i) => {
    if (!header || !claim) return [error([...path, i], 'an entry of outputClaimToHeaders needs a header and a claim')];
    if (/^[-_A-Za-z0-9]+$/.test(header)) return [];
    return [
      error([...path, i, 'header'], `${JSON.stringify(header)} is no header name: letters, digits, - and _ only`),
    ];
  });
}

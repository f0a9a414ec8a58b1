import { isObject } from '../model/decode.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { RequestAuthenticationBody } from '../model/kinds/request-authentication.js';
import type { Resource } from '../model/resource.js';

/** Key sets by the address or, where a rule names none, the issuer that published them. */
export interface FetchedJwks {
  readonly keys: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Gets the text behind a URL; throws if there is none. */
export type FetchText = (url: string) => Promise<string>;

const TIMEOUT_MILLISECONDS = 5000;
const MAX_BYTES = 1024 * 1024;
const DISCOVERY = '/.well-known/openid-configuration';

/**
 * Fetches the keys of all issuers that have none inline, each address once, as istiod would.
 * What can't be had is a diagnostic. https://istio.io/latest/docs/reference/config/security/jwt/#JWTRule
 */
export async function fetchJwks(
  resources: readonly Resource<RequestAuthenticationBody>[],
  fetchText: FetchText = fetchBounded,
): Promise<FetchedJwks> {
  const keys = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  const fetches = new Map<string, Promise<string>>();
  for (const resource of resources) {
    for (const [i, rule] of (resource.body.spec?.jwtRules ?? []).entries()) {
      const place = rule.jwksUri || rule.issuer;
      if (rule.jwks || !place) continue;
      const known = fetches.get(place);
      const text = known ?? (rule.jwksUri ? fetchText(rule.jwksUri) : discover(place, fetchText));
      fetches.set(place, text);
      try {
        keys.set(place, checkedJwks(await text));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        const args = { place, reason };
        diagnostics.push({ code: 'jwks-fetch', severity: 'warning', args, resource, path: ['spec', 'jwtRules', i] });
      }
    }
  }
  return { keys, diagnostics };
}

/** https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig */
async function discover(issuer: string, fetchText: FetchText): Promise<string> {
  const found: unknown = JSON.parse(await fetchText(issuer.replace(/\/$/, '') + DISCOVERY));
  const uri = isObject(found) ? found['jwks_uri'] : undefined;
  if (typeof uri !== 'string') throw new Error('the discovery document names no jwks_uri');
  return fetchText(uri);
}

function checkedJwks(text: string): string {
  const value: unknown = JSON.parse(text);
  if (!isObject(value) || !Array.isArray(value['keys'])) throw new Error('the answer is no key set');
  return text;
}

async function fetchBounded(url: string): Promise<string> {
  if (!/^https?:\/\//i.test(url)) throw new Error('only http and https addresses are fetched');
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) });
  if (!response.ok) throw new Error(`the answer is HTTP status ${response.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error(`the answer has more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

import { isMessage, type Json, type JsonMessage } from '../../xds/json.js';
import type { DynamicMetadata } from '../filters/types.js';
import { messageField, messageList, stringField, stringList } from '../match/strings.js';
import type { Headers, HttpRequest } from '../types.js';
import type { TokenPlace } from './extract.js';
import type { GoodToken } from './requirement.js';

/** What tokens leave behind for later filters. https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/http/http_filters/jwt_authn_filter */
export interface TokenEffects {
  readonly metadata: DynamicMetadata;
  readonly headers: Headers;
  readonly path: string;
}

const FILTER = 'envoy.filters.http.jwt_authn';

/**
 * Claims as metadata, headers with claims added, those that only a check may set and tokens that are not passed on removed.
 */
export function tokenEffects(
  providers: readonly JsonMessage[],
  good: readonly GoodToken[],
  http: HttpRequest,
): TokenEffects {
  const reserved = new Set(providers.flatMap(headersOf));
  const spent = good.filter(({ provider }) => provider['forward'] !== true).map(({ place }) => place);
  const isSpent = (wanted: TokenPlace['kind'], name: string) =>
    spent.some((place) => place.kind === wanted && place.name === name);
  const kept = http.headers.filter(([name]) => !reserved.has(name) && !isSpent('header', name));
  const added = good.flatMap((one): readonly (readonly [string, string])[] => {
    const payloadHeader = stringField(one.provider, 'forwardPayloadHeader')?.toLowerCase();
    return [...claimHeaders(one), ...(payloadHeader ? [[payloadHeader, payloadText(one)] as const] : [])];
  });
  const values = Object.fromEntries(good.flatMap(payloadEntry));
  return {
    metadata: Object.keys(values).length > 0 ? { [FILTER]: values } : {},
    headers: [...kept, ...added],
    path: withoutParameters(http.path, (name) => isSpent('parameter', name)),
  };
}

function withoutParameters(target: string, isGone: (name: string) => boolean): string {
  const start = target.indexOf('?');
  if (start < 0) return target;
  const parameters = target.slice(start + 1).split('&');
  const kept = parameters.filter((one) => !isGone(one.split('=', 1)[0] ?? ''));
  if (kept.length === parameters.length) return target;
  return target.slice(0, start) + (kept.length > 0 ? `?${kept.join('&')}` : '');
}

function headersOf(provider: JsonMessage): readonly string[] {
  const claims = messageList(provider['claimToHeaders']).map((one) => stringField(one, 'headerName') ?? '');
  return [stringField(provider, 'forwardPayloadHeader') ?? '', ...claims]
    .filter(Boolean)
    .map((name) => name.toLowerCase());
}

function payloadText({ provider, token }: GoodToken): string {
  if (provider['padForwardPayloadHeader'] !== true) return token.payload;
  return token.payload.padEnd(Math.ceil(token.payload.length / 4) * 4, '=');
}

function claimHeaders({ provider, token }: GoodToken): Headers {
  return messageList(provider['claimToHeaders']).flatMap((one) => {
    const value = claimAt(token.claims, stringField(one, 'claimName') ?? '');
    if (value === undefined || value === null) return [];
    const text = typeof value === 'object' ? Buffer.from(JSON.stringify(value)).toString('base64') : String(value);
    return [[(stringField(one, 'headerName') ?? '').toLowerCase(), text] as const];
  });
}

function claimAt(claims: JsonMessage, name: string): Json | undefined {
  let value: Json | undefined = claims;
  for (const key of name.split('.')) value = isMessage(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value;
}

/** Claims under the provider's name for them, texts of words as lists where it wants that. */
function payloadEntry({ provider, token }: GoodToken): readonly (readonly [string, JsonMessage])[] {
  const key = stringField(provider, 'payloadInMetadata');
  if (!key) return [];
  const lists = stringList(messageField(provider, 'normalizePayloadInMetadata')?.['spaceDelimitedClaims']);
  const claims = Object.entries(token.claims).map(([name, value]) => {
    const isList = typeof value === 'string' && lists.includes(name);
    return [name, isList ? value.split(' ').filter(Boolean) : value] as const;
  });
  return [[key, Object.fromEntries(claims)]];
}

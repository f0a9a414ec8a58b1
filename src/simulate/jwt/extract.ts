import type { JsonMessage } from '../../xds/json.js';
import { parseQuery } from '../match/query.js';
import { messageList, stringField, stringList } from '../match/strings.js';
import type { HttpRequest } from '../types.js';

/** Where a token stands. */
export interface TokenPlace {
  readonly kind: 'header' | 'parameter' | 'cookie';
  /** A header's in lower case. */
  readonly name: string;
}

/** Something that stands where a token is looked for. */
export interface FoundToken {
  readonly text: string;
  /** Issuers whose tokens may stand there. */
  readonly allows: (issuer: string) => boolean;
  readonly place: TokenPlace;
}

/** A place to look at, and how to read it. */
interface Place {
  readonly key: string;
  readonly place: TokenPlace;
  readonly read: (http: HttpRequest) => readonly string[];
}

/**
 * The tokens of a request, in the order in which they are checked: cookies, parameters, headers, the last by name first.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/extensions/filters/http/jwt_authn/v3/config.proto#extensions-filters-http-jwt-authn-v3-jwtprovider
 */
export function extractTokens(providers: readonly JsonMessage[], http: HttpRequest): readonly FoundToken[] {
  const places = new Map<string, { readonly place: Place; readonly issuers: string[] }>();
  for (const provider of providers) {
    for (const place of placesOf(provider)) {
      const entry = places.get(place.key) ?? { place, issuers: [] };
      entry.issuers.push(stringField(provider, 'issuer') ?? '');
      places.set(place.key, entry);
    }
  }
  return [...places.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, { place, issuers }]) =>
      place.read(http).map((text) => ({
        text,
        allows: (issuer: string) => issuers.includes('') || issuers.includes(issuer),
        place: place.place,
      })),
    )
    .reverse();
}

function placesOf(provider: JsonMessage): readonly Place[] {
  const headers = messageList(provider['fromHeaders']);
  const params = stringList(provider['fromParams']);
  const cookies = stringList(provider['fromCookies']);
  if (headers.length + params.length + cookies.length === 0)
    return [headerPlace('authorization', 'Bearer '), paramPlace('access_token')];
  return [
    ...headers.map((h) =>
      headerPlace((stringField(h, 'name') ?? '').toLowerCase(), stringField(h, 'valuePrefix') ?? ''),
    ),
    ...params.map(paramPlace),
    ...cookies.map(cookiePlace),
  ];
}

function headerPlace(name: string, prefix: string): Place {
  const read = (http: HttpRequest) => {
    const values = http.headers.filter(([header]) => header === name).map(([, value]) => value);
    // Of this header Envoy makes one value, which then is no token.
    const own = name === 'authorization' && values.length > 1 ? [values.join(',')] : values;
    return own.flatMap((value) => behindPrefix(value, prefix));
  };
  return { key: `1 ${name} ${prefix}`, place: { kind: 'header', name }, read };
}

/** The prefix may stand anywhere; behind it, what no token starts with is skipped. */
function behindPrefix(value: string, prefix: string): readonly string[] {
  if (prefix === '') return [value];
  const start = value.indexOf(prefix);
  if (start < 0) return [];
  const rest = value.slice(start + prefix.length);
  const first = rest.search(/[\w\-.]/);
  return [first < 0 ? value : rest.slice(first)];
}

function paramPlace(name: string): Place {
  const read = ({ path }: HttpRequest) => some(parseQuery(path).get(name));
  return { key: `2 ${name}`, place: { kind: 'parameter', name }, read };
}

function cookiePlace(name: string): Place {
  const read = ({ headers }: HttpRequest) => {
    const pairs = headers.filter(([header]) => header === 'cookie').flatMap(([, value]) => value.split(/;\s*/));
    const pair = pairs.find((one) => one.startsWith(`${name}=`));
    return some(pair?.slice(name.length + 1).replace(/^"(.*)"$/, '$1'));
  };
  return { key: `3 ${name}`, place: { kind: 'cookie', name }, read };
}

/** What is there counts as a token, even if it is empty. */
function some(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [text];
}

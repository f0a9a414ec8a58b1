import type { JsonMessage } from '../../xds/json.js';
import { parseQuery } from '../match/query.js';
import { messageList, stringField, stringList } from '../match/strings.js';
import type { HttpRequest } from '../types.js';

/** Something that stands where a token is looked for. */
export interface FoundToken {
  readonly text: string;
  /** Issuers whose tokens may stand there. */
  readonly allows: (issuer: string) => boolean;
  /** The header it stands in. */
  readonly header?: string;
}

/** A place to look at, and how to read it. */
interface Place {
  readonly key: string;
  readonly header?: string;
  readonly read: (http: HttpRequest) => readonly string[];
}

/**
 * The tokens of a request, in the order in which they are checked: headers, parameters, cookies.
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
        ...(place.header !== undefined && { header: place.header }),
      })),
    );
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

function headerPlace(header: string, prefix: string): Place {
  const read = ({ headers }: HttpRequest) =>
    headers.filter(([name]) => name === header).flatMap(([, value]) => behindPrefix(value, prefix));
  return { key: `1 ${header} ${prefix}`, header, read };
}

/** The prefix may stand anywhere; the token ends where a character is that no token has. */
function behindPrefix(value: string, prefix: string): readonly string[] {
  if (prefix === '') return [value];
  const start = value.indexOf(prefix);
  if (start < 0) return [];
  return [/^[^\w\-.+/=]*([\w\-.+/=]*)/.exec(value.slice(start + prefix.length))?.[1] ?? ''];
}

function paramPlace(param: string): Place {
  return { key: `2 ${param}`, read: ({ path }) => some(parseQuery(path).get(param)) };
}

function cookiePlace(cookie: string): Place {
  const read = ({ headers }: HttpRequest) => {
    const pairs = headers.filter(([name]) => name === 'cookie').flatMap(([, value]) => value.split(/;\s*/));
    const pair = pairs.find((one) => one.startsWith(`${cookie}=`));
    return some(pair?.slice(cookie.length + 1).replace(/^"(.*)"$/, '$1'));
  };
  return { key: `3 ${cookie}`, read };
}

function some(text: string | undefined): readonly string[] {
  return text ? [text] : [];
}

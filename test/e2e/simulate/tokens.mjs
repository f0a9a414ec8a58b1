// Tokens signed with keys of this run, right and wrong in every way.
import { generateKeyPairSync, sign } from 'node:crypto';
import { pick } from './random.mjs';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = ({ publicKey }, rest) => ({ ...publicKey.export({ format: 'jwk' }), ...rest });

/** The key set that providers are given. */
export const KEY_SET = JSON.stringify({ keys: [jwk(rsa, { kid: 'first', alg: 'RS256' }), jwk(ec, { kid: 'second' })] });

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs claims; `algorithm` RS256, PS256 or ES256. */
function signed(claims, { algorithm = 'RS256', key = rsa.privateKey, kid } = {}) {
  const text = `${encode({ alg: algorithm, typ: 'JWT', ...(kid && { kid }) })}.${encode(claims)}`;
  const how =
    algorithm === 'ES256'
      ? { key, dsaEncoding: 'ieee-p1363' }
      : algorithm === 'PS256'
        ? { key, padding: 6, saltLength: 32 }
        : key;
  return `${text}.${sign('sha256', Buffer.from(text), how).toString('base64url')}`;
}

/** A token for a provider with these claims, now and then with something wrong. */
export function tokenFor(provider, claims, random) {
  const now = Math.trunc(Date.now() / 1000);
  const audiences = provider.audiences ?? [];
  const full = {
    iss: provider.issuer ?? 'anybody',
    sub: 'someone',
    exp: now + 3600,
    ...(audiences.length > 0 && { aud: pick(random, audiences) }),
    ...claims,
  };
  if (random() < 0.7) {
    if (random() < 0.2) full.aud = [full.aud, 'other'].filter(Boolean);
    return pick(random, [
      () => signed(full),
      () => signed(full, { kid: 'first' }),
      () => signed(full, { algorithm: 'ES256', key: ec.privateKey, kid: 'second' }),
      () => signed(full, { algorithm: 'ES256', key: ec.privateKey }),
    ])();
  }
  return pick(random, [
    () => signed(full, { key: foreign.privateKey }),
    () => signed(full, { kid: 'third' }),
    () => signed(full, { kid: 'second' }),
    () => signed(full, { algorithm: 'PS256' }),
    () => signed({ ...full, exp: now - 3600 }),
    () => signed({ ...full, exp: now - 30 }),
    () => signed({ ...full, nbf: now + 3600 }),
    () => signed({ ...full, nbf: now + 30 }),
    () => signed({ ...full, iss: 'https://unknown.example' }),
    () => signed({ ...full, iss: undefined }),
    () => signed({ ...full, aud: 'somebody-else' }),
    () => signed({ ...full, aud: undefined }),
    () => signed({ ...full, aud: `https://${full.aud}/` }),
    () => signed({ ...full, aud: 7 }),
    () => signed({ ...full, sub: undefined }),
    () => signed({ ...full, exp: undefined }),
    () => `${signed(full).slice(0, -4)}AAAA`,
    () => `${signed(full)}.x`,
    () => 'no-token',
    () => '',
  ])();
}

/** Where a provider looks for tokens, as functions that put one into a request. */
export function placesOf(provider) {
  const header =
    (name, prefix = '') =>
    (request, token) =>
      request.headers.push([name.toLowerCase(), prefix + token]);
  const param = (name) => (request, token) => {
    request.path += `${request.path.includes('?') ? '&' : '?'}${name}=${token}`;
  };
  const cookie = (name) => (request, token) => request.headers.push(['cookie', `a=b; ${name}=${token}`]);
  const named = [
    ...(provider.fromHeaders ?? []).map(({ name, valuePrefix }) => header(name, valuePrefix)),
    ...(provider.fromParams ?? []).map(param),
    ...(provider.fromCookies ?? []).map(cookie),
  ];
  return named.length > 0 ? named : [header('authorization', 'Bearer '), param('access_token')];
}

// Makes requests out of route configurations: some that a route was written for, and some that just miss it.
import { pick } from './random.mjs';
import { sampleOf } from './regex-sample.mjs';

const METHODS = ['GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH'];
const STRANGE_PATHS = [
  '/',
  '//',
  '/.',
  '/a/../b',
  '/%41%2e/x',
  '/a%2fb',
  '/a\\b',
  '/a;b=c',
  '/a/./b/..',
  '/~x^y|z',
  '/%zz',
  '/%7e%5E',
  '/a//b/',
  '/{x}',
  '/%C3%A9',
  '/%',
];

/** `count` requests for one route configuration: `{method, path, authority, headers}`. */
export function requestsFor(routes, count, random) {
  const hosts = (routes.virtualHosts ?? []).filter((host) => (host.routes ?? []).length > 0 || random() < 0.3);
  const rich = hosts.filter((host) => host.routes?.some(isRich));
  return Array.from({ length: hosts.length === 0 ? 0 : count }, () =>
    requestFor(pick(random, rich.length > 0 && random() < 0.8 ? rich : hosts), random),
  );
}

/** Whether a route does more than forwarding everything to one cluster. */
function isRich({ match, route, typedPerFilterConfig }) {
  return match.prefix !== '/' || match.headers !== undefined || !route?.cluster || typedPerFilterConfig !== undefined;
}

function requestFor(host, random) {
  const authority = authorityFor(pick(random, host.domains), random);
  const route = pick(random, host.routes ?? []);
  const request = { method: pick(random, METHODS), path: '/', authority, headers: [] };
  if (route) fill(request, route, random);
  if (random() < 0.15) disturb(request, host, random);
  request.path = sendable(request.path);
  // Envoy answers a HEAD with a body where it refuses the host, which the client can't read.
  if (request.method === 'HEAD' && request.authority.includes('/')) request.method = 'GET';
  request.headers = request.headers.filter(([name, value]) => /^[!-~]+$/.test(name) && /^[ -~]*$/.test(value));
  return request;
}

function authorityFor(domain, random) {
  const label = pick(random, ['a', 'shop', 'x.y', 'WWW']);
  let host = domain === '*' ? `${label}.example` : domain.replace(/^\*/, label).replace(/\*$/, label);
  const roll = random();
  if (roll < 0.08) host = host.toUpperCase();
  else if (roll < 0.14) host = host.includes(':') ? host.replace(/:\d+$/, '') : `${host}:8080`;
  else if (roll < 0.18) host = `x${host}`;
  else if (roll < 0.22) host = host.replace(/^[^.]*\./, '');
  else if (roll < 0.24) host = `${host}.`;
  return host || 'a';
}

/** Makes the request what the route wants, each criterion missed now and then. */
function fill(request, { match, typedPerFilterConfig }, random) {
  const misses = () => random() < 0.12;
  request.path = pathFor(match, misses(), random);
  for (const matcher of match.headers ?? []) {
    const value = headerFor(matcher, misses(), random);
    if (matcher.name === ':method') request.method = value || 'GET';
    else if (matcher.name === ':authority') request.authority = value || request.authority;
    else if (!matcher.name.startsWith(':') && value !== undefined)
      request.headers.push([matcher.name.toLowerCase(), value]);
  }
  const query = (match.queryParameters ?? []).flatMap(({ name, stringMatch, presentMatch }) => {
    if (misses() || (presentMatch === false && !stringMatch)) return random() < 0.5 ? [] : [`${name}=other`];
    return [stringMatch ? `${name}=${encodeQuery(textFor(stringMatch, random))}` : random() < 0.5 ? name : `${name}=1`];
  });
  if (random() < 0.2) query.unshift('z=9');
  if (random() < 0.05) query.push(...query);
  if (query.length > 0) request.path += `?${query.join('&')}`;
  const cors = typedPerFilterConfig?.['envoy.filters.http.cors'];
  if (cors && random() < 0.6) addOrigin(request, cors, random);
}

const encodeQuery = (text) => text.replace(/[^!$'()*+,\-.:;=@\w~]/g, '_');

function pathFor(match, missed, random) {
  const template = match.pathMatchPolicy?.typedConfig?.pathTemplate;
  let path = match.path ?? match.prefix ?? match.pathSeparatedPrefix ?? '/';
  if (match.safeRegex) path = sampleOf(match.safeRegex.regex, random);
  if (template) path = template.replace(/\*\*/g, 'a/b').replace(/\{[^}]*\}|\*/g, 'v1');
  const longer = match.prefix !== undefined || match.pathSeparatedPrefix !== undefined;
  if (longer) path += pick(random, ['', '', 'x', '/', '/y', '/y/z', 'y/', '/%20', '/a.b']);
  if (!missed) return path;
  return pick(random, [
    path.slice(0, -1) || '/',
    `${path}0`,
    path.toUpperCase(),
    path.toLowerCase(),
    `${path}/`,
    `/x${path}`,
    path.replace('/', '//'),
    '/',
  ]);
}

function headerFor({ stringMatch, presentMatch, invertMatch }, missed, random) {
  const wants = (presentMatch ?? true) !== (invertMatch ?? false);
  if (!stringMatch) return wants !== missed ? 'anything' : undefined;
  const value = textFor(stringMatch, random);
  if (Boolean(invertMatch) === missed) return value;
  return pick(random, [`${value}x`, `y${value}`, undefined, '', value.toUpperCase(), value.slice(1)]);
}

function textFor({ exact, prefix, suffix, contains, safeRegex }, random) {
  if (safeRegex) return sampleOf(safeRegex.regex, random);
  const more = pick(random, ['', '1', 'zz']);
  if (prefix !== undefined) return prefix + more;
  if (suffix !== undefined) return more + suffix;
  return contains === undefined ? (exact ?? '') : `${more}${contains}${more}`;
}

function addOrigin(request, cors, random) {
  const pattern = pick(random, cors.allowOriginStringMatch ?? []);
  const origin = pattern && random() < 0.7 ? textFor(pattern, random) : 'https://other.example';
  request.headers.push(['origin', origin || 'null']);
  if (random() < 0.6) {
    request.method = 'OPTIONS';
    request.headers.push(['access-control-request-method', 'PUT']);
  }
}

/** Something that no route was written for. */
function disturb(request, host, random) {
  const roll = random();
  if (roll < 0.5) request.path = pick(random, STRANGE_PATHS);
  else if (roll < 0.7)
    request.headers.push([pick(random, ['x-user', 'cookie', 'x-forwarded-proto']), pick(random, ['https', 'a', ''])]);
  else {
    const other = pick(random, host.routes ?? []);
    if (other) fill(request, other, random);
  }
}

/** What can stand in the first line of a request. */
function sendable(path) {
  const text = path.replace(/[^!-~]/g, (c) => encodeURIComponent(c)).replaceAll('#', '');
  return text.startsWith('/') ? text : `/${text}`;
}

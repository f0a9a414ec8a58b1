// Makes requests and connections out of RBAC policies: what a policy was written for, and what just misses it.
import { pick } from './random.mjs';
import { sampleOf } from './regex-sample.mjs';

const METHODS = ['GET', 'GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'];
const chance = (random, share) => random() < share;

/** Something that nobody wrote a policy for. */
export function plainRequest(random) {
  return {
    method: pick(random, METHODS),
    path: pick(random, ['/', '/admin', '/api/v1/items', '/healthz', '/a/b/c', '/x?y=z']),
    authority: pick(random, ['shop.example', 'a.b.c:8080', 'catalog.shop.svc.cluster.local']),
    headers: [],
    claims: {},
    from: { address: `127.${Math.floor(random() * 250)}.0.9`, port: 40000 },
    to: { address: pick(random, ['10.1.2.3', '10.9.9.9']), port: pick(random, [80, 8080, 9090, 7070, 443]) },
    tls: pick(random, ['none', 'mtls', 'mtls', 'tls']),
    sni: pick(random, ['', 'shop.example', 'outbound_.80_._.shop.svc']),
    principal: pick(random, ['spiffe://cluster.local/ns/shop/sa/web', 'spiffe://cluster.local/ns/other/sa/job']),
  };
}

/** The policies of RBAC configurations, shadow rules among them. */
export function policiesOf(configs) {
  return configs.flatMap(({ rules, shadowRules }) =>
    [rules, shadowRules].flatMap((set) => Object.values(set?.policies ?? {})),
  );
}

/** Makes a request what a policy is about, with each condition missed now and then. */
export function fillFrom(request, policy, random) {
  fill(request, pick(random, policy.permissions), random, true);
  fill(request, pick(random, policy.principals), random, true);
}

function fill(request, rule, random, wanted) {
  const meant = chance(random, 0.08) ? !wanted : wanted;
  const [kind, value] = Object.entries(rule)[0];
  const all = value?.rules ?? value?.ids;
  if (kind === 'andRules' || kind === 'andIds') for (const one of all) fill(request, one, random, wanted);
  else if (kind === 'orRules' || kind === 'orIds') fill(request, pick(random, all), random, wanted);
  else if (kind === 'notRule' || kind === 'notId') fill(request, value, random, !wanted && chance(random, 0.8));
  else if (meant) FILLS[kind]?.(request, value, random);
}

const FILLS = {
  header: fillHeader,
  urlPath: (request, { path }, random) => {
    const text = textFor(path, random);
    request.path = (text.startsWith('/') ? text : `/x${text}`) + pick(random, ['', '', '?q=1', '?a=/b']);
  },
  uriTemplate: (request, { typedConfig }, random) => {
    const path = typedConfig.pathTemplate
      .replace(/\*\*/g, () => pick(random, ['a', 'a/b', 'a/b/c', '']))
      .replace(/\*/g, () => pick(random, ['v1', 'x-y', 'a.b', '']));
    request.path = path + pick(random, ['', '', '?q=1', '/', '/more']);
  },
  requestedServerName: (request, matcher, random) => {
    request.tls = pick(random, ['tls', 'mtls']);
    request.sni = textFor(matcher, random).replace(/[^\w.-]/g, '');
  },
  destinationPort: (request, port) => {
    request.to = { ...request.to, port };
  },
  destinationIp: (request, range, random) => {
    if (!range.addressPrefix.includes(':')) request.to = { ...request.to, address: addressIn(range, random) };
  },
  directRemoteIp: (request, range, random) => {
    if (range.addressPrefix.startsWith('127.')) request.from = { ...request.from, address: addressIn(range, random) };
  },
  remoteIp: (request, range, random) => {
    const near = chance(random, 0.2) ? `${addressIn(range, random)}, 9.9.9.9` : addressIn(range, random);
    request.headers.push(['x-forwarded-for', chance(random, 0.3) ? `8.8.8.8, ${near}` : near]);
  },
  authenticated: (request, { principalName }, random) => {
    request.tls = 'mtls';
    if (!principalName) return;
    const text = textFor(principalName, random).replace(/^(?!spiffe:\/\/)/, 'spiffe://cluster.local/');
    if (/^spiffe:\/\/[\w./*-]+$/.test(text)) request.principal = text;
  },
  metadata: (request, matcher, random) => {
    const [first, ...path] = matcher.path.map(({ key }) => key);
    if (matcher.filter !== 'envoy.filters.http.jwt_authn' || first !== 'payload') return;
    request.wantsToken = true;
    let at = request.claims;
    for (const key of path.slice(0, -1)) at = at[key] = typeof at[key] === 'object' ? at[key] : {};
    at[path.at(-1)] = valueFor(matcher.value, random);
  },
};

function valueFor({ stringMatch, listMatch, orMatch }, random) {
  if (orMatch) return valueFor(pick(random, orMatch.valueMatchers), random);
  if (listMatch) return chance(random, 0.15) ? ['other'] : ['other', valueFor(listMatch.oneOf, random)];
  return stringMatch ? textFor(stringMatch, random) : true;
}

function fillHeader(request, { name, stringMatch }, random) {
  const text = stringMatch ? textFor(stringMatch, random) : 'anything';
  if (name === ':method') request.method = METHODS.includes(text) || text === 'PATCH' ? text : request.method;
  else if (name === ':authority' || name.toLowerCase() === 'host')
    request.authority = text.replace(/[^\w.:-]/g, '') || 'a';
  else if (name === ':path') request.path = text.startsWith('/') ? text : `/${text}`;
  else if (!name.startsWith(':') && /^[\w-]+$/.test(name)) request.headers.push([name.toLowerCase(), text]);
}

function textFor({ exact, prefix, suffix, contains, safeRegex, ignoreCase }, random) {
  const text = safeRegex
    ? safeRegex.regex === '.+'
      ? 'something'
      : sampleOf(safeRegex.regex, random)
    : (exact ??
      (prefix !== undefined
        ? prefix + pick(random, ['', 'x', '/more'])
        : suffix !== undefined
          ? pick(random, ['', 'x', 'y.']) + suffix
          : (contains ?? '')));
  const roll = random();
  if (roll < 0.05) return `${text}x`;
  if (roll < 0.1) return text.slice(0, -1);
  return ignoreCase && roll < 0.4 ? text.toUpperCase() : text;
}

/** An address in an IPv4 range, or one beside it. */
function addressIn({ addressPrefix, prefixLen = 0 }, random) {
  if (addressPrefix.includes(':')) return chance(random, 0.5) ? addressPrefix.replace(/::$/, '::1') : '2001:db9::1';
  const bytes = addressPrefix.split('.').map(Number);
  const whole = Math.floor(prefixLen / 8);
  const filled = bytes.map((byte, i) =>
    i < whole ? byte : i === whole && prefixLen % 8 > 0 ? byte | pick(random, [0, 1]) : pick(random, [0, 1, 7]),
  );
  if (chance(random, 0.15) && whole > 1) filled[whole - 1] ^= 1;
  // The first address of this machine's own range can't be used.
  if (whole < 4 && filled[3] === 0) filled[3] = 5;
  return filled.join('.');
}

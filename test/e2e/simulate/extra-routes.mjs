// Routes that Istio does not make by itself, and an EnvoyFilter or another control plane may: every criterion and rewriting
// that simulate reads.

const route = (name, match, action = {}) => ({ name, match, route: { cluster: name, ...action } });
const redirect = (name, match, action) => ({ name, match, redirect: action });
const regex = (text) => ({ regex: text });
const header = (name, rest) => ({ prefix: '/h', headers: [{ name, ...rest }] });

const HEADERS = [
  route('ignore-case', header('x-a', { stringMatch: { exact: 'Red', ignoreCase: true } })),
  route('contains', header('x-b', { stringMatch: { contains: 'mid' } })),
  route('suffix', header('x-c', { stringMatch: { suffix: '.end' } })),
  route('not-suffix', header('x-d', { stringMatch: { suffix: '.end' }, invertMatch: true })),
  route(
    'empty-counts',
    header('x-e', { stringMatch: { exact: 'q' }, invertMatch: true, treatMissingHeaderAsEmpty: true }),
  ),
  route('unreachable', { prefix: '/h' }),
];
const PATHS = [
  route('segments', { pathSeparatedPrefix: '/seg/ment' }, { prefixRewrite: '/other' }),
  route('segments-any-case', { pathSeparatedPrefix: '/CASE', caseSensitive: false }, { prefixRewrite: '/' }),
  route(
    'regex-groups',
    { safeRegex: regex('/v(\\d+)/([a-z]+)(/.*)?') },
    {
      regexRewrite: { pattern: regex('^/v(\\d+)/([a-z]+)'), substitution: '/\\2/version-\\1' },
    },
  ),
  route('every-match', { prefix: '/every' }, { regexRewrite: { pattern: regex('e'), substitution: 'E' } }),
  route('empty-matches', { prefix: '/zero' }, { regexRewrite: { pattern: regex('x*'), substitution: '/' } }),
  route('no-match', { prefix: '/none' }, { regexRewrite: { pattern: regex('nothing'), substitution: 'x' } }),
  route('regex-path', { safeRegex: regex('/one|/two.*|(?i)/three') }, { prefixRewrite: '/whole' }),
  route('exact-any-case', { path: '/Exact', caseSensitive: false }, { prefixRewrite: '/new' }),
  route(
    'host-from-path',
    { prefix: '/host/' },
    {
      hostRewritePathRegex: { pattern: regex('^/host/([a-z]+).*$'), substitution: '\\1.example' },
    },
  ),
  route(
    'host-from-header',
    { prefix: '/hosted', headers: [{ name: 'x-host', presentMatch: true }] },
    { hostRewriteHeader: 'x-host' },
  ),
  route('long-prefix', { prefix: '/strip/this/' }, { prefixRewrite: '/' }),
];
const QUERIES = [
  route('query-exact', { prefix: '/q', queryParameters: [{ name: 'a', stringMatch: { exact: '1' } }] }),
  route('query-regex', { prefix: '/q', queryParameters: [{ name: 'b', stringMatch: { safeRegex: regex('[a-c]+') } }] }),
  route('query-absent', {
    prefix: '/q',
    queryParameters: [
      { name: 'z', presentMatch: false },
      { name: 'c', presentMatch: true },
    ],
  }),
  route('query-prefix', {
    prefix: '/q',
    queryParameters: [{ name: 'd', stringMatch: { prefix: 'X', ignoreCase: true } }],
  }),
  route('grpc', {
    prefix: '/grpc',
    grpc: {},
    headers: [{ name: 'content-type', stringMatch: { prefix: 'application/grp' } }],
  }),
];
const REDIRECTS = [
  redirect('https', { prefix: '/r/https' }, { httpsRedirect: true }),
  redirect('scheme-port', { prefix: '/r/port' }, { schemeRedirect: 'https', portRedirect: 8443 }),
  redirect(
    'no-query',
    { prefix: '/r/strip' },
    { hostRedirect: 'new.example', stripQuery: true, responseCode: 'FOUND' },
  ),
  redirect('with-query', { prefix: '/r/own' }, { pathRedirect: '/to?own=1' }),
  redirect('path', { prefix: '/r/path' }, { pathRedirect: '/to', responseCode: 'TEMPORARY_REDIRECT' }),
  redirect('path-no-query', { prefix: '/r/bare' }, { pathRedirect: '/to', stripQuery: true }),
  redirect('prefix', { prefix: '/r/pre' }, { prefixRewrite: '/post', responseCode: 'PERMANENT_REDIRECT' }),
  redirect(
    'groups',
    { prefix: '/r/re' },
    { regexRewrite: { pattern: regex('/r/(re)'), substitution: '/\\1/\\0' }, responseCode: 'SEE_OTHER' },
  ),
  { name: 'teapot', match: { prefix: '/teapot' }, directResponse: { status: 418, body: { inlineString: 'short' } } },
  { name: 'moved', match: { prefix: '/moved' }, directResponse: { status: 302 } },
];

const all = [...HEADERS, ...PATHS, ...QUERIES, ...REDIRECTS];
const host = (name, domains, routes = all, fields = {}) => ({ name, domains, routes, ...fields });

/** Route configurations with connection managers of several settings. */
export const EXTRA = [
  {
    name: 'extra',
    routes: {
      name: 'extra',
      virtualHosts: [
        host('any', ['*']),
        host('suffix', ['*.example', '*.shop.example'], [route('suffix', { prefix: '/' })]),
        host('longer', ['*.b.shop.example'], [route('longer', { prefix: '/' })]),
        host('prefix', ['shop.*', 'shop.b.*'], [route('prefix', { prefix: '/' })]),
        host('exact', ['Shop.Example', 'a.b.shop.example:81', '[::1]:80'], [route('exact', { prefix: '/' })]),
        host('tls', ['secure.test', 'secure.test:80', 'secure.test:8080'], [route('tls', { prefix: '/' })], {
          requireTls: 'ALL',
        }),
        host('nothing', ['empty.test'], []),
      ],
    },
    manager: {},
  },
  {
    name: 'extra without ports, normalized',
    routes: {
      name: 'extra-2',
      ignorePortInHostMatching: true,
      virtualHosts: [host('any', ['*']), host('exact', ['shop.example', '[::1]'], [route('exact', { prefix: '/' })])],
    },
    manager: { normalizePath: true, mergeSlashes: true, pathWithEscapedSlashesAction: 'UNESCAPE_AND_FORWARD' },
  },
  {
    name: 'extra of an edge',
    routes: { name: 'extra-3', virtualHosts: [host('any', ['*']), host('exact', ['shop.example'])] },
    manager: {
      useRemoteAddress: true,
      normalizePath: true,
      stripAnyHostPort: true,
      pathWithEscapedSlashesAction: 'REJECT_REQUEST',
    },
  },
  {
    name: 'extra with dots',
    routes: { name: 'extra-4', virtualHosts: [host('exact', ['shop.example', 'shop.example:80'])] },
    manager: { stripTrailingHostDot: true, mergeSlashes: true },
  },
].map(({ manager, ...rest }) => ({
  ...rest,
  manager: {
    '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    statPrefix: 'extra',
    ...manager,
  },
}));

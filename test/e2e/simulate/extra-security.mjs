// What decides in ways that Istio does not spell by itself, and an EnvoyFilter or another control plane may.

const TYPE = 'type.googleapis.com/envoy.extensions';
const extension = (name, type, fields = {}) => ({
  name: `envoy.filters.http.${name}`,
  typedConfig: { '@type': `${TYPE}.filters.http.${type}`, ...fields },
});
const ROUTER = extension('router', 'router.v3.Router');
const FAULT = 'envoy.filters.http.fault';
const ALWAYS = { numerator: 100 };
const faulty = (fields) => ({ [FAULT]: { '@type': `${TYPE}.filters.http.fault.v3.HTTPFault`, ...fields } });
const route = (prefix, fault) => ({
  match: { prefix },
  route: { cluster: 'echo' },
  ...(fault && { typedPerFilterConfig: faulty(fault) }),
});

const manager = (name, httpFilters, routes, fields = {}) => ({
  name,
  http: {
    '@type': `${TYPE}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
    statPrefix: name,
    httpFilters: [...httpFilters, ROUTER],
    localReplyConfig: { bodyFormat: { textFormatSource: { inlineString: '%RESPONSE_CODE_DETAILS%' } } },
    routeConfig: {
      name,
      virtualHosts: [{ name: 'any', domains: ['*'], routes }],
      responseHeadersToAdd: [
        { header: { key: 'x-cluster', value: '%UPSTREAM_CLUSTER%' }, appendAction: 'OVERWRITE_IF_EXISTS_OR_ADD' },
      ],
    },
    ...fields,
  },
});

const grpcAborts = Array.from({ length: 18 }, (_, status) =>
  route(`/${String.fromCharCode(97 + status)}`, { abort: { grpcStatus: status, percentage: ALWAYS } }),
);
const rbac = (action, policies) => extension('rbac', 'rbac.v3.RBAC', { rules: { action, policies } });
const policy = (permission, principal = { any: true }) => ({ permissions: [permission], principals: [principal] });
const range = (addressPrefix, prefixLen) => ({ addressPrefix, prefixLen });
const NAMES = {
  c: policy({ destinationPortRange: { start: 80, end: 90 } }),
  b: policy({ destinationIp: range('10.1.0.0', 16) }, { authenticated: {} }),
  a: policy({ header: { name: 'x-n', rangeMatch: { start: 1, end: 9 } } }, { directRemoteIp: range('127.64.0.0', 10) }),
};

export const EXTRA_SECURITY = [
  manager('grpc aborts', [extension('fault', 'fault.v3.HTTPFault')], [...grpcAborts, route('/')]),
  manager(
    'faults',
    [extension('fault', 'fault.v3.HTTPFault')],
    [
      route('/both', {
        delay: { fixedDelay: '0.01s', percentage: ALWAYS },
        abort: { httpStatus: 418, percentage: ALWAYS },
      }),
      route('/header', {
        headers: [{ name: 'x-n', presentMatch: true }],
        abort: { httpStatus: 555, percentage: ALWAYS },
      }),
      route('/never', { abort: { httpStatus: 555, percentage: {} } }),
      route('/'),
    ],
  ),
  manager('several fit', [rbac('ALLOW', NAMES)], [route('/')]),
  manager('several are denied', [rbac('DENY', NAMES)], [route('/')]),
  manager('an edge', [rbac('DENY', { far: policy({ any: true }, { remoteIp: range('8.8.0.0', 16) }) })], [route('/')], {
    useRemoteAddress: true,
    xffNumTrustedHops: 1,
  }),
  manager(
    'two hops',
    [rbac('DENY', { far: policy({ any: true }, { remoteIp: range('8.8.0.0', 16) }) })],
    [route('/')],
    { xffNumTrustedHops: 1 },
  ),
];

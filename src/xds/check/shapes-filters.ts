import * as rule from './field-rules.js';

const NETWORK = 'envoy.extensions.filters.network';
const HTTP = 'envoy.extensions.filters.http';

/** Rules of filters, of what is in them, and of access logs, by the full name of their messages. */
export const FILTER_SHAPES: Readonly<Record<string, rule.Shape>> = {
  [`${NETWORK}.tcp_proxy.v3.TcpProxy`]: {
    oneOf: ['cluster', 'weightedClusters'],
    fields: {
      statPrefix: rule.filled(),
      weightedClusters: rule.of('TcpWeightedCluster'),
      maxConnectAttempts: rule.between(1, 4294967295),
    },
  },
  TcpWeightedCluster: { fields: { clusters: rule.filled('TcpClusterWeight') } },
  TcpClusterWeight: {
    fields: {
      name: rule.filled(),
      weight: { test: (v) => rule.between(1, 4294967295).test?.(v ?? 0) },
    },
  },
  [`${NETWORK}.http_connection_manager.v3.HttpConnectionManager`]: {
    oneOf: ['rds', 'routeConfig', 'scopedRoutes'],
    fields: {
      statPrefix: rule.filled(),
      httpFilters: rule.of('Named'),
      routeConfig: rule.of('RouteConfiguration'),
      serverName: rule.oneLine,
      maxRequestHeadersKb: rule.between(1, 8192),
      tracing: rule.of('Tracing'),
    },
  },
  Tracing: {
    fields: {
      clientSampling: rule.of('Percent'),
      randomSampling: rule.of('Percent'),
      overallSampling: rule.of('Percent'),
      customTags: rule.of('CustomTag'),
    },
  },
  CustomTag: {
    oneOf: ['literal', 'environment', 'requestHeader', 'metadata', 'value'],
    fields: {
      tag: rule.filled(),
      literal: rule.of('LiteralTag'),
      environment: rule.of('Named'),
      requestHeader: rule.of('Named'),
    },
  },
  LiteralTag: { fields: { value: rule.filled() } },
  [`${NETWORK}.mongo_proxy.v3.MongoProxy`]: { fields: { statPrefix: rule.filled() } },
  [`${NETWORK}.connection_limit.v3.ConnectionLimit`]: {
    fields: { statPrefix: rule.filled(), maxConnections: rule.between(1, Number.MAX_SAFE_INTEGER) },
  },
  [`${NETWORK}.ext_authz.v3.ExtAuthz`]: { fields: { statPrefix: rule.filled(), grpcService: rule.of('GrpcService') } },
  [`${HTTP}.ext_authz.v3.ExtAuthz`]: {
    fields: {
      grpcService: rule.of('GrpcService'),
      httpService: rule.of('HttpService'),
      withRequestBody: rule.of('BufferSettings'),
      filterEnabledMetadata: rule.of('MetadataMatcher'),
    },
  },
  BufferSettings: {
    fields: { maxRequestBytes: { test: (v) => rule.between(1, 4294967295).test?.(v ?? 0) } },
  },
  HttpService: {
    fields: {
      serverUri: rule.of('HttpUri'),
      pathPrefix: {
        test: (v) =>
          typeof v === 'string' && v !== '' && !v.startsWith('/') ? { code: 'no-slash', args: { path: v } } : undefined,
      },
    },
  },
  HttpUri: { fields: { uri: rule.filled(), cluster: rule.filled(), timeout: rule.required() } },
  GrpcService: { oneOf: ['envoyGrpc', 'googleGrpc'], fields: { envoyGrpc: rule.of('EnvoyGrpc') } },
  EnvoyGrpc: { fields: { clusterName: rule.filled() } },
  [`${HTTP}.jwt_authn.v3.JwtAuthentication`]: {
    fields: { providers: rule.of('JwtProvider'), rules: rule.of('RequirementRule') },
  },
  JwtProvider: {
    oneOf: ['localJwks', 'remoteJwks'],
    fields: {
      remoteJwks: rule.of('RemoteJwks'),
      fromHeaders: rule.of('Named'),
      claimToHeaders: rule.of('ClaimToHeader'),
    },
  },
  RemoteJwks: { fields: { httpUri: rule.of('HttpUri') } },
  ClaimToHeader: { fields: { headerName: rule.filled(), claimName: rule.filled() } },
  RequirementRule: { fields: { match: rule.required('RouteMatch'), requires: rule.of('JwtRequirement') } },
  JwtRequirement: { fields: { requiresAny: rule.of('JwtList'), requiresAll: rule.of('JwtList') } },
  JwtList: { fields: { requirements: rule.atLeast(2, 'JwtRequirement') } },
  [`${HTTP}.rbac.v3.RBAC`]: { fields: { rules: rule.of('Rbac'), shadowRules: rule.of('Rbac') } },
  [`${NETWORK}.rbac.v3.RBAC`]: {
    fields: { statPrefix: rule.filled(), rules: rule.of('Rbac'), shadowRules: rule.of('Rbac') },
  },
  Rbac: { fields: { policies: rule.of('RbacPolicy') } },
  RbacPolicy: { fields: { permissions: rule.filled('Permission'), principals: rule.filled('Principal') } },
  Permission: {
    fields: {
      andRules: rule.of('PermissionSet'),
      orRules: rule.of('PermissionSet'),
      notRule: rule.of('Permission'),
      header: rule.of('HeaderMatcher'),
      urlPath: rule.of('PathMatcher'),
      metadata: rule.of('MetadataMatcher'),
      requestedServerName: rule.of('StringMatcher'),
      destinationIp: rule.of('CidrRange'),
      destinationPort: rule.between(0, 65535),
    },
  },
  PermissionSet: { fields: { rules: rule.filled('Permission') } },
  Principal: {
    fields: {
      andIds: rule.of('PrincipalSet'),
      orIds: rule.of('PrincipalSet'),
      notId: rule.of('Principal'),
      header: rule.of('HeaderMatcher'),
      metadata: rule.of('MetadataMatcher'),
      authenticated: rule.of('Authenticated'),
      filterState: rule.of('FilterState'),
      directRemoteIp: rule.of('CidrRange'),
      remoteIp: rule.of('CidrRange'),
    },
  },
  PrincipalSet: { fields: { ids: rule.filled('Principal') } },
  Authenticated: { fields: { principalName: rule.of('StringMatcher') } },
  FilterState: { fields: { key: rule.filled(), stringMatch: rule.of('StringMatcher') } },
  PathMatcher: { fields: { path: rule.required('StringMatcher') } },
  [`${HTTP}.fault.v3.HTTPFault`]: { fields: { delay: rule.of('FaultDelay'), abort: rule.of('FaultAbort') } },
  FaultDelay: { oneOf: ['fixedDelay', 'headerDelay'], fields: { fixedDelay: rule.positiveDuration } },
  FaultAbort: { oneOf: ['httpStatus', 'grpcStatus', 'headerAbort'], fields: { httpStatus: rule.between(200, 599) } },
  [`${HTTP}.cors.v3.CorsPolicy`]: {
    fields: { allowOriginStringMatch: rule.of('StringMatcher'), filterEnabled: rule.of('RuntimeFraction') },
  },
  [`${HTTP}.local_ratelimit.v3.LocalRateLimit`]: { fields: { statPrefix: rule.filled() } },
  'envoy.extensions.access_loggers.file.v3.FileAccessLog': { fields: { path: rule.filled() } },
  'envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig': {
    fields: { commonConfig: rule.of('GrpcLog') },
  },
  'envoy.extensions.access_loggers.grpc.v3.TcpGrpcAccessLogConfig': {
    fields: { commonConfig: rule.of('GrpcLog') },
  },
  GrpcLog: { fields: { logName: rule.filled(), grpcService: rule.required('GrpcService') } },
};

/** Fields that are maps from names to messages. */
export const MAP_FIELDS: ReadonlySet<string> = new Set(['policies', 'providers', 'typedPerFilterConfig']);

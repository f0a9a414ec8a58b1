import * as rule from './field-rules.js';
import { FILTER_SHAPES } from './shapes-filters.js';

/*
 * Rules of single fields of the messages that we emit: what their documentation calls required, a length or a range. Each was tried
 * with an Envoy 1.38.3. https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/api
 */
const HEADER_CHANGES = {
  requestHeadersToAdd: rule.of('HeaderValueOption'),
  requestHeadersToRemove: rule.each(rule.changeableHeader),
  responseHeadersToAdd: rule.of('HeaderValueOption'),
  responseHeadersToRemove: rule.each(rule.changeableHeader),
};

const ROUTE_SHAPES: Readonly<Record<string, rule.Shape>> = {
  RouteConfiguration: { fields: { virtualHosts: rule.of('VirtualHost'), ...HEADER_CHANGES } },
  VirtualHost: {
    fields: { name: rule.filled(), domains: rule.each(rule.oneLine), routes: rule.of('Route'), ...HEADER_CHANGES },
  },
  Route: {
    fields: {
      match: rule.required('RouteMatch'),
      route: rule.of('RouteAction'),
      redirect: rule.of('RedirectAction'),
      decorator: rule.of('Decorator'),
      ...HEADER_CHANGES,
    },
  },
  Decorator: { fields: { operation: rule.filled() } },
  RouteMatch: {
    oneOf: ['prefix', 'path', 'safeRegex', 'pathSeparatedPrefix', 'connectMatcher', 'pathMatchPolicy'],
    fields: {
      safeRegex: rule.of('RegexMatcher'),
      pathSeparatedPrefix: {
        test: (value) =>
          typeof value === 'string' && !/^[^?#]+[^?#/]$/.test(value)
            ? { code: 'path-prefix-malformed', args: { prefix: value } }
            : undefined,
      },
      headers: rule.of('HeaderMatcher'),
      queryParameters: rule.of('QueryParameterMatcher'),
      dynamicMetadata: rule.of('MetadataMatcher'),
    },
  },
  RouteAction: {
    fields: {
      cluster: rule.filledIfThere,
      weightedClusters: rule.of('WeightedCluster'),
      prefixRewrite: rule.oneLine,
      hostRewriteLiteral: rule.oneLine,
      regexRewrite: rule.of('RegexMatchAndSubstitute'),
      requestMirrorPolicies: rule.of('RequestMirrorPolicy'),
      hashPolicy: rule.of('HashPolicy'),
      retryPolicy: rule.of('RetryPolicy'),
      upgradeConfigs: rule.of('RouteUpgradeConfig'),
    },
  },
  WeightedCluster: { fields: { clusters: rule.of('ClusterWeight') } },
  ClusterWeight: { fields: { name: rule.filledIfThere, ...HEADER_CHANGES } },
  RequestMirrorPolicy: { fields: { cluster: rule.filledIfThere, runtimeFraction: rule.of('RuntimeFraction') } },
  RuntimeFraction: { fields: { defaultValue: rule.required() } },
  HashPolicy: {
    oneOf: ['header', 'cookie', 'connectionProperties', 'queryParameter', 'filterState'],
    fields: {
      header: rule.of('HashHeader'),
      cookie: rule.of('Named'),
      queryParameter: rule.of('Named'),
    },
  },
  HashHeader: { fields: { headerName: rule.filled() } },
  RetryPolicy: { fields: { retryBackOff: rule.of('RetryBackOff') } },
  RetryBackOff: {
    fields: { baseInterval: { test: (v) => rule.required().test?.(v) ?? rule.positiveDuration.test?.(v) } },
  },
  RouteUpgradeConfig: { fields: { upgradeType: rule.filled() } },
  RedirectAction: { fields: { hostRedirect: rule.oneLine, pathRedirect: rule.oneLine } },
  HeaderValueOption: { fields: { header: rule.required('HeaderValue') } },
  HeaderValue: { fields: { key: rule.changeableHeader, value: rule.oneLine } },
};

const MATCHER_SHAPES: Readonly<Record<string, rule.Shape>> = {
  Named: { fields: { name: rule.filled() } },
  RegexMatcher: { fields: { regex: rule.filled() } },
  RegexMatchAndSubstitute: { fields: { pattern: rule.required('RegexMatcher') } },
  HeaderMatcher: { fields: { name: rule.filled(), stringMatch: rule.of('StringMatcher') } },
  QueryParameterMatcher: { fields: { name: rule.filled(), stringMatch: rule.of('StringMatcher') } },
  StringMatcher: {
    oneOf: ['exact', 'prefix', 'suffix', 'contains', 'safeRegex', 'custom'],
    code: 'empty-matcher',
    fields: {
      prefix: rule.filledIfThere,
      suffix: rule.filledIfThere,
      contains: rule.filledIfThere,
      safeRegex: rule.of('RegexMatcher'),
    },
  },
  MetadataMatcher: {
    fields: { filter: rule.filled(), path: rule.filled('PathSegment'), value: rule.required('ValueMatcher') },
  },
  PathSegment: { fields: { key: rule.filled() } },
  ValueMatcher: {
    fields: { stringMatch: rule.of('StringMatcher'), listMatch: rule.of('ListMatcher'), orMatch: rule.of('OrMatcher') },
  },
  ListMatcher: { fields: { oneOf: rule.of('ValueMatcher') } },
  OrMatcher: { fields: { valueMatchers: rule.of('ValueMatcher') } },
};

const CLUSTER_SHAPES: Readonly<Record<string, rule.Shape>> = {
  Cluster: {
    fields: {
      name: rule.filled(),
      connectTimeout: rule.positiveDuration,
      loadAssignment: rule.of('ClusterLoadAssignment'),
      outlierDetection: rule.of('OutlierDetection'),
      maglevLbConfig: rule.of('MaglevLbConfig'),
      leastRequestLbConfig: rule.of('LeastRequestLbConfig'),
      commonLbConfig: rule.of('CommonLbConfig'),
    },
  },
  MaglevLbConfig: { fields: { tableSize: rule.between(0, 5000011) } },
  LeastRequestLbConfig: { fields: { choiceCount: rule.between(2, 4294967295) } },
  CommonLbConfig: { fields: { healthyPanicThreshold: rule.of('Percent') } },
  Percent: { fields: { value: rule.between(0, 100) } },
  OutlierDetection: {
    fields: {
      interval: rule.positiveDuration,
      baseEjectionTime: rule.positiveDuration,
      maxEjectionPercent: rule.between(0, 100),
      enforcingConsecutive5xx: rule.between(0, 100),
    },
  },
  ClusterLoadAssignment: { fields: { clusterName: rule.filled(), endpoints: rule.of('LocalityLbEndpoints') } },
  LocalityLbEndpoints: {
    fields: {
      // A weight of 0 is refused as well, but dumps show it for localities without one.
      lbEndpoints: rule.of('LbEndpoint'),
      priority: rule.between(0, 128),
    },
  },
  LbEndpoint: { fields: { endpoint: rule.of('Endpoint'), loadBalancingWeight: rule.between(1, 4294967295) } },
  Endpoint: { fields: { address: rule.of('Address') } },
  Address: { fields: { socketAddress: rule.of('SocketAddress'), pipe: rule.of('Pipe') } },
  SocketAddress: { fields: { address: rule.filled(), portValue: rule.between(0, 65535) } },
  Pipe: { fields: { path: rule.filled() } },
};

const LISTENER_SHAPES: Readonly<Record<string, rule.Shape>> = {
  Listener: {
    fields: {
      address: rule.required('Address'),
      filterChains: rule.of('FilterChain'),
      defaultFilterChain: rule.of('FilterChain'),
    },
  },
  FilterChain: { fields: { filterChainMatch: rule.of('FilterChainMatch'), filters: rule.of('Named') } },
  FilterChainMatch: { fields: { destinationPort: rule.between(1, 65535), prefixRanges: rule.of('CidrRange') } },
  CidrRange: { fields: { addressPrefix: rule.filled(), prefixLen: rule.between(0, 128) } },
};

/** Shapes by the name of the message: its last word, or the full name for messages that stand in an Any. */
export const SHAPES: Readonly<Record<string, rule.Shape>> = {
  ...ROUTE_SHAPES,
  ...MATCHER_SHAPES,
  ...CLUSTER_SHAPES,
  ...LISTENER_SHAPES,
  ...FILTER_SHAPES,
};

import type { CustomAuthorization } from '../../mesh/authorization-policies.js';
import { protoDuration } from '../../mesh/durations.js';
import type { ExtAuthzProvider, HttpProviderSettings } from '../../mesh/ext-authz-providers.js';
import { asJson, type JsonMessage, present, typeUrl } from '../../xds/json.js';
import type { Extension } from '../../xds/types.js';
import { outboundClusterName } from '../names.js';
import type { SharedState } from '../translation.js';
import { type FilterLevel, rbacExtension, rbacRules } from './rbac.js';
import { textMatcher } from './rbac-values.js';

/** Where RBAC leaves the name of the rule that fits, so that the authorizer is asked about those requests only. */
const FITTING_RULE = 'istio_ext_authz_shadow_effective_policy_id';
const DEFAULT_TIMEOUT = '600s';

/**
 * Filters that ask an external authorizer about what its policies match; where it can't be asked, a filter that denies it.
 * https://istio.io/latest/docs/tasks/security/authorization/authz-custom/
 */
export function customAuthorization(
  shared: SharedState,
  level: FilterLevel,
  { provider, policies, service }: CustomAuthorization,
): readonly Extension[] {
  const prefix = `istio-ext-authz-${provider}`;
  if (!service) {
    const name = (rule: string) => `${prefix}-${rule}-deny-due-to-bad-CUSTOM-action`;
    return [rbacExtension(level, { rules: rbacRules(shared, level, 'DENY', policies, name) })];
  }
  // Connections have nothing that could be asked by HTTP.
  if (service.http && level === 'network') return [];
  const shadowRules = rbacRules(shared, level, 'DENY', policies, (rule) => `${prefix}-${rule}`);
  return [
    rbacExtension(level, { shadowRules, shadowRulesStatPrefix: 'istio_ext_authz_' }),
    level === 'http' ? askAboutRequests(service, prefix) : askAboutConnections(service, prefix),
  ];
}

/** https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/http/http_filters/ext_authz_filter */
function askAboutRequests(provider: ExtAuthzProvider, prefix: string): Extension {
  const { http, settings, statusOnError } = provider;
  const body = settings.includeRequestBodyInCheck;
  return {
    name: 'envoy.filters.http.ext_authz',
    typedConfig: present({
      '@type': typeUrl('envoy.extensions.filters.http.ext_authz.v3.ExtAuthz'),
      transportApiVersion: 'V3',
      httpService: http && httpService(provider, http),
      grpcService: http ? undefined : grpcService(provider),
      allowedHeaders: headerPatterns(http?.includeRequestHeadersInCheck) ?? headerPatterns(http?.includeHeadersInCheck),
      failureModeAllow: settings.failOpen || undefined,
      statusOnError: statusOnError === undefined ? undefined : { code: statusOnError },
      withRequestBody:
        body &&
        present<JsonMessage>({
          maxRequestBytes: body.maxRequestBytes || undefined,
          allowPartialMessage: body.allowPartialMessage || undefined,
          packAsBytes: body.packAsBytes || undefined,
        }),
      filterEnabledMetadata: whereRuleFits('envoy.filters.http.rbac', prefix),
    }),
  };
}

/** https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/listeners/network_filters/ext_authz_filter */
function askAboutConnections(provider: ExtAuthzProvider, prefix: string): Extension {
  return {
    name: 'envoy.filters.network.ext_authz',
    typedConfig: present({
      '@type': typeUrl('envoy.extensions.filters.network.ext_authz.v3.ExtAuthz'),
      statPrefix: 'tcp.',
      transportApiVersion: 'V3',
      grpcService: grpcService(provider),
      failureModeAllow: provider.settings.failOpen || undefined,
      filterEnabledMetadata: whereRuleFits('envoy.filters.network.rbac', prefix),
    }),
  };
}

function whereRuleFits(filter: string, prefix: string): JsonMessage {
  return { filter, path: [{ key: FITTING_RULE }], value: { stringMatch: { prefix } } };
}

function grpcService(provider: ExtAuthzProvider): JsonMessage {
  return {
    envoyGrpc: { clusterName: clusterOf(provider), authority: provider.hostname },
    timeout: timeoutOf(provider),
  };
}

function httpService(provider: ExtAuthzProvider, http: HttpProviderSettings): JsonMessage {
  const added = Object.entries(http.includeAdditionalHeadersInCheck ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const response = present<JsonMessage>({
    allowedUpstreamHeaders: headerPatterns(http.headersToUpstreamOnAllow),
    allowedClientHeaders: headerPatterns(http.headersToDownstreamOnDeny),
    allowedClientHeadersOnSuccess: headerPatterns(http.headersToDownstreamOnAllow),
  });
  return present<JsonMessage>({
    serverUri: { uri: `http://${provider.hostname}`, cluster: clusterOf(provider), timeout: timeoutOf(provider) },
    pathPrefix: http.pathPrefix || undefined,
    authorizationRequest:
      added.length > 0
        ? { headersToAdd: added.map(([key, value]) => present<JsonMessage>({ key, value: value || undefined })) }
        : undefined,
    authorizationResponse: Object.keys(response).length > 0 ? response : undefined,
  });
}

function clusterOf({ hostname, port }: ExtAuthzProvider): string {
  return outboundClusterName(port, hostname, '');
}

function timeoutOf({ settings }: ExtAuthzProvider): string {
  return settings.timeout === undefined ? DEFAULT_TIMEOUT : protoDuration(settings.timeout);
}

function headerPatterns(names: readonly string[] | undefined): JsonMessage | undefined {
  if (!names?.length) return undefined;
  return { patterns: names.map((name) => asJson({ ...textMatcher(name), ignoreCase: true })) };
}

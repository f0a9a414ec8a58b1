import type { Diagnostic } from '../model/diagnostic.js';
import type { RegexTest } from '../model/regex.js';
import type { Store } from '../model/store.js';
import { buildAuthorization } from './authorization-policies.js';
import { authorizationProblems } from './authorization-problems.js';
import { serviceIdentities } from './cluster-endpoints.js';
import { buildDestinationRules, type DestinationRuleIndex } from './destination-rules.js';
import { discoveredStore } from './discovery.js';
import { buildEndpointIndex, type EndpointIndex, namesakes } from './endpoint-index.js';
import { endpointsOf, ownEndpoints } from './endpoints.js';
import { buildEnvoyFilters } from './envoy-filters.js';
import { buildGateways, routerProblems } from './gateways.js';
import { convertIngresses } from './ingress.js';
import { decodeProxySettings, type MeshConfig } from './mesh-config.js';
import { buildPeerAuthentications } from './peer-authentication.js';
import { buildProxies, type SettingsReader } from './proxies.js';
import { buildRequestAuthentications, type FetchedKeys, keyProblems } from './request-authentication.js';
import { buildDefaultScope, buildRouterScope, type ScopeFacts } from './scope.js';
import { buildSidecarScope } from './scope-sidecar.js';
import { buildServices } from './services.js';
import { buildSidecars } from './sidecars.js';
import { indexServices, selectTargets } from './targets.js';
import { buildTelemetry } from './telemetry.js';
import { buildTrafficExtensions } from './traffic-extensions.js';
import type { Mesh, MeshDestinationRule, MeshEndpoint, MeshProxy, MeshService, Scope, ServicePort } from './types.js';
import { buildVirtualServices } from './virtual-services.js';
import { findVirtualServiceProblems } from './virtual-services-problems.js';

export interface MeshOptions {
  readonly config: MeshConfig;
  /** Reads the YAML of a proxy.istio.io/config annotation into a value; returns undefined for text that is none. */
  readonly parseYaml: (text: string) => unknown;
  /** Keys of token issuers, where they were fetched. */
  readonly jwks?: FetchedKeys;
  /** Matches regular expressions of users, in linear time. */
  readonly regexTest: RegexTest;
}

/** Decides everything about an input that does not depend on one proxy's translation. Pure; nothing is read or printed. */
export function buildMesh(input: Store, options: MeshOptions): Mesh {
  const { config } = options;
  const store = discoveredStore(input, config);
  const diagnostics: Diagnostic[] = [];
  const services = buildServices(store.list('Service'), store.list('ServiceEntry'), config, store.list('Namespace'));
  const index = buildEndpointIndex(store, config, services);
  const endpoints = cachedEndpoints((service, port) => endpointsOf(index, service, port));
  const own = cachedEndpoints((service, port) => ownEndpoints(index, service, port));
  const rules = buildDestinationRules(store.list('DestinationRule'), config);
  const peerAuthentications = buildPeerAuthentications(store.list('PeerAuthentication'), config);
  const ingress = convertIngresses(store.list('Ingress'), store.list('IngressClass'), services, config);
  const virtual = buildVirtualServices([...store.list('VirtualService'), ...ingress.virtualServices], config);
  const authorization = buildAuthorization(store.list('AuthorizationPolicy'), config, services);
  diagnostics.push(...virtual.diagnostics, ...rules.diagnostics, ...authorization.diagnostics);
  diagnostics.push(...findVirtualServiceProblems({ virtualServices: virtual.virtualServices, services, rules }));
  const byNamespace = indexServices(services);
  const proxies = buildProxies(input, config, settingsReader(options, diagnostics)).map(
    ({ podSpec, ...proxy }): MeshProxy => ({
      ...proxy,
      targets: selectTargets({ ...proxy, podSpec }, byNamespace, own),
    }),
  );
  const gateways = buildGateways([...store.list('Gateway'), ...ingress.gateways], virtual.virtualServices);
  diagnostics.push(...routerProblems(gateways, proxies), ...authorizationProblems(proxies, authorization.index));
  diagnostics.push(...keyProblems(store.list('RequestAuthentication'), options.jwks));
  return {
    config,
    services,
    virtualServices: virtual.virtualServices,
    gateways,
    proxies,
    diagnostics,
    scopeOf: buildScopes({ config, services, virtualServices: virtual.virtualServices }, store),
    endpoints,
    destinationRules: rules,
    peerAuthentications,
    requestAuthentications: buildRequestAuthentications(store.list('RequestAuthentication'), config, options.jwks),
    authorization: authorization.index,
    trafficExtensions: buildTrafficExtensions(store.list('WasmPlugin'), store.list('TrafficExtension'), config),
    telemetry: buildTelemetry(store.list('Telemetry'), config),
    envoyFilters: buildEnvoyFilters(store.list('EnvoyFilter'), config, options.regexTest),
    destinationRule: cachedRules(rules),
    identities: buildIdentities(config, index, endpoints),
  };
}

/** Scopes are shared: one a namespace, or a namespace and Sidecar. Gateways see everything whatever Sidecars say. */
function buildScopes(facts: ScopeFacts, store: Store): (proxy: MeshProxy) => Scope {
  const sidecars = buildSidecars(store.list('Sidecar'), facts.config);
  const known = new Map<string, Scope>();
  return (proxy) => {
    const { namespace, type } = proxy;
    const sidecar = type === 'sidecar' ? sidecars.find(namespace, proxy.labels) : undefined;
    const key = `${type} ${namespace} ${sidecar ? `${sidecar.metadata.namespace}/${sidecar.metadata.name}` : ''}`;
    let scope = known.get(key);
    if (!scope) {
      if (type === 'router') scope = buildRouterScope(facts, namespace);
      else scope = sidecar ? buildSidecarScope(facts, namespace, sidecar) : buildDefaultScope(facts, namespace);
      known.set(key, scope);
    }
    return scope;
  };
}

/** Clients of one namespace get the same rule for a host unless some rule there selects workloads. */
function cachedRules(rules: DestinationRuleIndex): Mesh['destinationRule'] {
  const known = new Map<string, Map<string, MeshDestinationRule | undefined>>();
  return (proxy, scope, hostname) => {
    const find = () => {
      const service = scope.service(hostname);
      return service && rules.find(proxy, hostname, service.namespace);
    };
    if (rules.selectorKeys(proxy.namespace).length > 0) return find();
    let ofScope = known.get(scope.key);
    if (!ofScope) {
      ofScope = new Map();
      known.set(scope.key, ofScope);
    }
    if (!ofScope.has(hostname)) ofScope.set(hostname, find());
    return ofScope.get(hostname);
  };
}

/** Identities do not depend on the proxy, nor on the ports that a Sidecar leaves of a service. */
function buildIdentities(config: MeshConfig, index: EndpointIndex, endpoints: Mesh['endpoints']): Mesh['identities'] {
  const known = new Map<string, readonly string[]>();
  return (service) => {
    const key = `${service.namespace}/${service.hostname}`;
    const value = known.get(key) ?? serviceIdentities(config, endpoints, namesakes(index, service));
    known.set(key, value);
    return value;
  };
}

function cachedEndpoints(find: Mesh['endpoints']): Mesh['endpoints'] {
  const known = new WeakMap<MeshService, Map<ServicePort, readonly MeshEndpoint[]>>();
  return (service, port) => {
    let ports = known.get(service);
    if (!ports) {
      ports = new Map();
      known.set(service, ports);
    }
    const value = ports.get(port) ?? find(service, port);
    ports.set(port, value);
    return value;
  };
}

function settingsReader(options: MeshOptions, diagnostics: Diagnostic[]): SettingsReader {
  return (text, resource) => {
    const { settings, problems } = decodeProxySettings(options.parseYaml(text));
    for (const problem of problems) {
      diagnostics.push({
        code: 'proxy-config-annotation',
        severity: 'warning',
        args: { field: problem.path.join('.'), expected: problem.expected, found: problem.found },
        resource,
        path: ['metadata', 'annotations', 'proxy.istio.io/config'],
      });
    }
    return settings;
  };
}

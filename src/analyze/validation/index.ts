import { KINDS, type KindName } from '../../model/kinds/index.js';
import type { Resource } from '../../model/resource.js';
import { groupOf, type TypedResource } from '../../model/store.js';
import type { Violation } from '../types.js';
import { authorizationPolicyRules } from './authorization-policy.js';
import { destinationRuleRules } from './destination-rule.js';
import { envoyFilterRules } from './envoy-filter.js';
import type { RuleFacts } from './facts.js';
import { gatewayRules } from './gateway.js';
import { checkAnnotations } from './metadata.js';
import { peerAuthenticationRules } from './peer-authentication.js';
import { proxyConfigRules } from './proxy-config.js';
import { requestAuthenticationRules } from './request-authentication.js';
import { serviceEntryRules } from './service-entry.js';
import { sidecarRules } from './sidecar.js';
import { telemetryRules } from './telemetry.js';
import { trafficExtensionRules } from './traffic-extension.js';
import { virtualServiceRules } from './virtual-service.js';
import { wasmPluginRules } from './wasm-plugin.js';
import { workloadEntryRules } from './workload-entry.js';
import { workloadGroupRules } from './workload-group.js';

export { loadRuleFacts, type RuleFacts } from './facts.js';

/** Rules of one kind: they look at one decoded resource by itself and give what breaks them, in the order of the fields. */
export type Rules<K extends KindName> = (resource: TypedResource<K>, facts: RuleFacts) => readonly Violation[];

/** Which kinds have rules. One row a kind, by group. */
const RULES: { readonly [K in KindName]?: Rules<K> } = {
  VirtualService: virtualServiceRules,
  DestinationRule: destinationRuleRules,
  Gateway: gatewayRules,
  ServiceEntry: serviceEntryRules,
  Sidecar: sidecarRules,
  WorkloadEntry: workloadEntryRules,
  WorkloadGroup: workloadGroupRules,
  PeerAuthentication: peerAuthenticationRules,
  RequestAuthentication: requestAuthenticationRules,
  AuthorizationPolicy: authorizationPolicyRules,
  Telemetry: telemetryRules,
  WasmPlugin: wasmPluginRules,
  TrafficExtension: trafficExtensionRules,
  ProxyConfig: proxyConfigRules,
  EnvoyFilter: envoyFilterRules,
};

/** What Istio's webhook finds in one resource by itself. Kinds without rules give nothing. */
export function findViolations(resource: Resource, facts: RuleFacts): readonly Violation[] {
  const kind = ruledKind(resource);
  // The decoder of this very kind made the body, and the row of this very kind takes it.
  const rules = kind && (RULES[kind] as Rules<KindName> | undefined);
  if (!rules) return [];
  const found = rules(resource as TypedResource<KindName>, facts);
  return facts.annotations ? [...checkAnnotations(resource), ...found] : found;
}

/** Kinds that have rules. */
export const RULED_KINDS: readonly KindName[] = Object.keys(RULES).filter(isKindName);

function ruledKind({ kind, apiVersion }: Resource): KindName | undefined {
  return isKindName(kind) && KINDS[kind].group === groupOf(apiVersion) ? kind : undefined;
}

function isKindName(name: string): name is KindName {
  return Object.hasOwn(KINDS, name);
}

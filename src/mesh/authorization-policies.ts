import type { Diagnostic } from '../model/diagnostic.js';
import type { AuthorizationPolicyBody } from '../model/kinds/authorization-policy.js';
import type { Resource } from '../model/resource.js';
import { type AuthorizationRule, decideRules, type RuleContext } from './authorization-rules.js';
import { buildExtAuthzProviders, type ExtAuthzProvider, type FoundProvider } from './ext-authz-providers.js';
import type { MeshConfig } from './mesh-config.js';
import { indexProviderHosts } from './provider-hosts.js';
import { trustDomains } from './trust-domains.js';
import type { MeshProxy, MeshService } from './types.js';
import { buildWorkloadPolicies, targetProblems } from './workload-policies.js';

export type AuthorizationPolicyResource = Resource<AuthorizationPolicyBody>;

/** A policy with its rules read. Without any rule it matches nothing. */
export interface DecidedPolicy {
  readonly resource: AuthorizationPolicyResource;
  /** Only recorded, not enforced. https://istio.io/latest/docs/tasks/security/authorization/authz-dry-run/ */
  readonly dryRun: boolean;
  readonly rules: readonly AuthorizationRule[];
}

/** Policies that hand the decision to one external service. */
export interface CustomAuthorization {
  readonly provider: string;
  readonly policies: readonly DecidedPolicy[];
  /** Undefined when it can't be asked: what the policies match is then denied. */
  readonly service: ExtAuthzProvider | undefined;
}

/** What is allowed to reach a workload, in the order in which the actions are decided. */
export interface WorkloadAuthorization {
  /** Same key, same policies. */
  readonly key: string;
  readonly custom: readonly CustomAuthorization[];
  readonly audit: readonly DecidedPolicy[];
  readonly deny: readonly DecidedPolicy[];
  readonly allow: readonly DecidedPolicy[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface AuthorizationIndex {
  /** Authorization of a proxy's inbound traffic. Shared by proxies with the same policies. */
  of(proxy: MeshProxy): WorkloadAuthorization;
}

export interface BuiltAuthorization {
  readonly index: AuthorizationIndex;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads all AuthorizationPolicies, to be looked up by workload.
 * https://istio.io/latest/docs/reference/config/security/authorization-policy/
 */
export function buildAuthorization(
  resources: readonly AuthorizationPolicyResource[],
  config: MeshConfig,
  services: readonly MeshService[],
): BuiltAuthorization {
  const policies = buildWorkloadPolicies(resources, config);
  const providers = buildExtAuthzProviders(config, indexProviderHosts(services));
  const domains = trustDomains(config);
  const diagnostics: Diagnostic[] = [...targetProblems(resources)];
  const decided = new Map<AuthorizationPolicyResource, DecidedPolicy>();
  for (const resource of resources) {
    decided.set(resource, decidePolicy(resource, domains, diagnostics));
    diagnostics.push(...providerProblems(resource, providers));
  }
  const known = new Map<string, WorkloadAuthorization>();
  const of = (proxy: MeshProxy): WorkloadAuthorization => {
    const selected = [...policies.root(proxy), ...policies.own(proxy)].flatMap((r) => decided.get(r) ?? []);
    const key = selected.map(({ resource: { metadata: m } }) => `${m.namespace}/${m.name}`).join(' ');
    const value = known.get(key) ?? groupByAction(key, selected, providers);
    known.set(key, value);
    return value;
  };
  return { index: { of }, diagnostics };
}

function decidePolicy(
  resource: AuthorizationPolicyResource,
  domains: readonly string[],
  diagnostics: Diagnostic[],
): DecidedPolicy {
  const allows = (resource.body.spec?.action ?? 'ALLOW') === 'ALLOW';
  const context: RuleContext = { namespace: resource.metadata.namespace, trustDomains: domains, allows };
  const { rules, problems } = decideRules(resource.body.spec?.rules ?? [], context);
  for (const { code, text, path } of problems)
    diagnostics.push({ code, severity: 'error', args: { text, allows: allows ? 1 : 0 }, resource, path });
  return { resource, rules, dryRun: isTrue(resource.metadata.annotations['istio.io/dry-run']) };
}

/** As Go's strconv.ParseBool reads it; anything else is false. */
function isTrue(text: string | undefined): boolean {
  return ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text ?? '');
}

function groupByAction(
  key: string,
  policies: readonly DecidedPolicy[],
  providers: (name: string) => FoundProvider,
): WorkloadAuthorization {
  const by = (...actions: readonly (string | undefined)[]) =>
    policies.filter((policy) => actions.includes(policy.resource.body.spec?.action));
  return {
    key,
    custom: decideCustom(by('CUSTOM'), providers),
    diagnostics: severalProviders(by('CUSTOM')),
    audit: by('AUDIT'),
    deny: by('DENY'),
    allow: by('ALLOW', undefined),
  };
}

/** A workload can ask one provider; with several, all that any of them would have to decide is denied. */
function decideCustom(
  policies: readonly DecidedPolicy[],
  providers: (name: string) => FoundProvider,
): readonly CustomAuthorization[] {
  const names = [...new Set(policies.map(providerName))].sort();
  return names.map((provider) => {
    const found = providers(provider);
    return {
      provider,
      policies: policies.filter((policy) => providerName(policy) === provider),
      service: names.length === 1 && 'provider' in found ? found.provider : undefined,
    };
  });
}

function severalProviders(policies: readonly DecidedPolicy[]): readonly Diagnostic[] {
  const names = [...new Set(policies.map(providerName))].sort();
  if (names.length < 2) return [];
  return policies.map(({ resource }) => ({
    code: 'authorization-several-providers',
    severity: 'error',
    args: { providers: names.join(', ') },
    resource,
    path: ['spec', 'provider', 'name'],
  }));
}

function providerName({ resource }: DecidedPolicy): string {
  return resource.body.spec?.provider?.name ?? '';
}

function providerProblems(
  resource: AuthorizationPolicyResource,
  providers: (name: string) => FoundProvider,
): readonly Diagnostic[] {
  const { action, provider } = resource.body.spec ?? {};
  if (action !== 'CUSTOM') return [];
  const name = provider?.name ?? '';
  const found = providers(name);
  if ('provider' in found) return [];
  const { code, ...rest } = found.problem;
  return [{ code, severity: 'error', args: { provider: name, ...rest }, resource, path: ['spec', 'provider', 'name'] }];
}

import type { MeshConfig } from './mesh-config.js';

/** The trust domain in which istiod puts identities when nothing else is configured; always taken for the mesh's own. */
const DEFAULT_TRUST_DOMAIN = 'cluster.local';
/** Parts of an identity such as `cluster.local/ns/shop/sa/web`. */
const IDENTITY_PARTS = 5;

/** Trust domain of the mesh, then its aliases by name. */
export function trustDomains(config: Pick<MeshConfig, 'trustDomain' | 'trustDomainAliases'>): readonly string[] {
  const aliases = [...new Set(config.trustDomainAliases)].sort();
  return [config.trustDomain, ...aliases.filter((alias) => alias !== config.trustDomain)];
}

/**
 * Trust domains whose workloads servers let in: those of the mesh, and those that other authorities vouch for.
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-CertificateData
 */
export function trustedDomains(
  config: Pick<MeshConfig, 'trustDomain' | 'trustDomainAliases' | 'caCertificates'>,
): readonly string[] {
  const others = (config.caCertificates ?? []).flatMap((authority) => authority.trustDomains ?? []);
  return [...new Set([...trustDomains(config), ...others])];
}

/**
 * Says identities of the mesh for every trust domain that it goes by; others, and those that name no trust domain, stay.
 * https://istio.io/latest/docs/tasks/security/authorization/authz-td-migration/
 */
export function expandPrincipals(principals: readonly string[], domains: readonly string[]): readonly string[] {
  return principals.flatMap((principal) => {
    const [domain = '', ...rest] = principal.split('/');
    if (rest.length !== IDENTITY_PARTS - 1 || domain === '*') return [principal];
    if (domain !== DEFAULT_TRUST_DOMAIN && !domains.some((known) => matches(known, domain))) return [principal];
    // A pattern by its end that takes in a trust domain already says it for that one; one by its beginning is replaced.
    const expanded = domains.map((known) => (endsAs(known, domain) ? principal : [known, ...rest].join('/')));
    return [...new Set(expanded)];
  });
}

/** Says a trust domain of the mesh as all of its trust domains. */
export function expandTrustDomains(values: readonly string[], domains: readonly string[]): readonly string[] {
  return [...new Set(values.flatMap((value) => (domains.includes(value) ? domains : [value])))];
}

function matches(domain: string, pattern: string): boolean {
  if (domain === pattern || endsAs(domain, pattern)) return true;
  return pattern.endsWith('*') && domain.startsWith(pattern.slice(0, -1));
}

function endsAs(domain: string, pattern: string): boolean {
  return pattern.startsWith('*') && domain.endsWith(pattern.slice(1));
}

import type { RouteMatch, VirtualHost } from '../../xds/types.js';

/** Path condition of a route in a few characters: `/cart*`, `/healthz`, `regex /v[0-9]+`. Headers and the like are left out. */
export function describeMatch(match: RouteMatch | undefined): string {
  const { prefix, pathSeparatedPrefix, path, safeRegex } = match ?? {};
  return [
    prefix && `${prefix}*`,
    pathSeparatedPrefix && `PathPrefix:${pathSeparatedPrefix}`,
    path,
    safeRegex && `regex ${safeRegex.regex ?? ''}`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** How many domains a table shows of a virtual host. */
const SHOWN_DOMAINS = 2;

/**
 * Domains of a virtual host for a table. istiod writes every name of a service, with and without port; those that a shorter one of
 * the list stands for are left out, then all but the first two.
 */
export function describeDomains(domains: readonly string[]): string {
  if (domains.length <= 1) return domains[0] ?? '';
  const names = withoutLongForms(domains.filter((domain) => !hasPort(domain)));
  const rest = names.length - SHOWN_DOMAINS;
  return `${names.slice(0, SHOWN_DOMAINS).join(', ')}${rest > 0 ? ` + ${rest} more...` : ''}`;
}

/** An IPv6 address in brackets has colons, too. */
function hasPort(domain: string): boolean {
  if (!domain.includes(':')) return false;
  return !(domain.split(':').length > 3 && domain.endsWith(']'));
}

function withoutLongForms(domains: readonly string[]): readonly string[] {
  const all = new Set(domains);
  const shorter = (domain: string, suffix: string) =>
    domain.endsWith(suffix) && all.has(domain.slice(0, -suffix.length));
  return domains.filter((domain) => !shorter(domain, '.svc.cluster.local') && !shorter(domain, '.svc'));
}

/** Domains and paths of an inline virtual host. */
export function describeVirtualHost({ domains, routes }: Partial<VirtualHost>): string {
  const paths = (routes ?? []).map((route) => describeMatch(route.match)).join(', ');
  const names = domains?.length === 1 && domains[0] === '*' ? '' : (domains ?? []).join('/');
  return names ? `${names} ${paths}` : paths;
}

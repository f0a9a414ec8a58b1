import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { isDnsLabel, isFqdn, isIpAddress, isWildcardDomain } from './syntax.js';
import { error } from './violation.js';

const LABELS = 'labels of letters, digits and inner dashes, joined by dots, the last not all digits';

/** `name`, `name.domain`, `*` or `*.domain`. */
export function checkWildcardDomain(host: string, path: Path): readonly Violation[] {
  return isWildcardDomain(host) ? [] : [error(path, wildcardProblem(host))];
}

function wildcardProblem(host: string): string {
  if (host === '') return 'host is empty';
  return `host ${quote(host)} is no domain name: ${LABELS}; only the first may be *`;
}

export function checkFqdn(host: string, path: Path): readonly Violation[] {
  if (isFqdn(host)) return [];
  return [error(path, host === '' ? 'host is empty' : `host ${quote(host)} is no domain name: ${LABELS}`)];
}

/** A star that stands for less than whole labels at the front. */
export function isPartialWildcard(host: string): boolean {
  return host.includes('*') && host !== '*' && !host.startsWith('*.');
}

/** The kinds that list hosts as `namespace/dnsName`. */
type ListingKind = 'Gateway' | 'Sidecar';

/**
 * A host of a Gateway's server (the namespace may be left out) or of a Sidecar's egress listener.
 * https://istio.io/latest/docs/reference/config/networking/gateway/#Server
 * https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener
 */
export function checkListedHost(listed: string, kind: ListingKind, path: Path): readonly Violation[] {
  const slash = listed.indexOf('/');
  if (slash < 0) {
    if (kind === 'Gateway') return checkDnsName(listed, kind, path);
    return [error(path, 'host is not of the form namespace/dnsName; write ./dnsName for this namespace')];
  }
  const namespace = listed.slice(0, slash);
  const name = listed.slice(slash + 1);
  const found: Violation[] = [];
  if (namespace === '' || name === '') found.push(error(path, 'host has an empty part beside its slash'));
  if (!ANY_NAMESPACE[kind].has(namespace) && !isDnsLabel(namespace)) {
    found.push(error(path, `host has namespace ${quote(namespace)}; take the name of one, "." (its own) or "*" (any)`));
  }
  found.push(...checkDnsName(name, kind, path));
  return found;
}

/** Any, the own, and for a Sidecar none. */
const ANY_NAMESPACE: Readonly<Record<ListingKind, ReadonlySet<string>>> = {
  Gateway: new Set(['*', '.']),
  Sidecar: new Set(['*', '.', '~']),
};

function checkDnsName(name: string, kind: ListingKind, path: Path): readonly Violation[] {
  const found: Violation[] = [];
  if (name !== '*' && !name.includes('.')) {
    found.push(error(path, 'host is a short name, which is resolved nowhere here; write it with its domain'));
  }
  if (!isWildcardDomain(name) && !(kind === 'Gateway' && isIpAddress(name))) {
    found.push(error(path, wildcardProblem(name)));
  }
  if (isPartialWildcard(name)) found.push(error(path, partialWildcard(name)));
  return found;
}

/** The sentence about a partial wildcard. */
export function partialWildcard(host: string): string {
  return `host ${quote(host)} has a * within a label; only a whole first label may be one, as in *.example.com`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}

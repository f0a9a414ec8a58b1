import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import type { Rule } from './authorization-rule.js';
import { error } from './violation.js';

/** Sources that are known only after the external authorizer was asked. */
const SOURCES = [
  'namespaces',
  'notNamespaces',
  'serviceAccounts',
  'notServiceAccounts',
  'trustDomains',
  'notTrustDomains',
  'principals',
  'notPrincipals',
  'requestPrincipals',
  'notRequestPrincipals',
] as const;

const KEYS = new Set(['source.namespace', 'source.serviceAccount', 'source.trustDomain', 'source.principal']);

/** What a rule with action CUSTOM can't use. https://istio.io/latest/docs/tasks/security/authorization/authz-custom/ */
export function checkCustomRule({ from = [], when = [] }: Rule, path: Path): readonly Violation[] {
  const sources = from.flatMap(({ source = {} }, i) =>
    SOURCES.filter((field) => source[field]?.length).map((field) =>
      error([...path, 'from', i, 'source', field], `action CUSTOM can't look at ${field}; take it away`),
    ),
  );
  const keys = when.flatMap(({ key = '' }, i) =>
    KEYS.has(key) || key.startsWith('request.auth.')
      ? [error([...path, 'when', i, 'key'], `action CUSTOM can't look at ${key}; take it away`)]
      : [],
  );
  return [...sources, ...keys];
}

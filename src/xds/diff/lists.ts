import { isMessage, type Json, type JsonMessage } from '../json.js';

/** How the items of a list find their partners, and whether their order means anything. */
export interface ListRule {
  readonly ordered: boolean;
  /** What tells an item from the others; undefined where nothing does. */
  readonly key?: (item: JsonMessage) => string | undefined;
  /** A shorter key, taken where it tells all items apart, and for items whose key has changed if no other has it. */
  readonly looseKey?: (item: JsonMessage) => string | undefined;
}

const field = (name: string) => (item: JsonMessage) => textOf(item[name]);
const SET: ListRule = { ordered: false };
const NAMED: ListRule = { ordered: false, key: field('name') };
const HEADERS: ListRule = {
  ordered: false,
  key: ({ header }) => (isMessage(header) ? textOf(header['key']) : undefined),
};
/** Filters, routes and the like: the first that fits counts, or each hands over to the next. */
const SEQUENCE: ListRule = { ordered: true, key: field('name') };

/**
 * Lists that Envoy takes as sets or keyed collections, by field name. All others are sequences.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/api
 */
const RULES: Readonly<Record<string, ListRule>> = {
  accessLog: NAMED,
  additionalAddresses: SET,
  allowOriginStringMatch: SET,
  applicationProtocols: SET,
  audiences: SET,
  customTags: { ordered: false, key: field('tag') },
  directSourcePrefixRanges: SET,
  domains: SET,
  dropOverloads: { ordered: false, key: field('category') },
  dynamicMetadata: SET,
  endpoints: { ordered: false, key: localityKey },
  filterChains: { ordered: false, key: chainKey, looseKey: field('name') },
  ids: SET,
  lbEndpoints: { ordered: false, key: endpointKey },
  matchSubjectAltNames: SET,
  matchTypedSubjectAltNames: SET,
  perHostThresholds: { ordered: false, key: ({ priority }) => textOf(priority) ?? 'DEFAULT' },
  permissions: SET,
  prefixRanges: SET,
  principals: SET,
  queryParameters: NAMED,
  requestHeadersToAdd: HEADERS,
  requestHeadersToRemove: SET,
  requestMirrorPolicies: { ordered: false, key: field('cluster') },
  responseHeadersToAdd: HEADERS,
  responseHeadersToRemove: SET,
  retriableStatusCodes: SET,
  rules: SET,
  serverNames: SET,
  sourcePorts: SET,
  sourcePrefixRanges: SET,
  thresholds: { ordered: false, key: ({ priority }) => textOf(priority) ?? 'DEFAULT' },
  verifyCertificateHash: SET,
  verifyCertificateSpki: SET,
  virtualHosts: NAMED,
};

/** Field names that mean another thing elsewhere: field -> the fields that hold the message. */
const RULES_IN: Readonly<Record<string, Readonly<Record<string, ListRule>>>> = {
  clusters: { weightedClusters: NAMED },
  headers: { match: NAMED },
  // What a cluster stands for, in Istio's metadata.
  services: { istio: SET },
  // Rules of JWT authentication: the first that matches counts.
  rules: { typedConfig: SEQUENCE },
};

/** How to compare the list of a field; `holder` is the field whose message it stands in. */
export function listRule(name: string, holder: string): ListRule {
  const special = Object.hasOwn(RULES_IN, name) ? RULES_IN[name]?.[holder] : undefined;
  return special ?? (Object.hasOwn(RULES, name) ? RULES[name] : undefined) ?? SEQUENCE;
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function localityKey({ locality, priority }: JsonMessage): string {
  const { region, zone, subZone } = isMessage(locality) ? locality : {};
  const place = [region, zone, subZone].map((part) => textOf(part) ?? '').join('/');
  return priority === undefined || priority === 0 ? place : `${place} priority ${priority}`;
}

function endpointKey({ endpoint }: JsonMessage): string | undefined {
  const address = isMessage(endpoint) ? endpoint['address'] : undefined;
  if (!isMessage(address)) return undefined;
  const { socketAddress, pipe, envoyInternalAddress } = address;
  if (isMessage(socketAddress)) return `${textOf(socketAddress['address'])}:${socketAddress['portValue'] ?? 0}`;
  if (isMessage(pipe)) return textOf(pipe['path']);
  return envoyInternalAddress === undefined ? undefined : JSON.stringify(envoyInternalAddress);
}

/** Chains may share a name; their matches tell them apart. */
function chainKey({ name, filterChainMatch }: JsonMessage): string {
  const match = isMessage(filterChainMatch) ? filterChainMatch : {};
  const parts = Object.keys(match)
    .sort()
    .map((key) => `${key} ${spell(match[key])}`);
  return [textOf(name) ?? '', ...parts].filter(Boolean).join(', ') || 'unnamed';
}

function spell(value: Json | undefined): string {
  if (Array.isArray(value)) return value.map(spell).sort().join('|');
  if (!isMessage(value)) return String(value);
  const { addressPrefix, prefixLen } = value;
  return addressPrefix === undefined ? JSON.stringify(value) : `${addressPrefix}/${prefixLen ?? 0}`;
}

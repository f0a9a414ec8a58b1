import type { JsonMessage } from '../../xds/json.js';
import { matchesSomeValue } from '../match/headers.js';
import { isInCidr } from '../match/ip.js';
import { matchesMetadata } from '../match/metadata.js';
import { pathOf, templatePattern } from '../match/path.js';
import { matchesString, messageField, numberField, stringField, stringPattern } from '../match/strings.js';
import type { Subject } from './subject.js';

/** A condition of one kind: the field's message, and what it is asked about. */
export type Condition = (condition: JsonMessage, subject: Subject) => boolean;

/** What permissions and principals have in common. */
export const header: Condition = (matcher, { http, regex }) => {
  const name = stringField(matcher, 'name');
  return http !== undefined && name !== undefined && matchesSomeValue({ ...matcher, name }, http, regex);
};

/** The path without its query. */
export const urlPath: Condition = (matcher, { http, regex }) =>
  http !== undefined && matchesString(stringPattern(messageField(matcher, 'path') ?? {}), pathOf(http.path), regex);

export const uriTemplate: Condition = (extension, { http, regex }) => {
  const template = stringField(messageField(extension, 'typedConfig'), 'pathTemplate');
  return http !== undefined && template !== undefined && regex.matches(templatePattern(template), pathOf(http.path));
};

export const metadata: Condition = (matcher, subject) => matchesMetadata(matcher, subject.metadata, subject.regex);

export const destinationIp: Condition = (range, { connection }) => isInCidr(connection.destination.address, range);

export const destinationPortRange: Condition = (range, { connection: { destination } }) =>
  destination.port >= (numberField(range, 'start') ?? 0) && destination.port < (numberField(range, 'end') ?? 0);

/** Empty where the client names none. */
export const requestedServerName: Condition = (matcher, { connection, regex }) =>
  matchesString(stringPattern(matcher), connection.tls === 'none' ? '' : (connection.sni ?? '').toLowerCase(), regex);

/** The address that the connection comes from. */
export const directRemoteIp: Condition = (range, { connection }) => isInCidr(connection.source?.ip, range);

export const remoteIp: Condition = (range, subject) => isInCidr(subject.remoteIp, range);

/**
 * The identity of the client certificate: one of its URIs, one of its DNS names, or its subject. Without a name to be, any
 * connection by TLS will do.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/rbac/v3/rbac.proto#config-rbac-v3-principal-authenticated
 */
export const authenticated: Condition = (wanted, { connection, regex }) => {
  if (connection.tls === 'none') return false;
  const matcher = messageField(wanted, 'principalName');
  if (!matcher) return true;
  const { principal, dnsNames = [], subject = '' } = connection.source ?? {};
  const known =
    connection.tls === 'mtls' ? [...(principal === undefined ? [] : [principal]), ...dnsNames, subject] : [''];
  return known.some((name) => matchesString(stringPattern(matcher), name, regex));
};

/** Identities that a filter of the mesh has put beside the connection. */
export const filterState: Condition = (wanted, { connection, regex }) => {
  const { principal } = connection.source ?? {};
  const matcher = messageField(wanted, 'stringMatch');
  if (stringField(wanted, 'key') !== 'io.istio.peer_principal' || !matcher || principal === undefined) return false;
  return matchesString(stringPattern(matcher), principal, regex);
};

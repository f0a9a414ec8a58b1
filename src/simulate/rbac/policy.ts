import { isMessage, type Json, type JsonMessage } from '../../xds/json.js';
import { messageList } from '../match/strings.js';
import * as conditions from './conditions.js';
import type { Subject } from './subject.js';

const PERMISSIONS: Readonly<Record<string, conditions.Condition>> = {
  header: conditions.header,
  urlPath: conditions.urlPath,
  uriTemplate: conditions.uriTemplate,
  metadata: conditions.metadata,
  destinationIp: conditions.destinationIp,
  destinationPortRange: conditions.destinationPortRange,
  requestedServerName: conditions.requestedServerName,
};
const PRINCIPALS: Readonly<Record<string, conditions.Condition>> = {
  header: conditions.header,
  urlPath: conditions.urlPath,
  metadata: conditions.metadata,
  authenticated: conditions.authenticated,
  filterState: conditions.filterState,
  directRemoteIp: conditions.directRemoteIp,
  remoteIp: conditions.remoteIp,
  sourceIp: conditions.directRemoteIp,
};

/**
 * The name of the policy that fits, undefined if none does. Of several it is the first by name, as Envoy keeps them sorted.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/rbac/v3/rbac.proto#config-rbac-v3-rbac
 */
export function fittingPolicy(rules: JsonMessage, subject: Subject): string | undefined {
  return policiesOf(rules).find(([, policy]) => fits(policy, subject))?.[0];
}

const sorted = new WeakMap<JsonMessage, readonly (readonly [string, JsonMessage])[]>();

function policiesOf(rules: JsonMessage): readonly (readonly [string, JsonMessage])[] {
  let list = sorted.get(rules);
  if (!list) {
    const policies = isMessage(rules['policies']) ? rules['policies'] : {};
    list = Object.entries(policies)
      .flatMap(([name, policy]) => (isMessage(policy) ? [[name, policy] as const] : []))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    sorted.set(rules, list);
  }
  return list;
}

function fits(policy: JsonMessage, subject: Subject): boolean {
  const { permissions, principals } = policy;
  return (
    messageList(permissions).some((one) => isPermitted(one, subject)) &&
    messageList(principals).some((one) => isOneOf(one, subject))
  );
}

function isPermitted(permission: JsonMessage, subject: Subject): boolean {
  const { andRules, orRules, notRule, any, destinationPort } = permission;
  if (isMessage(andRules)) return messageList(andRules['rules']).every((rule) => isPermitted(rule, subject));
  if (isMessage(orRules)) return messageList(orRules['rules']).some((rule) => isPermitted(rule, subject));
  if (isMessage(notRule)) return !isPermitted(notRule, subject);
  if (any === true) return true;
  if (typeof destinationPort === 'number') return destinationPort === subject.connection.destination.port;
  return byKind(PERMISSIONS, permission, subject);
}

function isOneOf(principal: JsonMessage, subject: Subject): boolean {
  const { andIds, orIds, notId, any } = principal;
  if (isMessage(andIds)) return messageList(andIds['ids']).every((id) => isOneOf(id, subject));
  if (isMessage(orIds)) return messageList(orIds['ids']).some((id) => isOneOf(id, subject));
  if (isMessage(notId)) return !isOneOf(notId, subject);
  if (any === true) return true;
  return byKind(PRINCIPALS, principal, subject);
}

/** Conditions of kinds that are not known fit nothing. */
function byKind(
  kinds: Readonly<Record<string, conditions.Condition>>,
  message: JsonMessage,
  subject: Subject,
): boolean {
  return Object.entries(message).some(([kind, value]: readonly [string, Json | undefined]) => {
    const condition = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    return condition !== undefined && isMessage(value) && condition(value, subject);
  });
}

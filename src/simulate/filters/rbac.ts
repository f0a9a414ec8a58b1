import type { JsonMessage } from '../../xds/json.js';
import { messageField } from '../match/strings.js';
import { askRbac, leave } from '../rbac/engine.js';
import { remoteAddress } from './remote-address.js';
import type { HttpFilter, NetworkFilter } from './types.js';

const NAME = 'envoy.filters.http.rbac';
const NETWORK_NAME = 'envoy.filters.network.rbac';

/** Allows and denies requests by policies. https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/http/http_filters/rbac_filter */
export const rbac: HttpFilter = ({ config, perRoute, http, connection, metadata, facts, manager }) => {
  const effective: JsonMessage = perRoute ? (messageField(perRoute, 'rbac') ?? {}) : config;
  const remoteIp = remoteAddress(manager, http, connection);
  const verdict = askRbac(effective, { connection, http, remoteIp, metadata, regex: facts.regex });
  const { decision = '', details, object, policy } = verdict;
  const about = { ...(details && { details }), ...(object && { object }) };
  if (!verdict.allowed) {
    const reason = `rbac_access_denied_matched_policy[${policy ?? 'none'}]`;
    const deniedBy = policy ?? NAME;
    return { kind: 'stop', status: 403, decision, ...about, outcome: { kind: 'denied', reason, deniedBy } };
  }
  return {
    kind: 'continue',
    ...(verdict.decision !== undefined && { decision }),
    ...about,
    ...leave(NAME, verdict.metadata),
    ...(policy !== undefined && effective['rules'] !== undefined && allowedBy(effective, policy)),
  };
};

/** The same for connections. https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/listeners/network_filters/rbac_filter */
export const networkRbac: NetworkFilter = ({ config, connection, metadata, facts }) => {
  const remoteIp = connection.source?.ip;
  const verdict = askRbac(config, { connection, http: undefined, remoteIp, metadata, regex: facts.regex });
  const { decision = '', details, object, policy } = verdict;
  const about = { ...(details && { details }), ...(object && { object }) };
  if (!verdict.allowed) {
    const reason = `rbac_access_denied_matched_policy[${policy ?? 'none'}]`;
    const deniedBy = policy ?? NETWORK_NAME;
    return { kind: 'stop', decision, ...about, outcome: { kind: 'denied', reason, deniedBy } };
  }
  return {
    kind: 'continue',
    ...(verdict.decision !== undefined && { decision }),
    ...about,
    ...leave(NETWORK_NAME, verdict.metadata),
    ...(policy !== undefined && allowedBy(config, policy)),
  };
};

/** A rule that logs allows nothing. */
function allowedBy(
  config: JsonMessage,
  policy: string,
): { readonly outcome?: { readonly allowedBy: readonly string[] } } {
  const action = messageField(config, 'rules')?.['action'] ?? 'ALLOW';
  return action === 'ALLOW' ? { outcome: { allowedBy: [policy] } } : {};
}

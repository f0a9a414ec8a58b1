import { isList, isMessage } from '../dump/field-names.js';
import type { Json, JsonMessage } from '../json.js';
import type { MessageProblem, MessageTest } from './message-rules.js';

/** Upgrades of which each may be there once, whatever the case of its letters. */
function upgradesTwice(message: JsonMessage): MessageProblem[] {
  const upgrades = message['upgradeConfigs'];
  const seen = new Set<string>();
  const out: MessageProblem[] = [];
  for (const [i, upgrade] of (isList(upgrades) ? upgrades : []).entries()) {
    const name = String(isMessage(upgrade) ? (upgrade['upgradeType'] ?? '') : '');
    const key = name.toLowerCase();
    if (seen.has(key)) out.push({ code: 'duplicate-name', at: ['upgradeConfigs', i], args: { name } });
    seen.add(key);
  }
  return out;
}

const isSet = (value: Json | undefined) => value !== undefined && value !== false && value !== 0 && value !== '0';

/** Fields that exclude each other when both are set. */
function both(message: JsonMessage, first: string, second: string): MessageProblem[] {
  const given = [message[first], message[second]];
  if (!given.every((value) => isSet(value) && !(isList(value) && value.length === 0))) return [];
  return [{ code: 'choice-twice', at: [first], args: { choices: `${first}, ${second}` } }];
}

const manager: MessageTest = (message) => [
  ...upgradesTwice(message),
  ...both(message, 'originalIpDetectionExtensions', 'useRemoteAddress'),
  ...both(message, 'originalIpDetectionExtensions', 'xffNumTrustedHops'),
  ...both(message, 'stripMatchingHostPort', 'stripAnyHostPort'),
];

const zipkin: MessageTest = ({ collectorService, collectorCluster, collectorEndpoint, collectorEndpointVersion }) => {
  if (collectorService === undefined && (!collectorCluster || !collectorEndpoint)) {
    return [{ code: 'field-empty', at: [collectorCluster ? 'collectorEndpoint' : 'collectorCluster'] }];
  }
  if (collectorEndpointVersion === 'HTTP_JSON' || collectorEndpointVersion === 'HTTP_PROTO') return [];
  return [{ code: 'field-missing', at: ['collectorEndpointVersion'] }];
};

const action: MessageTest = (message) => {
  const out = upgradesTwice(message);
  const upgrades = message['upgradeConfigs'];
  for (const [i, upgrade] of (isList(upgrades) ? upgrades : []).entries()) {
    if (!isMessage(upgrade) || upgrade['connectConfig'] === undefined) continue;
    const type = String(upgrade['upgradeType']);
    if (!/^CONNECT(-UDP)?$/i.test(type)) {
      out.push({ code: 'not-for-upgrade', at: ['upgradeConfigs', i, 'connectConfig'], args: { type } });
    }
  }
  return out;
};

/** HTTP connection managers, their tracers, and what routes say of the same. */
export const MANAGER_RULES: Readonly<Record<string, MessageTest>> = {
  'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager': manager,
  'envoy.config.trace.v3.ZipkinConfig': zipkin,
  'envoy.config.trace.v3.OpenTelemetryConfig': (message) => both(message, 'grpcService', 'httpService'),
  'envoy.config.route.v3.RouteAction': action,
  'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.TunnelingConfig': ({ usePost, postPath }) =>
    postPath && usePost !== true ? [{ code: 'only-with', at: ['postPath'], args: { field: 'usePost' } }] : [],
};

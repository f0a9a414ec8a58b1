import type { JsonMessage } from '../../xds/json.js';
import { matchesMetadata } from '../match/metadata.js';
import { fractionOf, happens } from '../match/percent.js';
import { messageField, stringField } from '../match/strings.js';
import type { SimulationFacts } from '../types.js';
import type { DynamicMetadata, HttpFilter, NetworkFilter } from './types.js';

/**
 * Asks an external service: what it answers is not known unless the facts tell.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/http/http_filters/ext_authz_filter
 */
export const extAuthz: HttpFilter = ({ config, perRoute, metadata, facts }) => {
  if (perRoute?.['disabled'] === true || !isAsked(config, metadata, facts)) return { kind: 'continue' };
  const { service, answer, decision } = ask(config, facts);
  if (answer !== 'deny') return { kind: 'continue', decision };
  return {
    kind: 'stop',
    status: 403,
    decision,
    outcome: { kind: 'denied', reason: 'ext_authz_denied', deniedBy: service },
  };
};

/** The same for connections. https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/listeners/network_filters/ext_authz_filter */
export const networkExtAuthz: NetworkFilter = ({ config, metadata, facts }) => {
  if (!isAsked(config, metadata, facts)) return { kind: 'continue' };
  const { service, answer, decision } = ask(config, facts);
  if (answer !== 'deny') return { kind: 'continue', decision };
  return { kind: 'stop', decision, outcome: { kind: 'denied', reason: 'ext_authz_denied', deniedBy: service } };
};

function isAsked(config: JsonMessage, metadata: DynamicMetadata, { regex, random }: SimulationFacts): boolean {
  const where = messageField(config, 'filterEnabledMetadata');
  const share = messageField(messageField(config, 'filterEnabled'), 'defaultValue');
  return (!where || matchesMetadata(where, metadata, regex)) && (!share || happens(fractionOf(share), random));
}

function ask(config: JsonMessage, facts: SimulationFacts) {
  const grpc = messageField(messageField(config, 'grpcService'), 'envoyGrpc');
  const uri = messageField(messageField(config, 'httpService'), 'serverUri');
  const service = stringField(grpc, 'clusterName') ?? stringField(uri, 'cluster') ?? 'an external service';
  const answer = facts.extAuthz?.(service);
  const open = config['failureModeAllow'] === true ? ', and goes on where it does not answer' : '';
  const decision =
    answer === undefined ? `asks ${service}${open}` : `${service} ${answer === 'deny' ? 'denies' : 'allows'} it`;
  return { service, answer, decision };
}

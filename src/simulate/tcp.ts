import type { JsonMessage } from '../xds/json.js';
import type { Snapshot } from '../xds/snapshot.js';
import { reachCluster } from './clusters.js';
import { messageField, messageList, numberField, stringField } from './match/strings.js';
import type { Outcome, SimulationFacts, Step, WeightedChoice } from './types.js';

/**
 * Where the TCP proxy sends a connection: to its cluster, to one by weight, or to the one that an earlier filter named.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/listeners/network_filters/tcp_proxy_filter
 * @param named cluster that an earlier network filter chose
 */
export function walkTcp(
  snapshot: Snapshot,
  config: JsonMessage,
  named: string | undefined,
  facts: SimulationFacts,
  steps: Step[],
): Outcome {
  const weights = weightsOf(config);
  const cluster = named ?? stringField(config, 'cluster') ?? pick(weights, facts.random) ?? '';
  const decision = named === undefined ? 'forwards bytes' : 'forwards bytes to the cluster of the server name';
  steps.push({ kind: 'network-filter', name: 'tcp_proxy', object: config, decision });
  const upstream = reachCluster(snapshot, cluster, facts);
  steps.push(...upstream.steps);
  // There is no status in TCP: where there is no upstream, the connection is closed.
  const { status: _, ...outcome } = upstream.outcome;
  return { ...outcome, ...(weights.length > 0 && { weights }) };
}

function weightsOf(config: JsonMessage): readonly WeightedChoice[] {
  const clusters = messageList(messageField(config, 'weightedClusters')?.['clusters']);
  const total = clusters.reduce((sum, one) => sum + (numberField(one, 'weight') ?? 0), 0);
  return clusters.map((one) => ({
    cluster: stringField(one, 'name') ?? '',
    percent: total > 0 ? ((numberField(one, 'weight') ?? 0) / total) * 100 : 0,
  }));
}

function pick(weights: readonly WeightedChoice[], random: number | undefined): string | undefined {
  if (random === undefined) {
    return weights.reduce<WeightedChoice | undefined>(
      (best, w) => (w.percent > (best?.percent ?? -1) ? w : best),
      undefined,
    )?.cluster;
  }
  let end = 0;
  return weights.find((one) => {
    end += one.percent;
    return random * 100 < end;
  })?.cluster;
}

import { protoDuration } from '../../mesh/durations.js';
import type { MetricsDecision } from '../../mesh/telemetry-metrics.js';
import { type JsonMessage, present, typeUrl } from '../../xds/json.js';
import type { Extension } from '../../xds/types.js';

/** Names that the statistics filter gives to the metrics of the API. */
const NAMES: Readonly<Record<string, string>> = {
  GRPC_REQUEST_MESSAGES: 'request_messages_total',
  GRPC_RESPONSE_MESSAGES: 'response_messages_total',
  REQUEST_COUNT: 'requests_total',
  REQUEST_DURATION: 'request_duration_milliseconds',
  REQUEST_SIZE: 'request_bytes',
  RESPONSE_SIZE: 'response_bytes',
  TCP_CLOSED_CONNECTIONS: 'tcp_connections_closed_total',
  TCP_OPENED_CONNECTIONS: 'tcp_connections_opened_total',
  TCP_RECEIVED_BYTES: 'tcp_received_bytes_total',
  TCP_SENT_BYTES: 'tcp_sent_bytes_total',
};

/** The filter that counts requests and connections, for one provider. https://istio.io/latest/docs/reference/config/metrics/ */
export function statsFilter(decision: MetricsDecision, ownHost: boolean): Extension {
  return {
    name: 'istio.stats',
    typedConfig: present({
      '@type': typeUrl('stats.PluginConfig'),
      disableHostHeaderFallback: ownHost ? true : undefined,
      tcpReportingDuration: decision.reportingInterval && protoDuration(decision.reportingInterval),
      metrics: decision.metrics.length > 0 ? decision.metrics.map(spellMetric) : undefined,
    }),
  };
}

function spellMetric(metric: MetricsDecision['metrics'][number]): JsonMessage {
  return present<JsonMessage>({
    name: NAMES[metric.metric] ?? metric.metric,
    dimensions: Object.keys(metric.upserts).length > 0 ? metric.upserts : undefined,
    tagsToRemove: metric.removes.length > 0 ? metric.removes : undefined,
    drop: metric.disabled ? true : undefined,
  });
}

import type { Json, JsonMessage } from '../json.js';
import type { Address } from '../types.js';
import { DumpError } from './dump-error.js';
import { isList, isMessage, toCamelCase } from './field-names.js';
import { checkShape, SHAPES } from './shapes.js';

/** One host of a cluster as /clusters?format=json shows it. */
export interface HostStatus extends JsonMessage {
  readonly address?: Address & JsonMessage;
  readonly healthStatus?: JsonMessage & { readonly edsHealthStatus?: string; readonly failedOutlierCheck?: boolean };
}
/** https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/admin/v3/clusters.proto#admin-v3-clusterstatus */
export interface ClusterStatus extends JsonMessage {
  readonly name: string;
  readonly hostStatuses?: readonly HostStatus[];
}

/**
 * Reads the answer of an Envoy's /clusters?format=json.
 * @throws DumpError when it is something else
 */
export function parseClusterStatuses(value: Json): readonly ClusterStatus[] {
  const message = isMessage(value) ? toCamelCase(value) : {};
  const statuses = message['clusterStatuses'];
  if (!isList(statuses)) {
    throw new DumpError('is no answer of /clusters?format=json: an object with `cluster_statuses` was expected');
  }
  return statuses.map((status, i) => {
    if (!isMessage(status)) throw new DumpError(`cluster_statuses[${i}]: a message was expected`);
    checkShape(status, SHAPES.clusterStatus, `cluster_statuses[${i}]`);
    return { name: '', ...(status as Partial<ClusterStatus>) };
  });
}

import type { Json } from '../json.js';
import { type ClusterStatus, parseClusterStatuses } from './cluster-status.js';
import { type ConfigDump, configDumpOf, slicedDump } from './config-dump.js';
import { isMessage } from './field-names.js';
import { parseJsonText } from './json-text.js';

type Truncated = NonNullable<ConfigDump['truncated']>;

/** What a file holds, by its content. */
export type AdminFile =
  | { readonly kind: 'dump'; readonly dump: ConfigDump; readonly truncated?: Truncated }
  | { readonly kind: 'statuses'; readonly statuses: readonly ClusterStatus[]; readonly truncated?: Truncated }
  | { readonly kind: 'resources' };

/**
 * Tells a config dump, an answer of /clusters?format=json and Kubernetes resources apart, and reads the former two.
 * @param parseYaml reads a text that is no JSON: `istioctl proxy-config all -o yaml` makes such dumps
 * @throws DumpError when it is none of them
 */
export function readAdminText(text: string, parseYaml: (text: string) => unknown): AdminFile {
  if (!/^\s*[[{]/.test(text)) {
    if (/^(---|apiVersion|kind|items|metadata|spec)\b/m.test(text)) return { kind: 'resources' };
    if (/^configs\s*:/m.test(text)) return readAdminValue(parseYaml(text) as Json);
  }
  const sliced = slicedDump(text);
  if (sliced) return { kind: 'dump', dump: sliced };
  const { value, truncated } = parseJsonText(text);
  return readAdminValue(value, truncated);
}

function readAdminValue(value: Json, truncated?: Truncated): AdminFile {
  const cut = truncated && { truncated };
  if (isMessage(value)) {
    if ('clusterStatuses' in value || 'cluster_statuses' in value) {
      return { kind: 'statuses', statuses: parseClusterStatuses(value), ...cut };
    }
    if (typeof value['kind'] === 'string' || typeof value['apiVersion'] === 'string') return { kind: 'resources' };
  }
  return { kind: 'dump', dump: configDumpOf(value, truncated), ...cut };
}

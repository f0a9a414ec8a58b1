import type { Json, JsonMessage } from '../json.js';
import { isMessage } from './field-names.js';
import type { Section, SectionName } from './section.js';

/** A resource that Envoy holds but doesn't serve, or an update of it that it refused. */
export interface ResourceState {
  readonly section: SectionName;
  readonly name: string;
  readonly state: 'warming' | 'draining' | 'error';
  /** Envoy's reason of an error. */
  readonly details?: string;
}

/** The repeated fields of each section that hold dynamic resources, and the state that the field itself says. */
const FIELDS: readonly { section: SectionName; field: string; state?: 'warming' }[] = [
  { section: 'listeners', field: 'dynamicListeners' },
  { section: 'clusters', field: 'dynamicActiveClusters' },
  { section: 'clusters', field: 'dynamicWarmingClusters', state: 'warming' },
  { section: 'routes', field: 'dynamicRouteConfigs' },
  { section: 'endpoints', field: 'dynamicEndpointConfigs' },
  { section: 'secrets', field: 'dynamicActiveSecrets' },
  { section: 'secrets', field: 'dynamicWarmingSecrets', state: 'warming' },
];

/**
 * Warming and draining resources and refused updates of one section.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/admin/v3/config_dump_shared.proto
 */
export function readStates(name: SectionName, section: Section): readonly ResourceState[] {
  const states: ResourceState[] = [];
  for (const { field, state } of FIELDS.filter((f) => f.section === name)) {
    for (const { value } of section.list(field)) {
      const named = { section: name, name: nameOf(value) };
      if (state ?? isMessage(value['warmingState'])) states.push({ ...named, state: 'warming' });
      if (isMessage(value['drainingState'])) states.push({ ...named, state: 'draining' });
      if (isMessage(value['errorState'])) states.push({ ...named, state: 'error', ...detailsOf(value['errorState']) });
    }
  }
  return states;
}

function detailsOf(error: JsonMessage): { details?: string } {
  return typeof error['details'] === 'string' ? { details: error['details'] } : {};
}

/** The name stands beside the state, or inside the resource. */
function nameOf(dynamic: JsonMessage): string {
  const own = textOf(dynamic['name']);
  if (own !== undefined) return own;
  for (const field of ['cluster', 'routeConfig', 'endpointConfig', 'errorState']) {
    const resource = dynamic[field];
    if (!isMessage(resource)) continue;
    const failed = resource['failedConfiguration'];
    const named = isMessage(failed) ? failed : resource;
    const name = textOf(named['name']) ?? textOf(named['clusterName']);
    if (name !== undefined) return name;
  }
  return '(unnamed)';
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

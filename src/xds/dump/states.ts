import type { JsonMessage } from '../json.js';
import { isMessage } from './field-names.js';
import { messageWithin, type Section, type SectionName } from './section.js';
import type { Spelling } from './spelling.js';

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
    for (const { message } of section.list(field)) {
      const add = (found: ResourceState['state'], more = {}) =>
        states.push({ section: name, name: nameOf(message, section.spelling), state: found, ...more });
      const within = (stateField: string) => messageWithin(message, [stateField], section.spelling);
      if (state ?? isMessage(within('warmingState'))) add('warming');
      if (isMessage(within('drainingState'))) add('draining');
      const error = within('errorState');
      if (isMessage(error)) add('error', typeof error['details'] === 'string' ? { details: error['details'] } : {});
    }
  }
  return states;
}

/** Where the name of a resource may stand: beside its state, or inside what is held or was refused. */
const NAMES = [
  ['name'],
  ['cluster', 'name'],
  ['routeConfig', 'name'],
  ['endpointConfig', 'clusterName'],
  ['errorState', 'failedConfiguration', 'name'],
  ['errorState', 'failedConfiguration', 'clusterName'],
];

function nameOf(message: JsonMessage, spelling: Spelling): string {
  for (const path of NAMES) {
    const name = messageWithin(message, path, spelling);
    if (typeof name === 'string' && name !== '') return name;
  }
  return '(unnamed)';
}
